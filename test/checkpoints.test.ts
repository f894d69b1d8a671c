// When the database's log is written back, and by whom; on a virtual clock.

import { expect, test } from "bun:test";
import { Checkpoints } from "../src/checkpoints.ts";
import type { Fact } from "../src/fact.ts";
import { virtualClock } from "./clock.ts";

/** A log of so many pages, all of them left, and a thread that leaves some each time. */
function given(words: { readonly leaves?: number; readonly factor?: number; readonly fails?: boolean } = {}) {
	const clock = virtualClock();
	const facts: Fact[] = [];
	const done: string[] = [];
	const log = { pages: 0, left: 0, leaves: words.leaves ?? 0, factor: words.factor ?? 1, fails: words.fails ?? false };
	const checkpoints = new Checkpoints({
		clock,
		publish: (fact) => facts.push(fact),
		wal: {
			length: () => ({ pages: log.pages, left: log.left }),
			async checkpoint() {
				done.push("thread");
				if (log.fails) throw new Error("disk I/O error");
				log.left = Math.min(log.left, log.leaves);
				log.leaves *= log.factor;
			},
			finish() {
				done.push("here");
				log.left = 0;
			},
			leaveToSqlite: (from) => done.push(`SQLite from ${from}`),
			async close() {
				done.push("closed");
			},
		},
	});
	checkpoints.start();
	return { clock, facts, log, checkpoints, done: () => done.splice(0) };
}

const grow = (log: { pages: number; left: number }, pages: number) => {
	log.pages += pages;
	log.left += pages;
};

test("given a short log, then nothing is done; given a longer one, then the thread writes it back", async () => {
	const { clock, log, done, checkpoints } = given();
	expect(done()).toEqual(["SQLite from 64000"]);
	grow(log, 999);
	await clock.advance(60_000);
	expect(done()).toEqual([]);
	grow(log, 1);
	await clock.advance(60_000);
	expect(done()).toEqual(["thread"]);
	await checkpoints.stop();
	grow(log, 5_000);
	await clock.advance(60_000);
	expect(done()).toEqual(["closed"]);
});

test("given events that come so fast that the thread never gets to the end, then the rest is finished in between", async () => {
	const { clock, log, done } = given({ leaves: 120 });
	done();
	for (let turn = 0; turn < 4; turn += 1) {
		grow(log, 1_000);
		await clock.advance(200);
	}
	expect(done()).toEqual(["thread", "thread", "thread", "thread", "here"]);
});

test("given that much is written meanwhile, then it goes on at once for as long as that leaves less and less", async () => {
	const { clock, log, done } = given({ leaves: 4_000, factor: 0.4 });
	done();
	grow(log, 20_000);
	await clock.advance(200);
	expect(done()).toEqual(["thread", "thread", "thread", "thread", "here"]);
});

test("given somebody who reads for long, then nothing but the thread is kept from the end by them", async () => {
	const { clock, log, done } = given({ leaves: 100_000 });
	done();
	grow(log, 20_000);
	await clock.advance(400);
	expect(done()).toEqual(["thread", "thread", "thread", "thread"]);
});

test("given a thread that fails, then that is told once, SQLite does it, and the thread is tried again", async () => {
	const { clock, log, done, facts } = given({ fails: true });
	done();
	grow(log, 1_000);
	await clock.advance(25_000);
	expect(done()).toEqual(["thread", "SQLite from 1000", "thread", "thread"]);
	expect(facts).toMatchObject([{ kind: "checkpointFailed", error: { message: "disk I/O error" } }]);
	log.fails = false;
	await clock.advance(10_000);
	expect(done()).toEqual(["thread", "SQLite from 64000"]);
	log.fails = true;
	grow(log, 1_000);
	await clock.advance(1_000);
	expect(facts).toHaveLength(2);
});
