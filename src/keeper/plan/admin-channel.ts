// Where a guild's admins are told something. Pure.

import { hasAll, permission } from "../../permission.ts";
import type { GuildShown } from "../../shown.ts";

const speak = permission.viewChannel | permission.sendMessages;

/** Where admins look: the channel they chose, or that of Discord's own notices, else the first that the bot may write in. */
export function channelForAdmins(shown: GuildShown, chosenId: string | null): string | undefined {
	const texts = [...shown.channels.values()].filter(({ kind }) => kind === "text");
	const first = texts.toSorted((a, b) => a.position - b.position);
	const system = first.filter(({ channelId }) => channelId === shown.systemChannelId);
	const chosen = first.filter(({ channelId }) => channelId === chosenId);
	return [...chosen, ...system, ...first].find(({ channelId }) => hasAll(shown.permissions(channelId), speak))
		?.channelId;
}
