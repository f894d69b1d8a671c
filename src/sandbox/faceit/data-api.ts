// The Data API v4 of the sandbox: a server-side key, a rate limit, FACEIT's own error bodies.

import type { SandboxClock } from "../clock.ts";
import { type Limits, rateLimit } from "./limits.ts";
import { refusal } from "./refusal.ts";
import { answerTo } from "./routes.ts";
import type { World } from "./world.ts";

type Needs = {
	readonly clock: SandboxClock;
	readonly world: World;
	readonly apiKey: string;
	readonly limits: Limits | undefined;
	/** Called with what a real client must never do. */
	readonly violated: (what: string) => void;
};

/** Returns the answer to a request whose path, below the Data API's own, is `path`. */
export function dataApi(needs: Needs): (request: Request, path: string) => Response {
	const count = rateLimit(needs.limits);
	return (request, path) => {
		const counted = count(needs.clock.now());
		const answer = counted.exceeded ? refusal(429, "err_rl0", "Rate limit exceeded") : authorized(needs, request, path);
		answer.headers.set("date", new Date(needs.clock.now()).toUTCString());
		for (const [name, value] of Object.entries(counted.headers)) answer.headers.set(name, value);
		return answer;
	};
}

function authorized({ world, apiKey, violated }: Needs, request: Request, path: string): Response {
	if (request.headers.get("authorization") !== `Bearer ${apiKey}`) return refusal(401, "err_a0", "Unauthorized");
	return answerTo(world, request.method, path, new URL(request.url).searchParams, violated);
}
