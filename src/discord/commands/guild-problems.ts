// What is wrong with a guild's setup, as its admin reads it: each problem with the one thing to do about it.

import { checkCategory, checkLobby, checkPermissions, type PermissionCheck } from "../../guild-check.ts";
import { sentences } from "../../markdown.ts";
import { permissionNames, type ScopePermissions } from "../../permission.ts";
import {
	channelsPerCategory,
	channelsPerGuild,
	childCount,
	type GuildShown,
	isFull,
	lackingBits,
} from "../../shown.ts";
import type { Texts } from "../../texts/texts.ts";

/** Undefined if rooms can be created in the category. */
export function categoryProblem(guild: GuildShown, categoryId: string, { setup }: Texts): string | undefined {
	const found = checkCategory(guild, categoryId);
	switch (found) {
		case "fine":
			return undefined;
		case "gone":
			return setup.categoryGone;
		case "noCategory":
			return setup.noCategory(`<#${categoryId}>`);
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

/** Undefined if players can be brought back to the lobby. */
export function lobbyProblem(guild: GuildShown, lobbyId: string, { setup }: Texts): string | undefined {
	const found = checkLobby(guild, lobbyId);
	const lobby = `<#${lobbyId}>`;
	switch (found.is) {
		case "fine":
			return undefined;
		case "gone":
			return setup.lobbyGone;
		case "stage":
			return setup.lobbyStage(lobby);
		case "noVoice":
			return setup.lobbyNoVoice(lobby);
		case "afk":
			return setup.lobbyAfk(lobby);
		case "closed":
			return setup.lobbyClosed(lobby, myRole(guild, setup), namesOf(found.lacking));
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

/** Undefined if the role may be let into every room. */
export function roleProblem(guild: GuildShown, roleId: string, { setup }: Texts): string | undefined {
	if (roleId === guild.guildId) return setup.roleIsEveryone;
	const role = guild.role(roleId);
	if (role === undefined) return setup.roleGone;
	return role.isOfBot ? setup.roleIsBots(`<@&${roleId}>`) : undefined;
}

/** Undefined if the bot can do the scope's work in the text channel. */
export function textChannelProblem(
	guild: GuildShown,
	channelId: string,
	scope: ScopePermissions | undefined,
	{ setup }: Texts,
): string | undefined {
	const channel = guild.channels.get(channelId);
	if (channel === undefined) return setup.channelGone;
	if (channel.kind !== "text") return setup.notText(`<#${channelId}>`);
	const lacking = (scope?.needs ?? 0n) & ~guild.permissions(channelId);
	return lacking === 0n ? undefined : setup.channelLacking(`<#${channelId}>`, myRole(guild, setup), namesOf(lacking));
}

/** Undefined if the bot can do the scope's work in the rooms. */
export function scopeProblem(
	guild: GuildShown,
	scope: ScopePermissions | undefined,
	categoryId: string | null,
	{ setup }: Texts,
): string | undefined {
	const { inGuild, inCategory } = lackingBits(guild, scope?.needs ?? 0n, categoryId);
	if (inGuild !== 0n) return setup.guildLacking(namesOf(inGuild), myRole(guild, setup));
	return inCategory === 0n
		? undefined
		: setup.categoryLacking(namesOf(inCategory), `<#${categoryId}>`, myRole(guild, setup));
}

/** The permissions that are missing, the essential ones first: what is lost without them, and where to grant them. */
export function missingPermissions(
	guild: GuildShown,
	scopes: readonly ScopePermissions[],
	categoryId: string | null,
	{ setup }: Texts,
): readonly string[] {
	const missing = checkPermissions(guild, scopes, categoryId).filter(({ lackingIn }) => lackingIn !== null);
	/** What is lost with several permissions is said once. */
	const alike = Map.groupBy(missing, (check) => `${check.lackingIn} ${loss(check, setup)}`);
	return [...alike.values()].flatMap((checks) => {
		const [first] = checks;
		if (first === undefined) return [];
		const names = checks.map(({ name }) => name).join(", ");
		const fix =
			first.lackingIn === "guild"
				? setup.guildLacking(names, myRole(guild, setup))
				: setup.categoryLacking(names, `<#${categoryId}>`, myRole(guild, setup));
		return [`${first.importance === "essential" ? "❌" : "⚠️"} ${sentences(fix, loss(first, setup))}`];
	});
}

/** A line for each limit of Discord's on channels that has been reached. */
export function fullness(guild: GuildShown, categoryId: string | null, { setup }: Texts): readonly string[] {
	if (isFull(guild)) return [`❌ ${setup.guildFull(channelsPerGuild)}`];
	const isCategoryFull = categoryId !== null && childCount(guild, categoryId) >= channelsPerCategory;
	return isCategoryFull ? [`ℹ️ ${setup.categoryFull(`<#${categoryId}>`, channelsPerCategory)}`] : [];
}

/** What does not work without it. */
function loss({ importance, name, scope }: PermissionCheck, setup: Texts["setup"]): string {
	if (importance === "essential") return setup.lossOfRooms;
	if (importance === "passedOn") return setup.lossForPlayers[name === "Video" ? "video" : "speak"];
	return scope.scope === "messages" ? setup.lossOfMessages : setup.lossOf(scope.purpose);
}

function namesOf(bits: bigint): string {
	return permissionNames(bits).join(", ");
}

/** The role that Discord made for the bot, by mention: names can be changed. */
function myRole({ botRole }: GuildShown, setup: Texts["setup"]): string {
	return botRole === null ? setup.myRole : `<@&${botRole.roleId}>`;
}
