// Finds the bot's own messages in a channel's list, by the ids of their buttons and menus.

import { z } from "zod";
import type { OwnMessage } from "../call.ts";

const messages = z.array(
	z.object({ id: z.string(), author: z.object({ id: z.string() }), components: z.unknown().optional() }),
);

/** Takes Discord's list of messages; undefined for anything else. */
export function readOwnMessages(value: unknown, botId: string | undefined): readonly OwnMessage[] | undefined {
	const own = messages.safeParse(value).data?.filter(({ author }) => author.id === botId);
	return own?.map(({ id, components }) => ({ messageId: id, ids: idsIn(components) }));
}

function idsIn(parts: unknown): readonly string[] {
	if (Array.isArray(parts)) return parts.flatMap(idsIn);
	if (typeof parts !== "object" || parts === null) return [];
	const own = "custom_id" in parts && typeof parts.custom_id === "string" ? [parts.custom_id] : [];
	const inside = "components" in parts ? idsIn(parts.components) : [];
	return [...own, ...inside, ...("accessory" in parts ? idsIn(parts.accessory) : [])];
}
