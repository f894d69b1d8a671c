// disconnect: takes a member out of voice who may no longer hear a room, and for whom there is no channel to go to.

import type { MatchRecord } from "../../record.ts";
import type { Handler } from "../action.ts";
import { returnMember } from "./return.ts";

/** `channelId`: the room that they are in. */
export type Disconnect = { readonly discordId: string; readonly channelId: string };

export const disconnect: Handler<MatchRecord, Disconnect> = {
	...returnMember,
	metric: "disconnect",
	past: () => "member disconnected from a room that is no longer theirs",
	// While the bot may not move people at all, it is not known whether there is a channel to bring them to.
	places: ({ channelId }) => [null, channelId],
	perform: (discord, { guildId }, { discordId }) => discord.moveMember(guildId, discordId, null),
};
