// What a machine asks to know whether to send webhooks here (`/healthz`), and whether rooms can be made (`/readyz`).

import { Elysia } from "elysia";

export type HealthNeeds = {
	/** Why a webhook could not be stored, in words; none when it could. */
	readonly problems: () => readonly string[];
	/** Why nothing can be done in Discord, in words; none while it can. */
	readonly discordProblems: () => readonly string[];
	/** How many events wait in the inbox. */
	readonly waiting: () => number;
};

/** With so many events waiting, what FACEIT reports now has its effect much later. */
const mostWaiting = 10_000;

/**
 * `GET /healthz`: 200 while a webhook can be stored durably. It does not depend on Discord: a platform that stops sending
 * traffic here when it fails would turn an outage of Discord into lost events of FACEIT.
 * `GET /readyz`: 200 while Discord's gateway is up as well and shows a server, and events are processed about as fast as
 * they come.
 */
export function health({ problems, discordProblems, waiting }: HealthNeeds) {
	return new Elysia({ name: "health" })
		.get("/healthz", () => answer(problems()))
		.get("/readyz", () => answer([...problems(), ...backlog(waiting), ...discordProblems()]));
}

function backlog(waiting: () => number): string[] {
	try {
		const count = waiting();
		return count < mostWaiting ? [] : [`${count} events wait in the inbox`];
	} catch (error) {
		return [`the inbox cannot be read: ${error instanceof Error ? error.message : String(error)}`];
	}
}

function answer(problems: readonly string[]): Response {
	const isWell = problems.length === 0;
	return Response.json(
		{ status: isWell ? "ok" : "failing", problems },
		{ status: isWell ? 200 : 503, headers: { "cache-control": "no-store" } },
	);
}
