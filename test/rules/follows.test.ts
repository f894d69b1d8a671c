// How the competitions that guilds follow share FACEIT's time, and what becomes of a list that cannot be saved.

import { describe, expect, test } from "bun:test";
import type { Followable } from "../../src/competition.ts";
import { readInfo } from "../../src/faceit/info.ts";
import type { Fact } from "../../src/fact.ts";
import { Follows } from "../../src/follows.ts";
import type { ListAnswer, MatchCheck } from "../../src/lookup.ts";
import { change } from "../../src/processing.ts";
import { openLinks } from "../../src/store/links.ts";
import { openRecords } from "../../src/store/records.ts";
import { virtualClock } from "../clock.ts";
import { deed } from "../deed.ts";
import { memoryStore } from "../memory-store.ts";
import { bothTeams, guildId, hour, matchId, minute, report, team } from "./given.ts";

const hubs = (count: number): Followable[] => Array.from({ length: count }, (_, at) => ({ kind: "hub", id: `h${at}` }));
const check = (id = matchId): MatchCheck => ({
	...{ matchId: id, status: "open", competition: null, teams: bothTeams, scheduledAt: null },
});
const found = (...matches: MatchCheck[]): ListAnswer => ({ is: "found", matches });

function given(followed: () => readonly Followable[], list: (one: Followable) => Promise<ListAnswer>) {
	const clock = virtualClock();
	const store = memoryStore();
	const discordId = "member";
	openLinks(store).put({ faceitId: "ann", discordId, nickname: "ann", linkedAt: 0, verifiedAt: null }, guildId, deed);
	const records = openRecords(store, clock.now());
	/** How often records were read and written. */
	const used = { get: 0, save: 0 };
	const asked: { readonly id: string; readonly at: number }[] = [];
	const [changed, left]: [string[], string[]] = [[], []];
	const facts: Fact[] = [];
	const startedAt = clock.now();
	const follows = new Follows({
		...{ clock, maxAgeMs: 12 * hour, faceitNow: clock.wall, competitions: followed },
		records: {
			...records,
			get(id) {
				used.get += 1;
				return records.get(id);
			},
			save(...args) {
				used.save += 1;
				records.save(...args);
			},
		},
		list(one) {
			asked.push({ id: one.id, at: clock.now() - startedAt });
			return list(one);
		},
		onChange: (id) => void changed.push(id),
		onListed() {},
		onLeft: (id) => void left.push(id),
		publish: (fact) => void facts.push(fact),
	});
	follows.start();
	const times = (id: string) => asked.filter((one) => one.id === id).map(({ at }) => at / 1_000);
	return { clock, store, records, follows, asked, times, used, changed, left, facts };
}

describe("how often", () => {
	test("one is listed every fifteen seconds, and those that many guilds follow as often as others", async () => {
		const { clock, times } = given(
			() => [...hubs(2), ...hubs(2), ...hubs(2)],
			async () => found(),
		);
		await clock.advance(minute);
		expect(times("h0")).toEqual([0, 15, 30, 45, 60]);
		expect(times("h1")).toEqual([1, 16, 31, 46]);
	});

	test("a hundred have a list each second, each of them in its turn", async () => {
		const { clock, asked, times } = given(
			() => hubs(100),
			async () => found(),
		);
		await clock.advance(10 * minute);
		expect(asked).toHaveLength(601);
		for (const { id } of hubs(100)) expect(times(id).length).toBeGreaterThanOrEqual(6);
	});

	test("a list of many pages makes room for others' questions", async () => {
		const many = Array.from({ length: 250 }, (_, at) =>
			check(`1-7b0f3c52-0f6e-4d0a-9b6f-${String(at).padStart(12, "0")}`),
		);
		const { clock, asked } = given(
			() => hubs(20),
			async () => found(...many),
		);
		await clock.advance(2 * minute);
		// Three calls each: a third of the lists, once they are known to be long.
		expect(asked.filter(({ at }) => at > minute).length).toBeLessThanOrEqual(21);
	});

	test("two that hang do not hold up more than themselves, and none is asked for twice at once", async () => {
		let hanging = 0;
		const { clock, times } = given(
			() => hubs(3),
			async ({ id }) => {
				if (id !== "h0") return found();
				hanging += 1;
				return new Promise<ListAnswer>(() => {});
			},
		);
		await clock.advance(minute);
		expect(hanging).toBe(1);
		expect(times("h1").length).toBeGreaterThanOrEqual(4);
	});

	test("whoever is followed from now on is listed within a second, and nobody after that", async () => {
		let followed = hubs(0);
		const { clock, asked, follows } = given(
			() => followed,
			async () => found(check()),
		);
		await clock.advance(minute);
		expect(asked).toEqual([]);
		followed = hubs(1);
		await clock.advance(1_000);
		expect(asked).toHaveLength(1);
		await follows.stop();
		await clock.advance(minute);
		expect(asked).toHaveLength(1);
	});
});

describe("what it names", () => {
	test("a new match is saved and told once; one that leaves is told", async () => {
		let answer = found(check());
		const { clock, records, changed, left } = given(
			() => hubs(1),
			async () => answer,
		);
		await clock.advance(40_000);
		expect(records.get(matchId)?.match.phase).toBe("open");
		expect(changed).toEqual([matchId]);
		answer = found();
		await clock.advance(40_000);
		expect(left).toEqual([matchId]);
	});

	test("a match between strangers is saved once, and not read again while the list says the same of its state", async () => {
		const strangers = [team("vale", "xen"), team("delta", "yan")];
		let score = 0;
		const named = () => readInfo(matchId, { results: { score: { faction1: score++ } } });
		const { clock, used, records } = given(
			() => hubs(1),
			async () => found({ ...check(), teams: strangers, info: named() }),
		);
		await clock.advance(5 * minute);
		expect(score).toBe(21);
		expect(records.isActive(matchId)).toBe(false);
		expect(used).toEqual({ get: 2, save: 1 });
	});

	test("a match that is over and settled is not written again, however a list that lags describes it", async () => {
		let lists = 0;
		const { clock, used, records } = given(
			() => hubs(1),
			async () => {
				lists += 1;
				return lists === 1
					? found()
					: found({ ...check(), scheduledAt: lists, info: readInfo(matchId, { round: lists }) });
			},
		);
		change(records, report("finished", clock.now(), { version: 2, teams: bothTeams }), clock.now());
		const match = records.get(matchId)?.match;
		expect(match?.phase).toBe("over");
		await clock.advance(5 * minute);
		expect(used.save).toBe(0);
		expect(records.get(matchId)?.match).toEqual(match);
	});

	test("while the database is held, nothing is told; then it is, as if for the first time", async () => {
		const { clock, store, records, changed, facts } = given(
			() => hubs(1),
			async () => found(check()),
		);
		store.sqlite.run("PRAGMA query_only = 1");
		await clock.advance(40_000);
		expect([records.get(matchId), changed]).toEqual([undefined, []]);
		expect(facts.filter(({ kind }) => kind === "checksFailed").length).toBeGreaterThanOrEqual(2);
		store.sqlite.run("PRAGMA query_only = 0");
		await clock.advance(15_000);
		expect(records.isActive(matchId)).toBe(true);
		expect(changed).toEqual([matchId]);
	});
});
