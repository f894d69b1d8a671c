// Who counts as staff: members who manage the server, and those of the role that it chose.

import type { Settler } from "../../players.ts";
import type { Caller, CommandNeeds } from "./command.ts";

/** By what right somebody settles things here; undefined for everybody else. */
export function settlerOf(
	{ member, isAdmin, roleIds }: Pick<Caller, "member" | "isAdmin" | "roleIds">,
	{ guilds }: Pick<CommandNeeds, "guilds">,
): Settler | undefined {
	if (isAdmin) return { ...member, right: "manager" };
	const { staffRoleId } = guilds.settings(member.guildId);
	return staffRoleId !== null && roleIds.includes(staffRoleId) ? { ...member, right: "staff" } : undefined;
}
