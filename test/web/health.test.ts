// When a webhook counts as storable, and what a machine that asks is answered.

import { expect, test } from "bun:test";
import { Durability } from "../../src/web/durability.ts";
import { health } from "../../src/web/health.ts";
import { virtualClock } from "../clock.ts";

const mb = 1024 * 1024;

const busy = new Error("database is locked");

function given(now: { writes?: () => void; freeBytes?: number; unsound?: () => string | undefined } = {}) {
	const clock = virtualClock(0);
	let writes = 0;
	const durability = new Durability({
		clock,
		write() {
			writes += 1;
			now.writes?.();
		},
		isBusy: (error) => error === busy,
		freeBytes: () => now.freeBytes ?? 500 * mb,
		unsound: () => now.unsound?.(),
	});
	return { clock, durability, writes: () => writes };
}

test("given a database that takes writes, when asked a hundred times in a second, then it is well and wrote once", async () => {
	const { clock, durability, writes } = given();
	for (let ask = 0; ask < 100; ask += 1) {
		expect(durability.problems()).toEqual([]);
		await clock.advance(10);
	}
	expect(writes()).toBe(1);
	await clock.advance(3_000);
	durability.problems();
	expect(writes()).toBe(2);
});

test("given a write that fails, when asked, then it says why, and is well once a later write succeeds", async () => {
	let isBroken = true;
	const { clock, durability } = given({
		writes() {
			if (isBroken) throw new Error("disk I/O error");
		},
	});
	expect(durability.problems()).toEqual(["the database cannot be written: disk I/O error"]);
	isBroken = false;
	await clock.advance(3_000);
	expect(durability.problems()).toEqual([]);
});

test("given it was proven writable just now, when a webhook is answered with 503, then that counts at once", async () => {
	const { clock, durability } = given();
	expect(durability.problems()).toEqual([]);
	durability.hear({ kind: "webhookAnswered", status: 204, event: "match_status_ready", tookMs: 1 });
	expect(durability.problems()).toEqual([]);
	durability.hear({ kind: "webhookAnswered", status: 503, event: "match_status_ready", tookMs: 1 });
	expect(durability.problems()).toEqual(["the last webhook could not be written to the database"]);
	await clock.advance(3_000);
	expect(durability.problems()).toEqual([]);
});

test("given little space, when asked, then that is a problem", () => {
	expect(given({ freeBytes: 63 * mb }).durability.problems()).toEqual(["the disk is nearly full: 63 MB are left"]);
	expect(given({ freeBytes: 64 * mb }).durability.problems()).toEqual([]);
});

test("given another process that holds the database, when asked, then only a long hold is a problem", async () => {
	let isHeld = false;
	const { clock, durability } = given({
		writes() {
			if (isHeld) throw busy;
		},
	});
	expect(durability.problems()).toEqual([]);
	isHeld = true;
	// Nobody asked for a while: that it was free then says nothing about how long it has been held.
	await clock.advance(30_000);
	expect(durability.problems()).toEqual([]);
	await clock.advance(9_000);
	expect(durability.problems()).toEqual([]);
	await clock.advance(1_000);
	expect(durability.problems()).toEqual(["the database cannot be written: database is locked"]);
	isHeld = false;
	await clock.advance(3_000);
	expect(durability.problems()).toEqual([]);
});

test("given a database that is unsound, when asked, then that is the problem, and nothing is written", () => {
	const { durability, writes } = given({ unsound: () => "the database is damaged" });
	expect(durability.problems()).toEqual(["the database is damaged"]);
	expect(writes()).toBe(0);
});

test("given a long inbox, when asked for either, then only readiness suffers: events can be stored", async () => {
	for (const [waiting, status] of [
		[9_999, 200],
		[10_000, 503],
	] as const) {
		const app = health({ problems: () => [], waiting: () => waiting, discordProblems: () => [] });
		expect((await app.handle(new Request("http://localhost/healthz"))).status).toBe(200);
		const readyz = await app.handle(new Request("http://localhost/readyz"));
		expect(readyz.status).toBe(status);
		const problems = status === 200 ? [] : ["10000 events wait in the inbox"];
		expect(await readyz.json()).toMatchObject({ problems });
	}
});

test("given a gateway that is down, when asked for health, then webhooks are welcome all the same", async () => {
	const discordProblems = () => ["Discord's gateway is not connected"];
	const app = health({ problems: () => [], discordProblems, waiting: () => 0 });
	const healthz = await app.handle(new Request("http://localhost/healthz"));
	expect(healthz.status).toBe(200);
	expect(await healthz.json()).toEqual({ status: "ok", problems: [] });
	const readyz = await app.handle(new Request("http://localhost/readyz"));
	expect(readyz.status).toBe(503);
	expect(await readyz.json()).toEqual({ status: "failing", problems: ["Discord's gateway is not connected"] });
});

test("given a webhook that cannot be stored, when asked for either, then both are 503 and say why", async () => {
	const problems = () => ["the disk is nearly full: 1 MB are left"];
	const app = health({ problems, discordProblems: () => [], waiting: () => 0 });
	for (const path of ["/healthz", "/readyz"]) {
		const answer = await app.handle(new Request(`http://localhost${path}`));
		expect(answer.status).toBe(503);
		expect(await answer.json()).toMatchObject({ problems: ["the disk is nearly full: 1 MB are left"] });
	}
});
