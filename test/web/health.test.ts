import { afterEach, expect, test } from "bun:test";
import { Durability } from "../../src/web/durability.ts";
import { health } from "../../src/web/health.ts";
import { eventually, startWorld, type World } from "../world.ts";

let world: World | undefined;
afterEach(async () => {
	await world?.stop();
	world = undefined;
});

const mb = 1024 * 1024;

function given(now: { writes?: () => void; freeBytes?: number; waiting?: number } = {}) {
	let writes = 0;
	const durability = new Durability({
		write() {
			writes += 1;
			now.writes?.();
		},
		freeBytes: () => now.freeBytes ?? 500 * mb,
		waiting: () => now.waiting ?? 0,
	});
	return { durability, writes: () => writes };
}

test("given a database that takes writes, when asked a hundred times in a second, then it is well and wrote once", () => {
	const { durability, writes } = given();
	for (let ask = 0; ask < 100; ask += 1) expect(durability.problems(1_000 + ask * 10)).toEqual([]);
	expect(writes()).toBe(1);
	durability.problems(9_000);
	expect(writes()).toBe(2);
});

test("given a write that fails, when asked, then it says why, and is well once a later write succeeds", () => {
	let isBroken = true;
	const { durability } = given({
		writes() {
			if (isBroken) throw new Error("disk I/O error");
		},
	});
	expect(durability.problems(1_000)).toEqual(["the database cannot be written: disk I/O error"]);
	isBroken = false;
	expect(durability.problems(10_000)).toEqual([]);
});

test("given it was proven writable just now, when a webhook could not be kept, then that counts at once", () => {
	const { durability } = given();
	expect(durability.problems(1_000)).toEqual([]);
	durability.refused(1_001);
	expect(durability.problems(1_002)).toEqual(["the last webhook could not be written to the database"]);
	expect(durability.problems(9_000)).toEqual([]);
});

test("given little space or a long inbox, when asked, then each is a problem of its own", () => {
	expect(given({ freeBytes: 63 * mb }).durability.problems(1)).toEqual(["the disk is nearly full: 63 MB are left"]);
	expect(given({ freeBytes: 64 * mb }).durability.problems(1)).toEqual([]);
	expect(given({ waiting: 10_000 }).durability.problems(1)).toEqual(["10000 events wait in the inbox"]);
	expect(given({ waiting: 9_999 }).durability.problems(1)).toEqual([]);
});

test("given a gateway that is down, when asked for health, then webhooks are welcome all the same", async () => {
	const app = health({ problems: () => [], isGatewayUp: () => false });
	const healthz = await app.handle(new Request("http://localhost/healthz"));
	expect(healthz.status).toBe(200);
	expect(await healthz.json()).toEqual({ status: "ok", problems: [] });
	const readyz = await app.handle(new Request("http://localhost/readyz"));
	expect(readyz.status).toBe(503);
	expect(await readyz.json()).toEqual({ status: "failing", problems: ["Discord's gateway is not connected"] });
});

test("given a webhook that cannot be kept, when asked for either, then both are 503 and say why", async () => {
	const app = health({ problems: () => ["the disk is nearly full: 1 MB are left"], isGatewayUp: () => true });
	for (const path of ["/healthz", "/readyz"]) {
		const answer = await app.handle(new Request(`http://localhost${path}`));
		expect(answer.status).toBe(503);
		expect(await answer.json()).toMatchObject({ problems: ["the disk is nearly full: 1 MB are left"] });
	}
});

test("given the running program, when Discord's gateway goes away, then only /readyz notices", async () => {
	world = await startWorld({ playersPerTeam: 1 });
	const { url } = world.app;
	const statusOf = async (path: string) => (await fetch(`${url}${path}`)).status;
	expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 200]);
	world.discord.gateway.refuse(true);
	world.discord.gateway.cut();
	let ready = 200;
	await eventually(() => {
		void statusOf("/readyz").then((status) => {
			ready = status;
		});
		return ready === 503;
	}, "/readyz answers 503");
	expect(await statusOf("/healthz")).toBe(200);
});
