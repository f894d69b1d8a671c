// Each guild: what the bot may do there, where its rooms go, and how many channels are left.

import { type Finding, failing, warning, well } from "../finding.ts";
import { defaultSettings, type GuildSettings } from "../guild.ts";
import { checkCategory, checkLobby, checkPermissions, type PermissionCheck, switchedOn } from "../guild-check.ts";
import { permission, permissionNames, type ScopePermissions } from "../permission.ts";
import { categoryIn, channelsPerCategory, channelsPerGuild, childCount, type GuildShown, isFull } from "../shown.ts";

/** Two rooms for each of ten matches. */
const littleRoom = 20;

/** For a guild that Discord does not show: only its id is known. */
export function hiddenGuild(guildId: string): Finding {
	return warning(aboutGuild(guildId), "Discord does not show it now", "wait: it is an outage of Discord's");
}

/** `settings` is what an admin chose; undefined where there is no database yet. */
export function checkGuild(
	guild: GuildShown,
	settings: GuildSettings = defaultSettings,
	scopes: readonly ScopePermissions[],
): Finding[] {
	const about = aboutGuild(guild.name);
	const { categoryId, lobbyId } = settings;
	const problems = [
		...permissionProblems(guild, switchedOn(scopes, settings), categoryId),
		...channelProblems(guild, settings),
		...roleProblems(guild, settings),
		...categoryProblems(guild, categoryId),
		...lobbyProblems(guild, lobbyId),
	];
	const permissions = problems.length > 0 ? problems : [well(about, "every permission is there")];
	return [...permissions, channelsLeft(guild, categoryId)];
}

function aboutGuild(name: string): string {
	return `server ${name}`;
}

function permissionProblems(
	guild: GuildShown,
	scopes: readonly ScopePermissions[],
	categoryId: string | null,
): Finding[] {
	const category = categoryIn(guild, categoryId)?.name ?? "";
	return checkPermissions(guild, scopes, categoryId).flatMap((check): Finding[] => {
		const { name, lackingIn, importance } = check;
		if (lackingIn === null) return [];
		const lacks = lackingIn === "guild" ? `the bot lacks ${name}` : `the bot lacks ${name} in the category ${category}`;
		const fix =
			lackingIn === "guild"
				? `Server Settings → Roles → ${roleOf(guild)} → Permissions: turn ${name} on`
				: `right-click the category → Edit Category → Permissions → ${roleOf(guild)}: allow ${name}`;
		const about = aboutGuild(guild.name);
		return [importance === "essential" ? failing(about, lacks, fix) : warning(about, lacks + loss(check), fix)];
	});
}

/** What suffers without it, to follow "the bot lacks …". */
function loss({ importance, scope, name }: PermissionCheck): string {
	if (importance === "passedOn") return `: players have ${name} in rooms only if their own roles allow it`;
	return `, needed for ${scope.purpose}`;
}

function categoryProblems(guild: GuildShown, categoryId: string | null): Finding[] {
	if (categoryId === null) return [];
	const about = aboutGuild(guild.name);
	const found = checkCategory(guild, categoryId);
	switch (found) {
		case "fine":
			return [];
		case "gone":
			return [failing(about, "the category for rooms is gone", "choose another with /setup in that server")];
		case "noCategory": {
			const name = guild.channels.get(categoryId)?.name ?? categoryId;
			return [failing(about, `${name}, chosen for rooms, is not a category`, "choose one with /setup in that server")];
		}
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

function lobbyProblems(guild: GuildShown, lobbyId: string | null): Finding[] {
	if (lobbyId === null) return [];
	const about = aboutGuild(guild.name);
	const found = checkLobby(guild, lobbyId);
	switch (found.is) {
		case "fine":
			return [];
		case "gone":
			return [warning(about, "the lobby is gone: players may have nowhere to return to", "choose another with /setup")];
		case "stage":
		case "noVoice":
			return [warning(about, `the lobby ${found.channel.name} is not a voice channel`, "choose one with /setup")];
		case "afk":
			return [warning(about, `the lobby ${found.channel.name} is the AFK channel`, "choose another with /setup")];
		case "closed":
			// What is missing in the whole guild has been named already.
			return permissionNames(found.lacking & guild.permissions()).map((name) =>
				warning(
					about,
					`the bot lacks ${name} in the lobby ${found.channel.name}: it cannot return players there`,
					`Edit Channel → Permissions → ${roleOf(guild)}: allow ${name}`,
				),
			);
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

const see = permission.viewChannel | permission.sendMessages;

/** The channels that messages go to, with what they are for and what it takes. */
function channelProblems(guild: GuildShown, settings: GuildSettings): Finding[] {
	const about = aboutGuild(guild.name);
	const { cardChannelId, noticeChannelId, linkChannelId } = settings;
	const all = [
		["match cards", cardChannelId, see | permission.readMessageHistory],
		["notices", noticeChannelId, see],
		["the message that links accounts", linkChannelId, see | permission.readMessageHistory],
	] as const;
	return all.flatMap(([purpose, channelId, needs]): Finding[] => {
		if (channelId === null) return [];
		const channel = guild.channels.get(channelId);
		if (channel === undefined)
			return [
				warning(about, `the channel for ${purpose} is gone, or hidden from the bot`, "choose another with /setup"),
			];
		// What is missing in the whole guild has been named already.
		const missing = permissionNames(needs & ~guild.permissions(channelId) & guild.permissions());
		return missing.map((name) =>
			warning(
				about,
				`the bot lacks ${name} in ${channel.name}, the channel for ${purpose}`,
				`Edit Channel → Permissions → ${roleOf(guild)}: allow ${name}`,
			),
		);
	});
}

function roleProblems(guild: GuildShown, { staffRoleId, coachRoleId, casterRoleId }: GuildSettings): Finding[] {
	const roles = { staff: staffRoleId, coaches: coachRoleId, casters: casterRoleId };
	return Object.entries(roles).flatMap(([whose, roleId]) =>
		roleId === null || guild.role(roleId) !== undefined
			? []
			: [warning(aboutGuild(guild.name), `the role of the ${whose} is gone`, "choose another with /setup")],
	);
}

function channelsLeft(guild: GuildShown, categoryId: string | null): Finding {
	const about = aboutGuild(guild.name);
	const category = categoryIn(guild, categoryId);
	const children = category === undefined ? 0 : childCount(guild, category.channelId);
	const inCategory = category === undefined ? "" : `, ${children}/${channelsPerCategory} in ${category.name}`;
	const { size } = guild.channels;
	const what = `${size}/${channelsPerGuild} channels${inCategory}`;
	if (isFull(guild)) return failing(about, `${what}: no room can be opened`, "delete channels nobody needs");
	if (size > channelsPerGuild - littleRoom) {
		return warning(about, `${what}: few rooms fit`, "delete channels nobody needs");
	}
	const isOverflowing = children >= channelsPerCategory;
	return well(about, isOverflowing ? `${what}; more rooms go into another category beside it` : what);
}

/** The role that Discord made for the bot. */
function roleOf({ botRole }: GuildShown): string {
	return botRole?.name ?? "the bot's role";
}
