// Everything is looked at again within minutes, a little at a time, whatever another process does meanwhile.

import { expect, test } from "bun:test";
import type { Fact } from "../src/fact.ts";
import type { MatchRecord } from "../src/record.ts";
import { newRecord } from "../src/record.ts";
import { startRounds } from "../src/rounds.ts";
import { virtualClock } from "./clock.ts";
import { open, room, vale } from "./rules/given.ts";

function recordOf(matchId: string, guildId: string): MatchRecord {
	return { ...newRecord({ ...open(), matchId }), rooms: [room(vale, { matchId, guildId })] };
}

/** Rounds of so many matches, by turns in three guilds. */
function given(count: number, isWrittenByOthers: () => boolean) {
	const clock = virtualClock();
	const facts: Fact[] = [];
	/** What was looked at, second by second. */
	let looked: string[] = [];
	const records = Array.from({ length: count }, (_, index) => recordOf(`match ${index}`, `guild ${index % 3}`));
	const end = startRounds({
		...{ clock, isWrittenByOthers, active: () => records },
		...{ forget() {}, takeUp() {}, workInbox() {} },
		lookAt: (matchId) => looked.push(matchId),
		publish: (fact) => facts.push(fact),
	});
	return {
		...{ facts, end },
		async seconds(many: number) {
			looked = [];
			await clock.advance(many * 1_000);
			return looked;
		},
	};
}

test("given a round that fails, then that is told, and the next ones go on", async () => {
	let isBroken = true;
	const { seconds, facts, end } = given(1, () => {
		if (isBroken) throw new Error("disk I/O error");
		return true;
	});
	await seconds(2);
	expect(facts).toMatchObject([{ kind: "roundFailed" }, { kind: "roundFailed" }]);
	isBroken = false;
	expect(await seconds(1)).toEqual(["match 0"]);
	end();
});

test("each match has one turn a minute, and those of a guild have theirs together", async () => {
	const { seconds } = given(600, () => false);
	expect(await seconds(1)).toHaveLength(10);
	const rest = await seconds(59);
	expect(new Set(rest).size).toBe(590);
	const all = await seconds(60);
	expect(new Set(all).size).toBe(600);
	const guilds = all.map((matchId) => Number(matchId.split(" ")[1]) % 3);
	expect(guilds.filter((guild, index) => guild !== guilds[index - 1])).toHaveLength(3);
});

test("given thousands, then they come fifty at a time, and each has its turn before any has another", async () => {
	const { seconds } = given(6_000, () => false);
	expect(await seconds(1)).toHaveLength(50);
	const first = await seconds(119);
	expect(new Set(first).size).toBe(119 * 50);
	expect(new Set(await seconds(120)).size).toBe(6_000);
});

test("what another process wrote may concern any match: a few are looked at together at once", async () => {
	let isNews = true;
	const { seconds } = given(50, () => isNews);
	expect(await seconds(1)).toHaveLength(50);
	isNews = false;
	expect(new Set(await seconds(119)).size).toBe(50);
});

test("given a process that writes all the time, then each match has its turn all the same", async () => {
	const { seconds } = given(6_000, () => true);
	expect(new Set(await seconds(60)).size).toBe(6_000);
});
