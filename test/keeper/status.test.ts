// What is published of how a guild stands: each thing once, until it changes.

import { describe, expect, test } from "bun:test";
import type { Fact } from "../../src/fact.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import type { Findings } from "../../src/keeper/plan/guild.ts";
import { publishPlaced, publishStatus } from "../../src/keeper/status.ts";
import type { Placement } from "../../src/placement.ts";
import type { MatchRecord } from "../../src/record.ts";
import { newRecord } from "../../src/record.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { virtualClock } from "../clock.ts";
import { after, guildId, matchId, open, placement, report, vale } from "../rules/given.ts";

const well: Findings = {
	...{ categoryId: null, spaces: [], lacksSpace: false, lacking: [], hidden: [], isFull: false, refused: undefined },
	...{ waiting: [], waitingUntil: 0, noticeChannelId: null, linkChannelId: null, texts: textsIn("en") },
};

function newState(): GuildState {
	return new GuildState(
		guildId,
		virtualClock(),
		() => 0.5,
		() => undefined,
	);
}

describe("how a guild stands", () => {
	/** What is published after each of these looks. */
	function told(looks: readonly Partial<Findings>[]): unknown[][] {
		const state = newState();
		return looks.map((found) => {
			const facts: Fact[] = [];
			publishStatus(state, { ...well, ...found }, (fact) => facts.push(fact), 2_000);
			return facts;
		});
	}

	test("permissions of the guild: when they are missing, when others are, when none is", () => {
		const about = { guildId, scope: "rooms" };
		expect(told([{}, { lacking: ["Connect"] }, { lacking: ["Connect"] }, {}])).toEqual([
			[],
			[{ kind: "paused", ...about, lacking: ["Connect"] }],
			[],
			[{ kind: "resumed", ...about }],
		]);
	});

	test("channels in which the bot lacks something: each time they are others, and not that it is over", () => {
		const [vale, both] = [["Team Vale"], ["Team Oak", "Team Vale"]];
		expect(told([{ hidden: vale }, { hidden: vale }, { hidden: both }, {}, { hidden: vale }])).toEqual([
			[{ kind: "hidden", guildId, channels: vale }],
			[],
			[{ kind: "hidden", guildId, channels: both }],
			[],
			[{ kind: "hidden", guildId, channels: vale }],
		]);
	});
});

describe("everyone of a match has been moved", () => {
	const heardAt = 1_000;
	const now = 3_000;
	const record = (words: Partial<MatchRecord> = {}): MatchRecord => ({
		...newRecord(open([vale], heardAt)),
		...words,
	});
	const told = (state: GuildState, one: MatchRecord, isMoving: boolean): unknown[] => {
		const facts: Fact[] = [];
		publishPlaced(state, one, isMoving, (fact) => facts.push(fact), now);
		return facts;
	};
	const placed = (...before: readonly Placement[]) =>
		record({ placements: [...before, placement("bob", "moving", { originId: null })] });
	const fact = { kind: "placed", guildId, matchId, sinceMs: now - heardAt };

	test("published once, with the time since FACEIT's last report", () => {
		const state = newState();
		expect(told(state, record(), true)).toEqual([]);
		expect(told(state, record({ placements: [placement("ann", "placed")] }), false)).toEqual([fact]);
		expect(told(state, record(), false)).toEqual([]);
	});

	test("not of a match for which nobody was moved", () => {
		const state = newState();
		for (const isMoving of [true, false]) expect(told(state, record(), isMoving)).toEqual([]);
	});

	test("not of whoever comes later", () => {
		const state = newState();
		for (const isMoving of [true, false]) told(state, record(), isMoving);
		for (const isMoving of [true, false]) expect(told(state, record(), isMoving)).toEqual([]);
	});

	for (const state of ["placed", "away", "walked", "returned"] as const)
		test(`not after a restart in the middle of the match, as somebody who is ${state} shows`, () => {
			const fresh = newState();
			const placements = [placement("ann", state), placement("bob", "moving")];
			expect(told(fresh, record({ placements }), true)).toEqual([]);
			expect(told(fresh, record({ placements }), false)).toEqual([]);
		});

	const earlier = [
		["asked to be moved, and not there yet", placement("ann", "moving")],
		["placed in another guild", placement("ann", "placed", { guildId: "elsewhere" })],
		["placed in an earlier opening", placement("ann", "placed", { opening: 0 })],
	] as const;
	for (const [title, before] of earlier)
		test(`after a restart it is, given somebody was only ${title}`, () => {
			const fresh = newState();
			expect(told(fresh, record({ placements: [before] }), true)).toEqual([]);
			expect(told(fresh, placed(before), false)).toEqual([fact]);
		});

	test("once more when FACEIT opens the match again", () => {
		const state = newState();
		for (const isMoving of [true, false]) told(state, record(), isMoving);
		const match = after(
			report("ready", 1_000, { version: 10, teams: [vale] }),
			report("finished", 1_500, { version: 11 }),
			report("ready", 2_000, { version: 12 }),
		);
		expect(told(state, record({ match }), true)).toEqual([]);
		const placements = [placement("ann", "moving", { opening: 2 })];
		expect(told(state, record({ match, placements }), false)).toEqual([{ ...fact, sinceMs: 1_000 }]);
	});
});
