// The few things the demo reads in what the bot sends to Discord.

import { z } from "zod";

const create = z.object({ name: z.string() });
const move = z.object({ channel_id: z.string() });
const edit = z.object({ permission_overwrites: z.array(z.object({ id: z.string(), type: z.number() })) });

/** Discord's number for an overwrite that is one person's. */
const ofMember = 1;

export function createdName(body: unknown): string {
	return create.safeParse(body).data?.name ?? "a channel";
}

/** Where a move leads; undefined for another change to a member. */
export function destination(body: unknown): string | undefined {
	return move.safeParse(body).data?.channel_id;
}

/** Everyone with an overwrite of their own in an edited channel. */
export function membersIn(body: unknown): ReadonlySet<string> {
	const overwrites = edit.safeParse(body).data?.permission_overwrites ?? [];
	return new Set(overwrites.filter(({ type }) => type === ofMember).map(({ id }) => id));
}
