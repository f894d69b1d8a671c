// What a machine asks to know whether to send webhooks here (`/healthz`), and whether rooms can be made (`/readyz`).

import { Elysia } from "elysia";

export type HealthNeeds = {
	/** Why a webhook could not be stored, in words; none when it could. */
	readonly problems: () => readonly string[];
	readonly isGatewayUp: () => boolean;
};

/**
 * `GET /healthz`: 200 while a webhook can be stored durably. It does not depend on Discord: a platform that stops sending
 * traffic here when it fails would turn an outage of Discord into lost events of FACEIT.
 * `GET /readyz`: 200 while Discord's gateway is up as well.
 */
export function health({ problems, isGatewayUp }: HealthNeeds) {
	return new Elysia({ name: "health" })
		.get("/healthz", () => answer(problems()))
		.get("/readyz", () => answer([...problems(), ...(isGatewayUp() ? [] : ["Discord's gateway is not connected"])]));
}

function answer(problems: readonly string[]): Response {
	const isWell = problems.length === 0;
	return Response.json(
		{ status: isWell ? "ok" : "failing", problems },
		{ status: isWell ? 200 : 503, headers: { "cache-control": "no-store" } },
	);
}
