// What is left to do in a guild beside its matches, as rows: categories for more rooms, hints, notices to admins.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../../src/call.ts";
import { discordCode } from "../../../src/call.ts";
import { type GuildRecord, type Hint, newGuildRecord, type OverflowCategory } from "../../../src/guild.ts";
import { type GuildAction, handlers } from "../../../src/keeper/actions/handlers.ts";
import { guildJob } from "../../../src/keeper/job.ts";
import { type Findings, isPending, planGuild, spacesIn } from "../../../src/keeper/plan/guild.ts";
import { allPermissions, permission } from "../../../src/permission.ts";
import type { ChannelShown, GuildShown } from "../../../src/shown.ts";
import { textsIn } from "../../../src/texts/texts.ts";
import { guildId, minute } from "../../rules/given.ts";
import { category, channel, shownGuild } from "../shown.ts";

const now = 1_000_000;
const done = (value?: string): Answer<unknown> => ({ is: "done", value });
const lost: Answer<unknown> = { is: "lost", why: "timeout" };
const refused = (code = 0): Answer<unknown> => ({ is: "refused", status: 400, code, why: "no" });

const well: Findings = {
	...{ categoryId: "matches", spaces: [], lacksSpace: false, lacking: [], isFull: false, refused: undefined },
	...{ hidden: [], waiting: [], waitingUntil: 0, noticeChannelId: null, linkChannelId: null, texts: textsIn("en") },
};

function record(words: Partial<GuildRecord> = {}): GuildRecord {
	return { ...newGuildRecord(guildId), ...words };
}

function ours(number: number, words: Partial<OverflowCategory> = {}): OverflowCategory {
	const name = `Matches · ${number}`;
	return { baseId: "matches", number, name, channelId: `matches-${number}`, createdAt: now, ...words };
}

/** A guild with a chosen category of this many rooms, and others beside it. */
function withMatches(children: number, ...others: readonly (readonly ChannelShown[])[]): GuildShown {
	return shownGuild({ channels: [...category("matches", "Matches", children), ...others.flat()] });
}

/** What is planned, after the spaces of the guild are what they are. */
function planned(
	before: GuildRecord,
	shown: GuildShown,
	words: Partial<Findings> = {},
	at = now,
): readonly GuildAction[] {
	const found = { ...well, spaces: spacesIn(shown, well.categoryId, () => 0), ...words };
	return planGuild(before, shown, found, at).actions;
}

/** The record once the action's intent, and then its answer if there is one, is written down. */
function after(before: GuildRecord, action: GuildAction | undefined, answer?: Answer<unknown>, at = now): GuildRecord {
	if (action === undefined) throw new Error("nothing is planned");
	let record = before;
	const changes = {
		match: () => undefined,
		guild: (_: string, change: (one: GuildRecord) => GuildRecord) => {
			record = change(record);
		},
	};
	const job = guildJob(handlers, guildId, action, 0);
	job.intend(changes, at);
	if (answer !== undefined) job.note(changes, answer, at);
	return record;
}

describe("where rooms may be created", () => {
	const spaces = (shown: GuildShown, categoryId: string | null = "matches", arriving = 0) =>
		spacesIn(shown, categoryId, () => arriving).map(({ parentId, left }) => [parentId, left]);

	test("no category is chosen, or it is gone: at the top of the list, any number", () => {
		expect(spaces(withMatches(3), null)).toEqual([[null, Number.POSITIVE_INFINITY]]);
		expect(spaces(withMatches(3), "gone")).toEqual([[null, Number.POSITIVE_INFINITY]]);
	});

	test("what was chosen is no category: at the top of the list", () => {
		expect(spaces(shownGuild({ channels: [channel("matches")] }))).toEqual([[null, Number.POSITIVE_INFINITY]]);
	});

	test("fifty in a category, those on their way among them", () => {
		expect(spaces(withMatches(3))).toEqual([["matches", 47]]);
		expect(spaces(withMatches(48), "matches", 5)).toEqual([["matches", 0]]);
	});

	test("then those that follow it by name, whoever made them, without a gap", () => {
		const shown = withMatches(50, category("b", "Matches · 2", 10), category("d", "Matches · 4", 0));
		expect(spaces(shown)).toEqual([
			["matches", 0],
			["b", 40],
		]);
	});
});

describe("a category for more rooms", () => {
	test("the ones before are full: the next is opened", () => {
		expect(planned(record(), withMatches(50), { lacksSpace: true })).toEqual([
			{ do: "openCategory", category: ours(2, { channelId: null }) },
		]);
		const second = category("b", "Matches · 2", 50);
		expect(planned(record(), withMatches(50, second), { lacksSpace: true })).toEqual([
			{ do: "openCategory", category: ours(3, { channelId: null }) },
		]);
	});

	test("no category was chosen: none is opened", () => {
		expect(planned(record(), shownGuild(), { categoryId: null, lacksSpace: true })).toEqual([]);
	});

	test("its create is written down before the call; done, its channel is known", () => {
		const [open] = planned(record(), withMatches(50), { lacksSpace: true });
		expect(after(record(), open).categories).toEqual([ours(2, { channelId: null })]);
		expect(after(record(), open, done("b")).categories).toEqual([ours(2, { channelId: "b" })]);
		expect(after(record(), open, refused()).categories).toEqual([]);
		expect(after(record(), open, { is: "later", at: now + 1 }).categories).toEqual([]);
	});

	test("without an answer it is looked for, and no other is created meanwhile", () => {
		const [open] = planned(record(), withMatches(50), { lacksSpace: true });
		const maybe = after(record(), open, lost);
		const [find, ...others] = planned(maybe, withMatches(50), { lacksSpace: true });
		expect([find, others]).toEqual([{ do: "findCategory", category: ours(2, { channelId: null }) }, []]);
		expect(after(maybe, find, done("b")).categories).toEqual([ours(2, { channelId: "b" })]);
		expect(after(maybe, find, done()).categories).toEqual([]);
		expect(after(maybe, find, lost)).toEqual(maybe);
	});

	const closing: [title: string, before: GuildRecord, shown: GuildShown, expected: string[]][] = [
		[
			"ours, empty, and there is space before it: closed",
			record({ categories: [ours(2)] }),
			withMatches(49, category("matches-2", "Matches · 2", 0)),
			["matches-2"],
		],
		[
			"ours and empty, but the ones before are full: it stays for the next rooms",
			record({ categories: [ours(2)] }),
			withMatches(50, category("matches-2", "Matches · 2", 0)),
			[],
		],
		[
			"ours with a room in it: it stays",
			record({ categories: [ours(2)] }),
			withMatches(3, category("matches-2", "Matches · 2", 1)),
			[],
		],
		["an admin's own: never closed", record(), withMatches(3, category("b", "Matches · 2", 0)), []],
		[
			"an admin's own with ours behind it: only ours",
			record({ categories: [ours(3)] }),
			withMatches(3, category("b", "Matches · 2", 0), category("matches-3", "Matches · 3", 0)),
			["matches-3"],
		],
		[
			"ours that is gone: forgotten by closing it once more",
			record({ categories: [ours(2)] }),
			withMatches(3),
			["matches-2"],
		],
		[
			"ours, empty, after another category was chosen: closed",
			record({ categories: [ours(2, { name: "Old · 2" })] }),
			withMatches(50, category("matches-2", "Old · 2", 0)),
			["matches-2"],
		],
		[
			"ours with a room in it, after another was chosen: it stays",
			record({ categories: [ours(2, { name: "Old · 2" })] }),
			withMatches(50, category("matches-2", "Old · 2", 1)),
			[],
		],
		[
			"two of ours, both empty, and space before: both",
			record({ categories: [ours(2), ours(3)] }),
			withMatches(1, category("matches-2", "Matches · 2", 0), category("matches-3", "Matches · 3", 0)),
			["matches-2", "matches-3"],
		],
	];
	for (const [title, before, shown, expected] of closing) {
		test(title, () => {
			const closed = planned(before, shown).flatMap((one) => (one.do === "closeCategory" ? [one.channelId] : []));
			expect(closed).toEqual(expected);
		});
	}

	test("given a room is on its way into it, when the others have space, then it stays", () => {
		const shown = withMatches(3, category("matches-2", "Matches · 2", 0));
		const spaces = [
			{ parentId: "matches", left: 47 },
			{ parentId: "matches-2", left: 49 },
		];
		expect(planned(record({ categories: [ours(2)] }), shown, { spaces })).toEqual([]);
	});

	test("closed, or gone already: forgotten; otherwise kept", () => {
		const before = record({ categories: [ours(2)] });
		const close: GuildAction = { do: "closeCategory", category: ours(2), channelId: "matches-2" };
		for (const answer of [done(), refused(10003)]) expect(after(before, close, answer).categories).toEqual([]);
		for (const answer of [lost, refused(50013)]) expect(after(before, close, answer)).toEqual(before);
	});
});

describe("a hint for those who wait", () => {
	const general = shownGuild({
		channels: [channel("general"), channel("lounge"), channel("stage", { kind: "stage" })],
	});
	const waits = (discordId: string, channelId = "general") => ({ discordId, channelId, roomId: "vale-room" });
	const long = { waiting: [waits("@ann"), waits("@bob")], waitingUntil: now + 5_000 };
	const posts = (actions: readonly GuildAction[]): Hint[] =>
		actions.flatMap((one) => (one.do === "postHint" ? [one.hint] : []));
	const who = (hints: readonly Hint[]) =>
		hints.map(({ channelId, ways }) => [channelId, ...ways.map((way) => way.discordId)]);

	test("one in each voice channel where somebody waits, with the room of each", () => {
		const waiting = [waits("@ann"), waits("@cid", "lounge"), waits("@bob")];
		const hints = posts(planned(record(), general, { ...long, waiting }));
		expect(who(hints)).toEqual([
			["general", "@ann", "@bob"],
			["lounge", "@cid"],
		]);
		expect(hints[0]?.ways[0]).toEqual({ discordId: "@ann", roomId: "vale-room" });
	});

	test("not for less than a second and a half", () => {
		expect(planned(record(), general, { ...long, waitingUntil: now + 1_499 })).toEqual([]);
		expect(posts(planned(record(), general, { ...long, waitingUntil: now + 1_500 }))).toHaveLength(1);
	});

	test("not where there is no chat, or the bot may not write in it", () => {
		expect(planned(record(), general, { ...long, waiting: [waits("@ann", "stage"), waits("@bob", "gone")] })).toEqual(
			[],
		);
		const silent = shownGuild({
			channels: [channel("general")],
			permissions: () => allPermissions & ~permission.sendMessages,
		});
		expect(planned(record(), silent, long)).toEqual([]);
	});

	test("once for each member and minute", () => {
		const [post] = planned(record(), general, long);
		const posted = after(record(), post, done("message"));
		expect(planned(posted, general, long)).toEqual([]);
		const cid = { ...long, waiting: [...long.waiting, waits("@cid")], waitingUntil: now + 30_000 };
		expect(who(posts(planned(posted, general, cid, now + 10_000)))).toEqual([["general", "@cid"]]);
		const later = planned(posted, general, { ...long, waitingUntil: now + 2 * minute }, now + minute);
		expect(who(posts(later))).toEqual([["general", "@ann", "@bob"]]);
	});

	test("without an answer it is posted again with the same nonce, within what Discord allows", () => {
		const [post] = planned(record(), general, long);
		const maybe = after(record(), post, lost);
		const again = posts(planned(maybe, general, long, now + 3_000));
		expect(again).toEqual(maybe.hints.slice());
		expect(again[0]?.nonce.length).toBeLessThanOrEqual(25);
		const wide = channel("12345678901234567890");
		const [far] = posts(
			planned(
				record(),
				shownGuild({ channels: [wide] }),
				{ waiting: [waits("@ann", wide.channelId)], waitingUntil: 1_795_000_005_000 },
				1_795_000_000_000,
			),
		);
		expect(far?.nonce.length).toBeLessThanOrEqual(25);
	});

	test("refused: it is not tried again as if it were there", () => {
		const [post] = planned(record(), general, long);
		expect(after(record(), post, refused(50013)).hints).toEqual([]);
	});

	test("after a minute it is deleted, and the keeper is woken for that", () => {
		const [post] = planned(record(), general, long);
		const posted = after(record(), post, done("message"));
		expect(planGuild(posted, general, well, now).wakeAt).toBe(now + minute);
		expect(planned(posted, general, {}, now + minute - 1)).toEqual([]);
		const [remove] = planned(posted, general, {}, now + minute);
		expect(remove).toEqual({ do: "deleteHint", hint: { ...posted.hints[0], messageId: "message" } as Hint });
		for (const answer of [done(), refused(10008), refused(10003), refused(50001)])
			expect(after(posted, remove, answer).hints).toEqual([]);
		expect(after(posted, remove, lost)).toEqual(posted);
		expect([isPending(posted), isPending(after(posted, remove, done()))]).toEqual([true, false]);
	});

	test("given its post was never answered, when its minute is over, then it is not left in the chat", () => {
		const [post] = planned(record(), general, long);
		const maybe = after(record(), post, lost);
		const [again] = planned(maybe, general, {}, now + minute);
		expect(again?.do).toBe("postHint");
		const found = after(maybe, again, done("message"), now + minute);
		expect(planned(found, general, {}, now + minute).map(({ do: it }) => it)).toEqual(["deleteHint"]);
	});

	test("given that and Discord no longer knows the nonce, when it is looked at, then it is forgotten, not posted once more", () => {
		const [post] = planned(record(), general, long);
		const maybe = after(record(), post, lost);
		const [forget] = planned(maybe, general, {}, now + 3 * minute);
		expect(forget).toMatchObject({ do: "deleteHint", hint: { messageId: null } });
		expect(after(maybe, forget, done()).hints).toEqual([]);
	});
});

describe("a notice to admins", () => {
	const text = (channelId: string, position: number) => channel(channelId, { kind: "text", position });
	const guild = shownGuild({
		channels: [text("chat", 2), text("rules", 1), text("system", 5)],
		systemChannelId: "system",
	});
	const lacks = { lacking: ["Manage Channels", "Connect"] };
	const notices = (actions: readonly GuildAction[]) =>
		actions.flatMap((one) => (one.do === "postNotice" ? [[one.notice.topic, one.notice.words, one.channelId]] : []));

	test("where Discord itself posts, else the first channel that the bot may write in", () => {
		expect(notices(planned(record(), guild, lacks))).toEqual([["permissions", "Manage Channels, Connect", "system"]]);
		const others = shownGuild({ channels: [text("chat", 2), text("rules", 1), channel("voice")] });
		expect(notices(planned(record(), others, lacks))[0]?.[2]).toBe("rules");
		const quiet = shownGuild({
			channels: [text("chat", 2), text("rules", 1)],
			permissions: (channelId) => (channelId === "rules" ? 0n : allPermissions),
		});
		expect(notices(planned(record(), quiet, lacks))[0]?.[2]).toBe("chat");
	});

	test("nowhere: it is told once there is a place", () => {
		expect(planned(record(), shownGuild(), lacks)).toEqual([]);
	});

	test("all is well: nothing", () => expect(planned(record(), guild)).toEqual([]));

	test("once for each change, and a restart does not repeat it", () => {
		const [post] = planned(record(), guild, lacks);
		const told = after(record(), post, done("message"));
		expect(planned(told, guild, lacks)).toEqual([]);
		const changed = planned(told, guild, { lacking: ["Connect"] });
		expect(notices(changed)).toEqual([["permissions", "Connect", "system"]]);
		// In place: the message that told it is edited.
		expect(changed[0]).toMatchObject({ notice: { message: { channelId: "system", messageId: "message" } } });
	});

	test("without an answer it is posted again as it was: the same nonce", () => {
		const [post] = planned(record(), guild, lacks);
		const maybe = after(record(), post, lost);
		expect(planned(maybe, guild, lacks, now + 5_000)).toEqual(post === undefined ? [] : [post]);
	});

	for (const [how, answer] of [
		["is crossed out", done()],
		["was deleted", refused(discordCode.unknownMessage)],
	] as const) {
		test(`all permissions are there again: the message ${how} once, and the next time is told anew`, () => {
			const [post] = planned(record(), guild, lacks);
			const told = after(record(), post, done("message"));
			const [solved] = planned(told, guild, {});
			expect(solved).toMatchObject({ do: "crossOutNotice", message: { channelId: "system", messageId: "message" } });
			expect(JSON.stringify(solved)).toContain("~~");
			// Without an answer it is tried again.
			expect(planned(after(told, solved, lost), guild, {})).toHaveLength(1);
			const crossedOut = after(told, solved, answer);
			expect(planned(crossedOut, guild, {})).toEqual([]);
			expect(planned(crossedOut, guild, lacks)[0]).toMatchObject({ do: "postNotice", notice: { message: null } });
		});
	}

	test("the message was deleted: what changes is told in another", () => {
		const [post] = planned(record(), guild, lacks);
		const told = after(record(), post, done("message"));
		const [edit] = planned(told, guild, { lacking: ["Connect"] });
		const gone = after(told, edit, refused(discordCode.unknownMessage));
		expect(planned(gone, guild, { lacking: ["Connect"] })[0]).toMatchObject({ notice: { message: null } });
	});

	test("where the admins chose, if the bot may write there", () => {
		const chosen = { ...lacks, noticeChannelId: "chat" };
		expect(notices(planned(record(), guild, chosen))[0]?.[2]).toBe("chat");
	});

	test("permissions were missing, but there was nowhere to tell it: nobody is thanked", () => {
		expect(planned(record(), shownGuild(), lacks)).toEqual([]);
		expect(planned(record(), guild, {})).toEqual([]);
	});

	for (const [topic, words] of [
		["channels", { isFull: true }],
		["refusals", { refused: "Missing Permissions" }],
		["hidden", { hidden: ["Team Vale · 4F2A"] }],
	] as const) {
		// These seem to be over while nothing is tried: for an hour that is not taken for the end.
		const longAfter = topic === "channels" ? now : now + 60 * minute;
		test(`${topic}: told once; once that it is over, so that the next time is told again`, () => {
			const [post] = planned(record(), guild, words);
			expect(post).toMatchObject({ do: "postNotice", channelId: "system", notice: { topic } });
			const told = after(record(), post, done("message"));
			expect(planned(told, guild, words)).toEqual([]);
			const [over] = planned(told, guild, {}, longAfter);
			expect(over).toMatchObject({ do: "crossOutNotice", notice: { topic } });
			if (topic !== "channels") expect(planned(told, guild, {}, longAfter - 1)).toEqual([]);
			const well = after(told, over, done());
			expect(planned(well, guild, {})).toEqual([]);
			expect(planned(well, guild, words)).toHaveLength(1);
		});
	}
});
