// How many sign-ins Discord still allows: `GET /gateway/bot` says, and discord.js asks it anyway.

import type { WebSocketOptions } from "discord.js";
import { z } from "zod";
import type { SignInsLeft } from "../sign-in.ts";

/** discord.js' own connection manager. */
export type Manager = Parameters<NonNullable<WebSocketOptions["buildStrategy"]>>[0];

const limit = z
	.object({
		total: z.number().positive(),
		remaining: z.number(),
		reset_after: z.number().nonnegative(),
		max_concurrency: z.number().int().positive().catch(1),
	})
	.transform(
		({ total, remaining, reset_after, max_concurrency }): SignInsLeft => ({
			...{ total, remaining, resetAfterMs: reset_after, maxConcurrency: max_concurrency },
		}),
	);

/**
 * Undefined where Discord does not say. discord.js asks when it first connects, and keeps the answer for up to a day by the
 * machine's clock: `isFresh` asks again.
 */
export async function signInsLeft(manager: Manager, isFresh: boolean): Promise<SignInsLeft | undefined> {
	try {
		const { session_start_limit } = await manager.fetchGatewayInformation(isFresh);
		return limit.safeParse(session_start_limit).data;
	} catch {
		return undefined;
	}
}
