// What is written down before a call to Discord and after its answer, so that a crash in between loses nothing.

import { describe, expect, test } from "bun:test";
import type { Answer } from "../../src/answer.ts";
import { intended, noted } from "../../src/notes.ts";
import type { Action, Room } from "../../src/plan.ts";
import type { Step } from "../../src/step.ts";
import type { MatchRecord } from "../../src/store/records.ts";
import { delta, guildId, matchId, open, placement, room, vale } from "./given.ts";

const now = 2_000;
const opening = room(vale, { state: "opening", channelId: null });
const opened = room(vale);
const move: Action = { do: "move", discordId: "@ann", channelId: "vale-room", originId: "general" };
const back: Action = { do: "return", discordId: "@ann", channelId: "general" };
const openVale: Action = { do: "open", team: vale, admit: opening.admitted };

function record(words: Partial<MatchRecord> = {}): MatchRecord {
	return { match: open(), rooms: [], placements: [], ...words };
}

function step(action: Action, about: Room | null = null): Step {
	return { guildId, matchId, action, room: about, subject: about?.code ?? "@ann", turn: 0 };
}

const done = (value: unknown = undefined): Answer<unknown> => ({ is: "done", value });
const refused = (code: number): Answer<unknown> => ({ is: "refused", status: 400, code, why: "" });
const later: Answer<unknown> = { is: "later", at: 9_000 };
const lost: Answer<unknown> = { is: "lost", why: "timeout" };

describe("before the call", () => {
	test("a room to be made is kept with its code", () => {
		expect(intended(record(), step(openVale, opening), now).rooms).toEqual([opening]);
	});

	test("where somebody is moved from is kept before they are moved", () => {
		expect(intended(record(), step(move), now).placements).toEqual([placement("ann", "moving", { at: now })]);
	});

	test("a repeated move writes nothing", () => {
		const before = record({ placements: [placement("ann", "moving")] });
		expect(intended(before, step(move), now)).toBe(before);
	});

	test("unless they are to be moved from somewhere else now", () => {
		const before = record({
			placements: [placement("ann", "moving", { originId: "lobby" }), placement("bob", "placed")],
		});
		expect(intended(before, step(move), now).placements).toEqual([
			placement("bob", "placed"),
			placement("ann", "moving", { at: now }),
		]);
	});

	test("the same member in another guild is another placement", () => {
		const elsewhere = placement("ann", "placed", { guildId: "elsewhere" });
		expect(intended(record({ placements: [elsewhere] }), step(move), now).placements).toHaveLength(2);
	});

	test("a room whose channel is gone is closed, and nobody has access to it any more", () => {
		const before = record({ rooms: [opened, room(delta)] });
		const after = intended(before, step({ do: "forget", room: opened }, opened), now);
		expect(after.rooms).toEqual([{ ...opened, state: "closed", admitted: [] }, room(delta)]);
	});

	test("a move back is said to be done: seen outside when its answer is lost, nobody has walked out", () => {
		const before = record({ rooms: [opened], placements: [placement("ann", "placed")] });
		expect(intended(before, step(back), now).placements).toEqual([placement("ann", "returned", { at: now })]);
	});

	const silent: [title: string, action: Action, about: Room | null][] = [
		["looking for a room", { do: "find", room: opening }, opening],
		["a close", { do: "close", room: opened, channelId: "vale-room" }, opened],
	];
	for (const [title, action, about] of silent) {
		test(`${title} needs no intent: done twice it does no harm`, () => {
			const before = record({ rooms: [opened, opening] });
			expect(intended(before, step(action, about), now)).toBe(before);
		});
	}
});

type After = "open" | "opening" | "closed";

describe("after a create and after a search", () => {
	const rows: [title: string, action: Action, answer: Answer<unknown>, state: After, channelId: string | null][] = [
		["created: open, its channel known", openVale, done("new-room"), "open", "new-room"],
		["refused: it was not made", openVale, refused(50013), "closed", null],
		["not sent because of a limit: it was not made", openVale, later, "closed", null],
		["no answer: it may have been made, and is looked for", openVale, lost, "opening", null],
		["found: open", { do: "find", room: opening }, done("found-room"), "open", "found-room"],
		["not found: it was never made", { do: "find", room: opening }, done(undefined), "closed", null],
		["not found out: looked for again", { do: "find", room: opening }, lost, "opening", null],
		["search refused: looked for again", { do: "find", room: opening }, refused(50001), "opening", null],
		["search put off: looked for again", { do: "find", room: opening }, later, "opening", null],
	];
	for (const [title, action, answer, state, channelId] of rows) {
		test(title, () => {
			const after = noted(record({ rooms: [opening] }), step(action, opening), answer, now).rooms[0];
			expect([after?.state, after?.channelId]).toEqual([state, channelId]);
		});
	}

	test("the gateway told of the room before the answer got lost: it stays open", () => {
		const before = record({ rooms: [opened] });
		expect(noted(before, step(openVale, opened), lost, now)).toBe(before);
		expect(noted(before, step(openVale, opened), refused(50013), now)).toBe(before);
	});

	test("a room that nobody remembers is not made up", () => {
		expect(noted(record(), step(openVale, opening), done("new-room"), now).rooms).toEqual([]);
	});
});

describe("an edit of access", () => {
	const admit: Action = { do: "admit", room: opened, channelId: "vale-room", add: ["@eve"], remove: ["@bob"] };
	test("whom it lets in is kept before it: they may have access even if there is no answer", () => {
		const after = intended(record({ rooms: [opened] }), step(admit, opened), now);
		expect(after.rooms[0]?.admitted).toEqual(["@ann", "@bob", "@eve"]);
	});

	test("of a room that was closed meanwhile is not remembered", () => {
		const before = record({ rooms: [{ ...opened, state: "closed", admitted: [] }] });
		expect(noted(before, step(admit, opened), done(), now)).toBe(before);
	});

	test("done: this is who has access", () => {
		expect(noted(record({ rooms: [opened] }), step(admit, opened), done(), now).rooms[0]?.admitted).toEqual([
			"@ann",
			"@eve",
		]);
	});
	for (const answer of [refused(50013), later, lost]) {
		test(`${answer.is}: it is planned again`, () => {
			const before = record({ rooms: [opened] });
			expect(noted(before, step(admit, opened), answer, now)).toBe(before);
		});
	}
});

describe("after a close", () => {
	const close: Action = { do: "close", room: opened, channelId: "vale-room" };
	const rows: [title: string, answer: Answer<unknown>, state: After][] = [
		["done: closed", done(), "closed"],
		["10003: it was gone already, closed", refused(10003), "closed"],
		["50001 may mean hidden: no proof, still open", refused(50001), "open"],
		["50013: still open", refused(50013), "open"],
		["no answer: still open, closed again", lost, "open"],
		["put off: still open", later, "open"],
	];
	for (const [title, answer, state] of rows) {
		test(title, () => {
			expect(noted(record({ rooms: [opened] }), step(close, opened), answer, now).rooms[0]?.state).toBe(state);
		});
	}
});

describe("after a move", () => {
	const before = record({ rooms: [opened], placements: [placement("ann", "moving")] });
	test("in, done: they were in the room, so that who is seen elsewhere next has walked out", () => {
		expect(noted(before, step(move), done(), now).placements).toEqual([placement("ann", "placed", { at: now })]);
	});

	for (const answer of [refused(40032), later, lost]) {
		test(`in, ${answer.is}: it is planned again`, () => {
			expect(noted(before, step(move), answer, now)).toBe(before);
		});
	}

	test("back, done: brought back, and where to is remembered", () => {
		expect(noted(before, step(back), done(), now).placements).toEqual([placement("ann", "returned", { at: now })]);
	});

	test("back, of a visitor: remembered as well", () => {
		const after = noted(record(), step({ ...back, discordId: "@coach" }), done(), now);
		expect(after.placements).toEqual([placement("coach", "returned", { originId: null, at: now })]);
	});

	for (const answer of [refused(40032), later, lost]) {
		test(`back, ${answer.is}: it is planned again`, () => expect(noted(before, step(back), answer, now)).toBe(before));
	}
});
