// The page "Rooms" of the /setup panel: where rooms open, what they are called, when, and for whom.

import { highestUserLimit, longestLingerMs, longestRoomName, mostLeastPlayers } from "../../guild.ts";
import { duration, shown } from "../../markdown.ts";
import { roomName, roomNameWords, roomTitle } from "../../room.ts";
import type { Texts } from "../../texts/texts.ts";
import { categoryProblem } from "./guild-problems.ts";
import type { Control, Scene } from "./setup-control.ts";
import { channel, formOf, onOff, role, several, whole, withPresent } from "./setup-menus.ts";

/** How long rooms may stay, as offered, ms. */
const lingers = [0, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000];
/** How many may be in a room, as offered: a team, one or two more, two teams. */
const limits = [0, 5, 6, 7, 10];

export const roomControls = {
	categoryId: channel("rooms", "categoryId", "category", (id, { guild, texts }) => categoryProblem(guild, id, texts)),
	roomName: {
		page: "rooms",
		problem: () => undefined,
		blocks: (scene) => [
			{
				is: "beside",
				text: `**${scene.texts.setup.roomNameTitle}**\n-# ${shown(example(scene), 100)}`,
				button: { id: "setup:edit:roomName", label: scene.texts.setup.change, kind: "calm" },
			},
		],
		reads: (scene) => scene.texts.setup.roomNameReads(shown(example(scene), 100)),
		form: (_press, { settings, texts, idOf }) =>
			formOf(
				idOf("roomName"),
				{
					...{ title: texts.setup.roomNameTitle, label: texts.setup.roomNameLabel },
					description: texts.setup.roomNameHint(roomNameWords.map((word) => `{${word}}`).join(" ")),
				},
				settings.roomName ?? "{team}",
				longestRoomName,
				false,
			),
		read({ fields }, { texts }) {
			const typed = (fields.value ?? "").trim();
			if (typed === "" || typed === "{team}") return { change: { roomName: null } };
			const problem = nameProblem(typed, texts);
			return problem === undefined ? { change: { roomName: typed } } : { problem };
		},
	},
	leastPlayers: several("rooms", "leastPlayers", {
		entries: ({ texts, settings }) =>
			withPresent([1, 2, 3, 4, 5], settings.leastPlayers).map((n) => ({
				...{ label: texts.setup.leastPlayers(n), value: String(n) },
			})),
		read: (value) => whole(value, 1, mostLeastPlayers),
		typed: {
			asks: ({ texts }) => ({
				...{ title: texts.setup.leastPlayersTitle, label: texts.setup.numberLabel },
				description: texts.setup.numberHint(1, mostLeastPlayers),
			}),
			shows: ({ settings }) => String(settings.leastPlayers),
			read: (typed) => whole(typed, 1, mostLeastPlayers),
			refused: ({ texts }) => texts.setup.notANumber(1, mostLeastPlayers),
		},
	}),
	opensAt: several("rooms", "opensAt", {
		entries: ({ texts }) => [
			{ label: texts.setup.opensAtStart, value: "start" },
			{ label: texts.setup.opensAtVoice, value: "voice" },
		],
		read: (value) => (value === "start" || value === "voice" ? value : undefined),
	}),
	lingerMs: several("rooms", "lingerMs", {
		entries: ({ texts, defaults, settings }) => [
			{ label: texts.setup.lingerDefault(texts.setup.linger(lingerWords(defaults.lingerMs))), value: "null" },
			...withPresent(lingers, settings.lingerMs ?? 0).map((ms) => ({
				...{ label: texts.setup.linger(lingerWords(ms)), value: String(ms) },
			})),
		],
		read: (value) => (value === "null" ? null : whole(value, 0, longestLingerMs)),
		typed: {
			asks: ({ texts }) => ({
				...{ title: texts.setup.lingerTitle, label: texts.setup.secondsLabel },
				description: texts.setup.numberHint(0, longestLingerMs / 1000),
			}),
			shows: ({ settings, defaults }) => String(Math.round((settings.lingerMs ?? defaults.lingerMs) / 1000)),
			read(typed) {
				const seconds = whole(typed, 0, longestLingerMs / 1000);
				return seconds === undefined ? undefined : seconds * 1000;
			},
			refused: ({ texts }) => texts.setup.notANumber(0, longestLingerMs / 1000),
		},
	}),
	userLimit: several("rooms", "userLimit", {
		entries: ({ texts, settings }) =>
			withPresent(limits, settings.userLimit).map((n) => ({ label: texts.setup.userLimit(n), value: String(n) })),
		read: (value) => whole(value, 0, highestUserLimit),
		typed: {
			asks: ({ texts }) => ({
				...{ title: texts.setup.userLimitTitle, label: texts.setup.numberLabel },
				description: texts.setup.numberHint(0, highestUserLimit),
			}),
			shows: ({ settings }) => String(settings.userLimit),
			read: (typed) => whole(typed, 0, highestUserLimit),
			refused: ({ texts }) => texts.setup.notANumber(0, highestUserLimit),
		},
	}),
	staffRoleId: role("rooms", "staffRoleId"),
	coachRoleId: role("rooms", "coachRoleId"),
	casterRoleId: role("rooms", "casterRoleId"),
	castersOnlyListen: onOff("rooms", "castersOnlyListen"),
} as const satisfies Readonly<Record<string, Control>>;

/** Undefined for none: everybody goes back at once. */
function lingerWords(ms: number): string | undefined {
	return ms === 0 ? undefined : duration(ms);
}

/** "Team Vale · 4F2A", as a room of an invented match would be called. */
function example({ settings, texts }: Scene): string {
	const words = { ...texts.setup.exampleMatch };
	return roomName(roomTitle(settings.roomName, words), "4F2A");
}

const nothingFilledIn = { team: "", captain: "", opponent: "", round: "" };

/** What is wrong with a template for names: words that nobody knows, or nothing to be seen in it. */
function nameProblem(template: string, { setup }: Texts): string | undefined {
	if (template.length > longestRoomName) return setup.tooLong(longestRoomName);
	const known = roomNameWords.map((word) => `{${word}}`);
	const unknown = [...template.matchAll(/\{[^{}]*\}/g)].map(([word]) => word).find((word) => !known.includes(word));
	if (unknown === "{code}") return setup.codeIsAdded;
	if (unknown !== undefined) return setup.unknownWord(shown(unknown), known.join(" "));
	const rest = known.reduce((text, word) => text.replaceAll(word, ""), template);
	if (/[{}]/.test(rest)) return setup.strayBrace(known.join(" "));
	if (rest !== template) return undefined;
	const seen = roomTitle(template, nothingFilledIn).replaceAll(/[\p{Cc}\p{Cf}\s]/gu, "");
	return seen === "" ? setup.emptyName : undefined;
}
