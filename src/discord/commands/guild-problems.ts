// What is wrong with a guild's setup, as its admin reads it: each problem with the one thing to do about it.

import { checkCategory, checkLobby, type PermissionCheck } from "../../guild-check.ts";
import { permissionNames } from "../../permission.ts";
import { categoryIn, channelsPerCategory, channelsPerGuild, childCount, type GuildShown, isFull } from "../../shown.ts";

/** Undefined if rooms can be created in the category. */
export function categoryProblem(guild: GuildShown, categoryId: string): string | undefined {
	const found = checkCategory(guild, categoryId);
	switch (found) {
		case "fine":
			return undefined;
		case "gone":
			return "The category is gone.";
		case "noCategory":
			return `<#${categoryId}> is not a category. Rooms need one: right-click the channel list, Create Category.`;
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

/** Undefined if players can be brought back to the lobby. */
export function lobbyProblem(guild: GuildShown, lobbyId: string): string | undefined {
	const found = checkLobby(guild, lobbyId);
	const lobby = `<#${lobbyId}>`;
	switch (found.is) {
		case "fine":
			return undefined;
		case "gone":
			return "The lobby is gone.";
		case "stage":
			return `${lobby} is a stage, where those who are moved in can only listen: choose a voice channel.`;
		case "noVoice":
			return `${lobby} is not a voice channel: choose one.`;
		case "afk":
			return `${lobby} is this server's AFK channel, where nobody can speak: choose another voice channel.`;
		case "closed": {
			const names = permissionNames(found.lacking).join(", ");
			return `I may not move people into ${lobby}: Edit Channel → Permissions → ${role(guild)}, allow ${names}.`;
		}
		default:
			throw new Error(`no such finding: ${found satisfies never}`);
	}
}

/** "✅ Connect", or what is lost without the permission and where to grant it. */
export function permissionLine(check: PermissionCheck, guild: GuildShown, categoryId: string | null): string {
	const { lackingIn, importance, name } = check;
	if (lackingIn === null) return `✅ ${name}`;
	const place = lackingIn === "guild" ? name : `${name} in <#${categoryId}>`;
	const fix =
		lackingIn === "guild"
			? `Server Settings → Roles → ${role(guild)} → Permissions, turn it on`
			: `Edit Category → Permissions → ${role(guild)}, allow it`;
	if (importance === "essential") return `❌ ${place}: ${fix}.`;
	return `⚠️ ${place}: ${loss(check)}. ${fix}.`;
}

/** What players do with a permission that the bot passes on to them. */
const acts: Readonly<Record<string, string>> = {
	Speak: "speak",
	Video: "use their camera or share their screen",
};

/** What does not work without it, to follow the permission's name. */
function loss({ importance, name, scope }: PermissionCheck): string {
	if (importance === "passedOn") {
		const act = acts[name] ?? `use ${name}`;
		return `without it, players whose own roles do not allow it cannot ${act} in their room`;
	}
	if (scope.scope === "messages") {
		return "without it I cannot tell you here what I lack, nor show players their room while they wait";
	}
	return `needed for ${scope.purpose}`;
}

/** How full the guild and its category are. */
export function channelLines(guild: GuildShown, categoryId: string | null): string[] {
	const used = `${guild.channels.size} of ${channelsPerGuild} in this server`;
	const inGuild = isFull(guild) ? `❌ ${used}: no room can be opened. Delete channels that nobody needs.` : used;
	const category = categoryIn(guild, categoryId);
	if (category === undefined) return [inGuild];
	const children = childCount(guild, category.channelId);
	const inCategory = `${children} of ${channelsPerCategory} in <#${category.channelId}>`;
	return [inGuild, `${inCategory}; when it is full I open another after it`];
}

/** The role that Discord made for the bot, by mention: names can be changed. */
function role({ botRole }: GuildShown): string {
	return botRole === null ? "my role" : `<@&${botRole.roleId}>`;
}
