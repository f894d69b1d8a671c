// What can be chosen on the pages of /setup: how each setting is shown, read from a press, and checked on the spot. One
// entry each: a setting without one does not compile.

import {
	type GuildSettings,
	highestUserLimit,
	longestLingerMs,
	longestRoomName,
	mostFollowed,
	mostLeastPlayers,
} from "../../guild.ts";
import { duration, shown } from "../../markdown.ts";
import { type Block, type Entry, type Form, text } from "../../message.ts";
import { hasAll, permission, permissionNames } from "../../permission.ts";
import { roomNameWords, roomTitle } from "../../room.ts";
import type { GuildShown } from "../../shown.ts";
import type { Texts } from "../../texts/texts.ts";
import type { Press } from "./command.ts";
import { categoryProblem, lobbyProblem } from "./guild-problems.ts";

export type Page = "rooms" | "access" | "people" | "matches" | "news";
export type Key = keyof GuildSettings;

/** What a page is drawn from. */
export type Scene = {
	readonly settings: GuildSettings;
	readonly guild: GuildShown;
	readonly texts: Texts;
	readonly defaultLingerMs: number;
	/** The id of whatever chooses this setting: it tells what was shown when it was drawn. */
	readonly idOf: (what: "set" | "edit", key: Key) => string;
};

/** A choice that was read: what it changes, or why it cannot be. */
export type Choice = { readonly change: Partial<GuildSettings> } | { readonly problem: string };

type Control = {
	readonly page: Page;
	readonly blocks: (scene: Scene) => readonly Block[];
	readonly read: (press: Press, scene: Scene) => Choice;
	/** For what is typed: the form that asks for it. */
	readonly form?: (scene: Scene) => Form;
};

const see = permission.viewChannel;
const post = see | permission.sendMessages | permission.readMessageHistory;

export const controls: { readonly [K in Key]: Control } = {
	categoryId: channel("rooms", "categoryId", "category", (id, { guild }) => categoryProblem(guild, id)),
	roomName: {
		page: "rooms",
		blocks: ({ settings, texts, idOf }) => [
			{
				is: "beside",
				text: texts.setup.roomName(example(settings.roomName, texts)),
				button: { id: idOf("edit", "roomName"), label: texts.setup.change, kind: "calm" },
			},
		],
		form: ({ settings, texts, idOf }) => ({
			id: idOf("set", "roomName"),
			title: texts.setup.roomNameTitle,
			fields: [
				{
					...{ id: "value", label: texts.setup.roomNameLabel, value: settings.roomName ?? "{team}" },
					description: texts.setup.roomNameHint(roomNameWords.map((word) => `{${word}}`).join(" ")),
					...{ longest: longestRoomName, isRequired: false },
				},
			],
		}),
		read({ fields }, { texts }) {
			const typed = (fields.value ?? "").trim();
			if (typed === "" || typed === "{team}") return { change: { roomName: null } };
			const unknown = [...typed.matchAll(/\{([^{}]*)\}/g)].find(
				([, word]) => !roomNameWords.some((one) => one === word),
			);
			if (unknown !== undefined) return { problem: texts.setup.unknownWord(shown(unknown[0])) };
			if (typed.length > longestRoomName) return { problem: texts.setup.tooLong(longestRoomName) };
			return { change: { roomName: typed } };
		},
	},
	leastPlayers: entries(
		"rooms",
		"leastPlayers",
		({ texts }) => range(1, 5).map((n) => ({ label: texts.setup.leastPlayers(n), value: String(n) })),
		(value) => whole(value, 1, mostLeastPlayers),
	),
	opensAt: entries(
		"rooms",
		"opensAt",
		({ texts }) => [
			{ label: texts.setup.opensAtStart, value: "start" },
			{ label: texts.setup.opensAtVoice, value: "voice" },
		],
		(value) => (value === "start" || value === "voice" ? value : undefined),
	),
	lingerMs: entries(
		"rooms",
		"lingerMs",
		({ texts, defaultLingerMs, settings }) => [
			{ label: texts.setup.lingerDefault(duration(defaultLingerMs)), value: "null" },
			...[...new Set([0, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, settings.lingerMs ?? 0])]
				.toSorted((a, b) => a - b)
				.map((ms) => ({ label: texts.setup.linger(ms === 0 ? undefined : duration(ms)), value: String(ms) })),
		],
		(value) => (value === "null" ? null : whole(value, 0, longestLingerMs)),
	),
	userLimit: entries(
		"rooms",
		"userLimit",
		({ texts, settings }) =>
			[...new Set([0, 5, 6, 7, 8, 10, settings.userLimit])]
				.toSorted((a, b) => a - b)
				.map((n) => ({ label: texts.setup.userLimit(n), value: String(n) })),
		(value) => whole(value, 0, highestUserLimit),
	),
	staffRoleId: role("staffRoleId", "staff"),
	coachRoleId: role("coachRoleId", "coach"),
	casterRoleId: role("casterRoleId", "caster"),
	castersOnlyListen: toggle("access", "castersOnlyListen", ({ texts }) => texts.setup.castersOnlyListen),
	lobbyId: channel("people", "lobbyId", "voice", (id, { guild }) => lobbyProblem(guild, id)),
	pullsFrom: entries(
		"people",
		"pullsFrom",
		({ texts }) => [
			{ label: texts.setup.pullsFromAnywhere, value: "anywhere" },
			{ label: texts.setup.pullsFromLobby, value: "lobby" },
			{ label: texts.setup.pullsFromNowhere, value: "nowhere" },
		],
		(value) => (value === "anywhere" || value === "lobby" || value === "nowhere" ? value : undefined),
	),
	returnsTo: entries(
		"people",
		"returnsTo",
		({ texts }) => [
			{ label: texts.setup.returnsToOrigin, value: "origin" },
			{ label: texts.setup.returnsToLobby, value: "lobby" },
			{ label: texts.setup.returnsToNowhere, value: "nowhere" },
		],
		(value) => (value === "origin" || value === "lobby" || value === "nowhere" ? value : undefined),
	),
	claims: entries(
		"people",
		"claims",
		({ texts }) => [
			{ label: texts.setup.claimsDefault, value: "null" },
			{ label: texts.setup.claimsCount, value: "count" },
			{ label: texts.setup.claimsProve, value: "prove" },
		],
		(value) => (value === "null" ? null : value === "count" || value === "prove" ? value : undefined),
	),
	concerns: entries(
		"matches",
		"concerns",
		({ texts }) => [
			{ label: texts.setup.concernsAll, value: "all" },
			{ label: texts.setup.concernsFollowed, value: "followed" },
		],
		(value) => (value === "all" || value === "followed" ? value : undefined),
	),
	follows: {
		page: "matches",
		blocks: ({ settings: { follows }, texts, idOf }) =>
			follows.length === 0
				? [text(texts.setup.followsNothing)]
				: [
						text(texts.setup.follows(follows.map(({ name, kind }) => `${shown(name)} (${texts.setup.kinds[kind]})`))),
						{
							is: "menu",
							menu: {
								...{ of: "entries", id: idOf("set", "follows"), hint: texts.setup.unfollow },
								entries: follows.map(({ id, name, kind }) => ({
									...{ label: name, value: id, description: texts.setup.kinds[kind] },
								})),
								...{ chosen: [], least: 1, most: mostFollowed },
							},
						},
					],
		read: ({ values }, { settings: { follows } }) => ({
			change: { follows: follows.filter(({ id }) => !values.includes(id)) },
		}),
	},
	cardChannelId: channel("news", "cardChannelId", "text", (id, scene) => lackingIn(id, post, scene)),
	hasRoomChat: toggle("news", "hasRoomChat", ({ texts }) => texts.setup.roomChat),
	hasVoiceStatus: toggle("news", "hasVoiceStatus", ({ texts, guild }) =>
		hasAll(guild.permissions(), permission.setVoiceStatus)
			? texts.setup.voiceStatus
			: `${texts.setup.voiceStatus}\n⚠️ ${texts.setup.voiceStatusLacking}`,
	),
	noticeChannelId: channel("news", "noticeChannelId", "text", (id, scene) =>
		lackingIn(id, see | permission.sendMessages, scene),
	),
	linkChannelId: channel("news", "linkChannelId", "text", (id, scene) => lackingIn(id, post, scene)),
};

/** All settings. */
export const allKeys: readonly Key[] = Object.keys(controls).filter((word): word is Key => word in controls);

/** "Team Vale · 4F2A", as a room of an invented match would be called. */
function example(template: string | null, { setup }: Texts): string {
	const words = { ...setup.exampleMatch, round: setup.exampleRound };
	return `${roomTitle(template, words)} · 4F2A`;
}

type ChannelKey = "categoryId" | "lobbyId" | "cardChannelId" | "noticeChannelId" | "linkChannelId";

/** One channel, or none; what is wrong with the chosen one is said below it. */
function channel(
	page: Page,
	key: ChannelKey,
	kind: "category" | "voice" | "text",
	problemOf: (channelId: string, scene: Scene) => string | undefined,
): Control {
	return {
		page,
		blocks(scene) {
			const { settings, texts, idOf } = scene;
			const chosen = settings[key];
			const problem = chosen === null ? undefined : problemOf(chosen, scene);
			const { title, none } = texts.setup.channels[key];
			return [
				text(`**${title}**`, chosen === null ? `-# ${none}` : "", problem === undefined ? "" : `⚠️ ${problem}`),
				{
					is: "menu",
					menu: {
						...{ of: "channels", kinds: [kind], id: idOf("set", key), hint: texts.setup.chooseChannel },
						...{ chosen: chosen === null ? [] : [chosen], least: 0, most: 1 },
					},
				},
			];
		},
		read({ values }, scene) {
			const [id] = values;
			if (id === undefined) return { change: { [key]: null } };
			const problem = problemOf(id, scene);
			return problem === undefined ? { change: { [key]: id } } : { problem };
		},
	};
}

type RoleKey = "staffRoleId" | "coachRoleId" | "casterRoleId";

function role(key: RoleKey, word: "staff" | "coach" | "caster"): Control {
	return {
		page: "access",
		blocks({ settings, guild, texts, idOf }) {
			const chosen = settings[key];
			const isGone = chosen !== null && guild.role(chosen) === undefined;
			return [
				text(texts.setup.roles[word], isGone ? `⚠️ ${texts.setup.roleGone}` : ""),
				{
					is: "menu",
					menu: {
						...{ of: "roles", id: idOf("set", key), hint: texts.setup.chooseRole },
						...{ chosen: chosen === null || isGone ? [] : [chosen], least: 0, most: 1 },
					},
				},
			];
		},
		read({ values }, { guild, texts }) {
			const [id] = values;
			if (id === undefined) return { change: { [key]: null } };
			if (id === guild.guildId) return { problem: texts.setup.roleIsEveryone };
			const found = guild.role(id);
			if (found === undefined) return { problem: texts.setup.roleGone };
			return found.isOfBot ? { problem: texts.setup.roleIsBots(`<@&${id}>`) } : { change: { [key]: id } };
		},
	};
}

/** One of several entries, of which the present one is marked. */
function entries<K extends Key>(
	page: Page,
	key: K,
	entriesOf: (scene: Scene) => readonly Entry[],
	read: (value: string) => GuildSettings[K] | undefined,
): Control {
	return {
		page,
		blocks: (scene) => [
			{
				is: "menu",
				menu: {
					...{ of: "entries", id: scene.idOf("set", key), hint: "", entries: entriesOf(scene) },
					...{ chosen: [String(scene.settings[key])], least: 1, most: 1 },
				},
			},
		],
		read({ values }, { texts }) {
			const value = read(values[0] ?? "");
			return value === undefined ? { problem: texts.setup.notOffered } : { change: { [key]: value } };
		},
	};
}

function toggle(
	page: Page,
	key: "castersOnlyListen" | "hasRoomChat" | "hasVoiceStatus",
	words: (scene: Scene) => string,
): Control {
	return {
		page,
		blocks(scene) {
			const { settings, texts, idOf } = scene;
			const isOn = settings[key];
			const label = isOn ? texts.setup.turnOff : texts.setup.turnOn;
			const button = { id: idOf("set", key), label, kind: isOn ? "calm" : "good" } as const;
			return [{ is: "beside", text: `${isOn ? "🟢" : "⚪"} ${words(scene)}`, button }];
		},
		read: (_press, { settings }) => ({ change: { [key]: !settings[key] } }),
	};
}

/** What the bot lacks in the channel, and where to grant it; undefined if nothing. */
function lackingIn(channelId: string, needs: bigint, { guild, texts }: Scene): string | undefined {
	const found = guild.channels.get(channelId);
	if (found === undefined) return texts.setup.channelHidden;
	if (found.kind !== "text") return texts.setup.notText(`<#${channelId}>`);
	const missing = needs & ~guild.permissions(channelId);
	if (missing === 0n) return undefined;
	const role = guild.botRole === null ? texts.setup.myRole : `<@&${guild.botRole.roleId}>`;
	return texts.setup.channelLacking(`<#${channelId}>`, role, permissionNames(missing).join(", "));
}

function range(from: number, to: number): readonly number[] {
	return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** A whole number within these bounds. */
function whole(value: string, least: number, most: number): number | undefined {
	const number = Number(value);
	return /^\d+$/.test(value) && number >= least && number <= most ? number : undefined;
}
