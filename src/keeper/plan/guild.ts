// What is left to do in a guild that is not about one match: categories for more rooms, hints, notices. Pure.

import type { GuildRecord, Hint, Notice, OverflowCategory } from "../../guild.ts";
import { relative } from "../../markdown.ts";
import { buttonsOf, type Layout, text } from "../../message.ts";
import { hasAll, permission } from "../../permission.ts";
import { nonceMs } from "../../post.ts";
import { type ChannelShown, categoryIn, channelsPerCategory, childCount, type GuildShown } from "../../shown.ts";
import { beginning } from "../../text.ts";
import type { Texts } from "../../texts/texts.ts";
import type { GuildAction } from "../actions/handlers.ts";
import type { Space } from "../view.ts";
import { channelForAdmins } from "./admin-channel.ts";
import { planGreetings } from "./greetings.ts";
import { earliest } from "./posts.ts";

export type GuildPlan = { readonly actions: readonly GuildAction[]; readonly wakeAt: number | null };

/** What the look at the guild's matches has found. */
export type Findings = {
	/** Where the guild wants its rooms. */
	readonly categoryId: string | null;
	/** The spaces that are left once all planned rooms have theirs. */
	readonly spaces: readonly Space[];
	/** True when a room found no space. */
	readonly lacksSpace: boolean;
	/** Permissions that keep rooms from being made, in words; none while all is well. */
	readonly lacking: readonly string[];
	/** The channels, by name, in which the bot lacks what it needs there, though it has it in the guild. */
	readonly hidden: readonly string[];
	/** True when a room cannot be opened because the guild has as many channels as Discord allows. */
	readonly isFull: boolean;
	/** What Discord said when it refused for no reason that we can see; undefined while it does not. */
	readonly refused: string | undefined;
	/** Members who are waiting for the limit on moves: where they are, and their room. */
	readonly waiting: readonly { readonly discordId: string; readonly channelId: string; readonly roomId: string }[];
	/** Until when, epoch ms. */
	readonly waitingUntil: number;
	/** Where the guild's admins want to be told; null: where they are found. */
	readonly noticeChannelId: string | null;
	/** Where members are invited to link their account; null: nowhere. */
	readonly linkChannelId: string | null;
	readonly texts: Texts;
};

/** How long the way to a room stays in the chat, ms. */
const hintMs = 60_000;
/** Nobody notices a shorter wait than this, ms. */
const noticeableMs = 1_500;
const speak = permission.viewChannel | permission.sendMessages;

/** What is left to do in the guild at `now`, epoch ms. */
export function planGuild(record: GuildRecord, shown: GuildShown, found: Findings, now: number): GuildPlan {
	const hints = planHints(record, shown, found, now);
	const greetings = planGreetings(record, shown, found, now);
	return {
		actions: [
			...planCategories(record, shown, found, now),
			...hints.actions,
			...planNotices(record, shown, found, now),
			...greetings.actions,
		],
		wakeAt: earliest(hints.wakeAt, greetings.wakeAt),
	};
}

/** True for a wait that players notice. */
export function isNoticeable({ waitingUntil }: Findings, now: number): boolean {
	return waitingUntil - now >= noticeableMs;
}

/** True while something of ours in the guild is to be taken away, crossed out, or kept up to date. */
export function isPending({ categories, hints, notices, welcome, link }: GuildRecord): boolean {
	const isTold = notices.some(({ words }) => words !== "");
	return categories.length > 0 || hints.length > 0 || isTold || welcome?.state === "kept" || link !== null;
}

/**
 * Where rooms may be created: the chosen category, then those that follow it by name ("Matches · 2"), whoever made them;
 * the top of the channel list where none is chosen. `arriving` counts the rooms on their way into each.
 */
export function spacesIn(
	shown: GuildShown,
	categoryId: string | null,
	arriving: (categoryId: string) => number,
): readonly Space[] {
	const base = categoryIn(shown, categoryId);
	if (base === undefined) return [{ parentId: null, left: Number.POSITIVE_INFINITY }];
	return [base, ...followers(shown, base)].map(({ channelId }) => ({
		parentId: channelId,
		left: Math.max(0, channelsPerCategory - childCount(shown, channelId) - arriving(channelId)),
	}));
}

function followers(shown: GuildShown, base: ChannelShown): ChannelShown[] {
	const categories = [...shown.channels.values()].filter(({ kind }) => kind === "category");
	const byName = new Map(categories.map((one) => [one.name, one]));
	const found: ChannelShown[] = [];
	for (;;) {
		const next = byName.get(nameOf(base, found.length + 2));
		if (next === undefined) return found;
		found.push(next);
	}
}

/** "Matches · 2". Discord allows 100 characters. */
function nameOf(base: ChannelShown, number: number): string {
	return `${beginning(base.name, 45).trimEnd()} · ${number}`;
}

function planCategories(record: GuildRecord, shown: GuildShown, found: Findings, now: number): GuildAction[] {
	const lost = record.categories.filter(({ channelId }) => channelId === null);
	if (lost.length > 0) return lost.map((category) => ({ do: "findCategory", category }));
	const base = categoryIn(shown, found.categoryId);
	if (found.lacksSpace && base !== undefined) return [{ do: "openCategory", category: nextCategory(shown, base, now) }];
	return record.categories.flatMap((category): GuildAction[] => {
		const { channelId } = category;
		if (channelId === null || !isSpare(category, shown, found)) return [];
		return [{ do: "closeCategory", category, channelId }];
	});
}

function nextCategory(shown: GuildShown, base: ChannelShown, now: number): OverflowCategory {
	const number = followers(shown, base).length + 2;
	return { baseId: base.channelId, number, name: nameOf(base, number), channelId: null, createdAt: now };
}

/** Nothing is in it or on its way, and there is space before it; or it is gone. */
function isSpare({ channelId }: OverflowCategory, shown: GuildShown, { spaces }: Findings): boolean {
	if (channelId === null || !shown.channels.has(channelId)) return true;
	const at = spaces.findIndex(({ parentId }) => parentId === channelId);
	if (at === -1) return childCount(shown, channelId) === 0;
	const isEmpty = spaces[at]?.left === channelsPerCategory && childCount(shown, channelId) === 0;
	return isEmpty && spaces.slice(0, at).some(({ left }) => left > 0);
}

function planHints(record: GuildRecord, shown: GuildShown, found: Findings, now: number): GuildPlan {
	const isOver = (hint: Hint) => hint.createdAt + hintMs <= now;
	// A post without an answer may be in the chat: posting it again gives its id, which it takes to delete it.
	const isUnknown = ({ messageId, createdAt }: Hint) => messageId === null && now < createdAt + nonceMs;
	const current = record.hints.filter((hint) => !isOver(hint));
	const shownTheWay = new Set(current.flatMap(({ ways }) => ways.map(({ discordId }) => discordId)));
	const waiting = isNoticeable(found, now) ? found.waiting.filter(({ discordId }) => !shownTheWay.has(discordId)) : [];
	const ends = current.map(({ createdAt }) => createdAt + hintMs);
	return {
		actions: [
			...record.hints
				.filter((hint) => isOver(hint) && !isUnknown(hint))
				.map((hint): GuildAction => ({ do: "deleteHint", hint })),
			...record.hints
				.filter(isUnknown)
				.map((hint): GuildAction => ({ do: "postHint", hint, layout: layoutOf(hint, found) })),
			...[...Map.groupBy(waiting, ({ channelId }) => channelId)]
				.filter(([channelId]) => canChat(shown, channelId))
				.map(([channelId, all]): GuildAction => {
					const hint = newHint(channelId, all, now);
					return { do: "postHint", hint, layout: layoutOf(hint, found) };
				}),
		],
		wakeAt: ends.length === 0 ? null : Math.min(...ends),
	};
}

function newHint(channelId: string, waiting: Findings["waiting"], now: number): Hint {
	const ways = waiting.map(({ discordId, roomId }) => ({ discordId, roomId }));
	return { nonce: `${channelId.slice(-10)}-${now}`, channelId, messageId: null, ways, createdAt: now };
}

/** Mentions show names and ping nobody. */
function layoutOf({ ways }: Hint, { texts }: Findings): Layout {
	const lines = ways.map(({ discordId, roomId }) => `<@${discordId}> → <#${roomId}>`);
	return { tone: "brand", blocks: [text(texts.notices.waiting, ...lines)] };
}

/** Voice channels have a chat, too. */
function canChat(shown: GuildShown, channelId: string): boolean {
	return shown.channels.get(channelId)?.kind === "voice" && hasAll(shown.permissions(channelId), speak);
}

/** What may seem to be over while nothing is tried, and how long it stays told, ms. */
const passing: ReadonlySet<Notice["topic"]> = new Set(["hidden", "refusals"]);
const passingMs = 60 * 60_000;

/** Each change is announced once and remembered, so that a restart does not repeat it. */
function planNotices(record: GuildRecord, shown: GuildShown, found: Findings, now: number): GuildAction[] {
	const current: readonly (readonly [topic: Notice["topic"], words: string])[] = [
		["permissions", found.lacking.join(", ")],
		["channels", found.isFull ? "full" : ""],
		["hidden", found.hidden.map((name) => `**${name}**`).join(", ")],
		["refusals", found.refused ?? ""],
	];
	return current.flatMap(([topic, words]): GuildAction[] => {
		const former = record.notices.find((notice) => notice.topic === topic);
		// What comes and goes is not told each time.
		if (words === "" && passing.has(topic) && now - (former?.at ?? now) < passingMs) return [];
		const isSame = (former?.words ?? "") === words;
		if (isSame && former?.isPosted !== false) return [];
		const message = former?.message ?? null;
		if (words === "" && former !== undefined && message !== null)
			return [{ do: "crossOutNotice", notice: former, message, layout: solvedNotice(former, found.texts, now) }];
		const notice = isSame && former !== undefined ? former : { topic, words, at: now, isPosted: false, message };
		const layout = noticeLayout(notice, found.texts);
		if (words === "") return [{ do: "postNotice", notice, channelId: null, layout }];
		const channelId = channelForAdmins(shown, found.noticeChannelId);
		return channelId === undefined ? [] : [{ do: "postNotice", notice, channelId, layout }];
	});
}

/** What admins read about the topic. */
function noticeLayout(notice: Notice, texts: Texts): Layout {
	const check = { id: "doctor:run", label: texts.notices.check, kind: "calm" } as const;
	return { tone: "warn", blocks: [text(`⚠️ ${noticeText(notice, texts)}`), buttonsOf(check)] };
}

/** The same once it is solved. */
function solvedNotice(notice: Notice, texts: Texts, now: number): Layout {
	return { tone: "good", blocks: [text(`~~⚠️ ${noticeText(notice, texts)}~~`, texts.notices.solved(relative(now)))] };
}

function noticeText({ topic, words }: Notice, { notices }: Texts): string {
	switch (topic) {
		case "permissions":
			return notices.permissions(words.split(", ").map((name) => `**${name}**`));
		case "channels":
			return notices.channels;
		case "hidden":
			return notices.hidden(words);
		case "refusals":
			return notices.refusals;
		default:
			throw new Error(`no such topic: ${topic satisfies never}`);
	}
}
