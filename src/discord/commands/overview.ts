// How a guild is set up, as its admin reads it.

import type { Guild } from "discord.js";
import { duration } from "../words.ts";
import type { Message, Settings } from "./command.ts";
import { type Check, categoryProblem, channelLines, lobbyProblem, permissionChecks } from "./guild-check.ts";

type About = { readonly hasChanges: boolean; readonly defaultLingerMs: number };

export function overview(guild: Guild, settings: Settings, { hasChanges, defaultLingerMs }: About): Message {
	const checks = permissionChecks(guild, settings.categoryId);
	const head = hasChanges
		? "✅ Saved. It counts from now on."
		: "This is how I am set up here. Change it with the options of `/setup`.";
	const isLacking = checks.some(({ fix }) => fix !== null);
	return {
		content: isLacking ? `${head}\n⚠️ I lack permissions and cannot do all of my work: see below.` : head,
		embeds: [
			{
				fields: [
					{ name: "Rooms", value: rooms(guild, settings.categoryId) },
					{ name: "Lobby", value: lobby(guild, settings.lobbyId) },
					{ name: "After a match", value: linger(settings.lingerMs, defaultLingerMs) },
					{ name: "My permissions", value: permissions(checks) },
					{ name: "Channels", value: channelLines(guild, settings.categoryId).join("\n") },
				],
			},
		],
	};
}

function permissions(checks: readonly Check[]): string {
	if (checks.length === 0) return "I do not know them yet. Try again in a moment.";
	return checks.map(({ name, fix }) => (fix === null ? `✅ ${name}` : `❌ ${name}: ${fix}.`)).join("\n");
}

function rooms(guild: Guild, categoryId: string | null): string {
	if (categoryId === null) return "At the top of the channel list. With `category` they get a place of their own.";
	const problem = categoryProblem(guild, categoryId);
	if (problem === undefined) return `In the category <#${categoryId}>`;
	return `⚠️ ${problem} Rooms are created at the top of the channel list until you choose another.`;
}

function lobby(guild: Guild, lobbyId: string | null): string {
	const fallback = "Who cannot go back to their own channel stays in the room until it closes.";
	if (lobbyId === null) return `None. ${fallback}`;
	const problem = lobbyProblem(guild, lobbyId);
	if (problem === undefined) return `<#${lobbyId}>, for those whose own channel is gone or full`;
	return `⚠️ ${problem} ${fallback}`;
}

function linger(lingerMs: number | null, defaultLingerMs: number): string {
	const kept = lingerMs ?? defaultLingerMs;
	const source = lingerMs === null ? " (the default)" : "";
	if (kept === 0) return `Everybody goes back at once, and the rooms close${source}.`;
	return `Rooms stay for **${duration(kept)}**${source}, then everybody goes back and they close.`;
}
