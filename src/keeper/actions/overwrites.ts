// The permission overwrites of a private room: nobody but the bot and those admitted.

import { permission } from "../../permission.ts";
import type { Admission } from "../../room.ts";
import type { GuildShown, Overwrite } from "../../shown.ts";

const hidden = permission.viewChannel | permission.connect;
const own = hidden | permission.manageChannels | permission.moveMembers;
const talk = permission.speak | permission.stream;
const player = hidden | talk;

/**
 * All overwrites of a room. The bot must be among them: denying View and Connect to everyone would lock it out too.
 * Bits that the bot does not hold are left out, because Discord refuses the whole room for a single one.
 */
export function privateTo(guild: GuildShown, admit: readonly Admission[]): readonly Overwrite[] {
	const held = guild.permissions();
	return [
		{ id: guild.guildId, kind: "role", allow: 0n, deny: hidden & held },
		{ id: guild.botId, kind: "member", allow: own & held, deny: 0n },
		...admit.map((admission) => admitting(guild, admission)),
	];
}

/** The overwrite that lets someone into a room. */
export function admitting(guild: GuildShown, { kind, id }: Admission): Overwrite {
	const held = guild.permissions();
	if (kind === "listener") return { id, kind: "role", allow: hidden & held, deny: talk & held };
	return { id, kind: kind === "role" ? "role" : "member", allow: player & held, deny: 0n };
}
