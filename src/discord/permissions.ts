// Which permissions the bot needs, what Discord calls them, and how a private room's overwrites are made of them.

import { OverwriteType, PermissionFlagsBits } from "discord.js";

/** What the bot needs in a guild, each with its name in Server Settings → Roles. */
export const needed: readonly (readonly [flag: bigint, name: string])[] = [
	[PermissionFlagsBits.ViewChannel, "View Channels"],
	[PermissionFlagsBits.ManageChannels, "Manage Channels"],
	// Changing the access of a room after it was made takes Manage Roles.
	[PermissionFlagsBits.ManageRoles, "Manage Roles"],
	[PermissionFlagsBits.Connect, "Connect"],
	[PermissionFlagsBits.MoveMembers, "Move Members"],
];

/** What an invitation asks for: the needed ones, and what makes rooms nicer. */
export const invited =
	needed.reduce((bits, [flag]) => bits | flag, 0n) |
	PermissionFlagsBits.SendMessages |
	PermissionFlagsBits.Speak |
	PermissionFlagsBits.SetVoiceChannelStatus;

/** Permission overwrites as the REST API takes them. */
export type Overwrite = {
	readonly id: string;
	readonly type: OverwriteType;
	readonly allow: string;
	readonly deny: string;
};

const hidden = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.Connect;
const own = hidden | PermissionFlagsBits.ManageChannels | PermissionFlagsBits.MoveMembers;
const player = hidden | PermissionFlagsBits.Speak | PermissionFlagsBits.Stream;

/**
 * The overwrites of a private room: nobody but the bot and those admitted. The bot must be among them, for denying
 * View and Connect to everyone would lock it out too. `held` masks them: Discord refuses the whole room for a single
 * bit that the bot does not hold.
 */
export function privateTo(everyoneId: string, botId: string, admit: readonly string[], held: bigint): Overwrite[] {
	return [
		{ id: everyoneId, type: OverwriteType.Role, allow: "0", deny: String(hidden & held) },
		{ id: botId, type: OverwriteType.Member, allow: String(own & held), deny: "0" },
		...admit.map((discordId) => admitted(discordId, held)),
	];
}

/** The overwrite that lets one member into a room. */
export function admitted(discordId: string, held: bigint): Overwrite {
	return { id: discordId, type: OverwriteType.Member, allow: String(player & held), deny: "0" };
}
