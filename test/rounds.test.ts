import { expect, test } from "bun:test";
import type { Fact } from "../src/fact.ts";
import { startRounds } from "../src/rounds.ts";
import { virtualClock } from "./clock.ts";

test("given a round that fails, then that is told, and the next ones go on", async () => {
	const clock = virtualClock();
	const facts: Fact[] = [];
	const looked: string[] = [];
	let isBroken = true;
	const end = startRounds({
		clock,
		isWrittenByOthers() {
			if (isBroken) throw new Error("disk I/O error");
			return true;
		},
		takeUp: () => {},
		workInbox: () => {},
		matches: () => ["a match"],
		lookAt: (matchId) => looked.push(matchId),
		publish: (fact) => facts.push(fact),
	});
	await clock.advance(2_000);
	expect(facts).toMatchObject([{ kind: "roundFailed" }, { kind: "roundFailed" }]);
	isBroken = false;
	await clock.advance(1_000);
	expect(looked).toEqual(["a match"]);
	end();
});
