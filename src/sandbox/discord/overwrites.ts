// Which overwrites a bot may set. Discord checks the whole request: one bit too many and nothing of it is done
// (discord-api-docs#2522, #7187, #7978).
import { OverwriteType, PermissionFlagsBits } from "discord-api-types/v10";
import { channelPermissions, guildPermissions, has, managesRolesByOverwrite } from "./permissions.ts";
import { checkStranger } from "./quirks.ts";
import { refusals } from "./refusals.ts";
import type { Channel, Guild, Overwrite, World } from "./world.ts";

const { Administrator, ManageRoles } = PermissionFlagsBits;
const MAX_OVERWRITES = 1000;

/** On creation only what the bot holds in the whole guild counts, not what the category gives it (#2524). */
export function checkNewOverwrites(world: World, guild: Guild, overwrites: Iterable<Overwrite>): void {
	const held = guildPermissions(guild, world.bot.id);
	for (const overwrite of overwrites) checkOne(world, guild, overwrite, held, has(held, Administrator));
}

export function checkOverwriteEdit(world: World, guild: Guild, channel: Channel, edited: Iterable<Overwrite>): void {
	const me = world.bot.id;
	if (!has(channelPermissions(guild, channel, me), ManageRoles)) throw refusals.missingPermissions();
	const parent = guild.channels.get(channel.parentId ?? "");
	const inGuild = guildPermissions(guild, me);
	const held = inGuild | (parent ? channelPermissions(guild, parent, me) : 0n);
	const free = has(inGuild, Administrator) || managesRolesByOverwrite(guild, channel, me);
	for (const overwrite of edited) checkOne(world, guild, overwrite, free ? ~0n : held, free);
}

/** A list takes the place of the one before. Whether what stays as it is counts too is not documented. */
export function checkOverwriteList(world: World, guild: Guild, channel: Channel, after: Map<string, Overwrite>): void {
	const isShorter = [...channel.overwrites.keys()].some((id) => !after.has(id));
	const changed = changedOverwrites(channel.overwrites, after);
	if (!isShorter && changed.length === 0) return;
	checkOverwriteEdit(world, guild, channel, world.quirks.checksWholeList ? after.values() : changed);
}

function changedOverwrites(before: Map<string, Overwrite>, after: Map<string, Overwrite>): Overwrite[] {
	return [...after.values()].filter((next) => {
		const old = before.get(next.id);
		return old?.allow !== next.allow || old.deny !== next.deny;
	});
}

export function checkOverwriteCount(overwrites: Map<string, Overwrite>): void {
	if (overwrites.size > MAX_OVERWRITES) throw refusals.overwritesFull();
}

function checkOne(world: World, guild: Guild, overwrite: Overwrite, held: bigint, mayGiveRoles: boolean): void {
	if (overwrite.type === OverwriteType.Role && !guild.roles.has(overwrite.id)) throw refusals.unknownRole();
	if (overwrite.type === OverwriteType.Member && !world.users.has(overwrite.id)) throw refusals.unknownUser();
	checkStranger(world, overwrite.id);
	const set = overwrite.allow | overwrite.deny;
	if (!has(held, set)) throw refusals.missingPermissions();
	if ((set & ManageRoles) !== 0n && !mayGiveRoles) throw refusals.missingPermissions();
}
