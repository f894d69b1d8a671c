// The few things the demo reads in what the bot sends to Discord.

import { z } from "zod";

const create = z.object({ name: z.string() });
const move = z.object({ channel_id: z.string() });

export function createdName(body: unknown): string {
	return create.safeParse(body).data?.name ?? "a channel";
}

/** Where a move leads; undefined for another change to a member. */
export function destination(body: unknown): string | undefined {
	return move.safeParse(body).data?.channel_id;
}
