// Every verb that looks into the database, beside the running program.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ProgramWorld, startWorld } from "../program/world.ts";
import { environmentOf, faceitComms, said } from "./program.ts";

let world: ProgramWorld;

beforeAll(async () => {
	world = await startWorld();
});

afterAll(() => world.stop());

const run = (...args: string[]) => said(args, environmentOf(world.config));

async function list(...args: string[]) {
	const { code, out } = await run(...args, "--json");
	expect(code).toBe(0);
	return JSON.parse(out);
}

describe("inbox", () => {
	const unreadable = { event: "match_status_ready", event_id: "unreadable", payload: { id: "no match" } };

	test("given an event that cannot be read, then the list says why, for people and for machines", async () => {
		await world.post(unreadable);
		await world.eventually(() => world.lines.some((line) => line.includes("event not readable")), "it is processed");
		const { waiting, failed, deliveries } = await list("inbox", "list");
		expect({ waiting, failed }).toEqual({ waiting: 0, failed: 1 });
		expect(deliveries).toEqual([
			{
				deliveryId: expect.any(Number),
				event: "match_status_ready",
				matchId: null,
				state: "failed",
				error: "`payload.id` is no FACEIT match id.",
				receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
				doneAt: expect.stringMatching(/^\d{4}-.*Z$/),
			},
		]);
		const { out } = await run("inbox", "list");
		expect(out).toMatch(
			/^ID {2}RECEIVED {2,}EVENT {2,}MATCH {2}STATE {3}WHY\n1 +\d+ s ago +match_status_ready {2}- {6}failed/,
		);
		expect(out).toContain("0 events waiting, 1 failed.\nTry them again with `faceit-comms inbox retry`.");
	});

	test("given it is retried, then the running program takes it up by itself", async () => {
		const attempts = () => world.lines.filter((line) => line.includes("event not readable")).length;
		const before = attempts();
		expect((await run("inbox", "retry", "1")).out).toStartWith("1 event to try again.");
		await world.eventually(() => attempts() > before, "it is tried again");
		await world.eventually(
			() => world.stored<{ state: string }>("SELECT state FROM inbox")[0]?.state === "failed",
			"it failed",
		);
		expect((await run("inbox", "retry")).out).toStartWith("1 event to try again.");
		expect((await run("inbox", "retry", "1")).err).toBe("Event 1 waits already.\n");
	});

	test("given events that were done, when they are replayed, then the program processes them once more", async () => {
		await world.post({ event: "hub_user_added", event_id: "a-hub", payload: {} });
		const isDone = () =>
			world.stored<{ state: string }>("SELECT state FROM inbox WHERE event_key = 'a-hub'")[0]?.state === "done";
		await world.eventually(isDone, "it is processed");
		const { deliveries } = await list("inbox", "list", "--all", "--limit", "1");
		expect(deliveries).toHaveLength(1);
		const { deliveryId, event } = deliveries[0];
		expect(event).toBe("hub_user_added");
		expect((await run("inbox", "retry", String(deliveryId))).err).toContain(`inbox replay ${deliveryId}`);
		expect((await run("inbox", "replay", String(deliveryId))).out).toStartWith("1 event to replay.");
		expect(isDone()).toBe(false);
		await world.eventually(isDone, "it is processed again");
		expect((await run("inbox", "replay", "--since", "1h")).out).toMatch(/^[12] events? to replay\./);
	});

	test("given a number that no event has, then it says so, and ends with 1", async () => {
		for (const verb of ["retry", "replay"]) {
			const { code, err } = await run("inbox", verb, "4711");
			expect(code).toBe(1);
			expect(err).toStartWith("There is no event 4711");
		}
	});
});

describe("rooms", () => {
	test("given a match with rooms, when it is closed by hand, then everyone is back and the rooms are gone", async () => {
		const matchId = world.newMatchId();
		const waiting = world.newMatchId();
		await world.report("ready", matchId);
		await world.report("created", waiting, { teams: null });
		await world.eventually(() => world.arePlaced(), "everyone in their room");
		const isStored = () => world.stored("SELECT 1 FROM matches").length >= 2;
		const areOpen = () => world.stored("SELECT 1 FROM rooms WHERE state = 'open'").length === 2;
		await world.eventually(() => isStored() && areOpen(), "both matches stored, and the rooms known to be open");

		const { matches } = await list("rooms", "list");
		const [open, empty] = ["ready", "waiting"].map((_, at) =>
			matches.find((one: { matchId: string }) => one.matchId === [matchId, waiting][at]),
		);
		expect(open).toMatchObject({ phase: "open", overAt: null, teams: [{ name: "Team Vale" }, { name: "Team Delta" }] });
		expect(open.rooms).toHaveLength(2);
		expect(open.rooms[0]).toEqual({
			code: expect.stringMatching(/^\w{4}$/),
			guildId: world.guildId,
			teamId: world.teams[0].id,
			state: "open",
			channelId: expect.any(String),
			createdAt: expect.any(String),
		});
		expect(empty.rooms).toEqual([]);
		const { out } = await run("rooms", "list");
		expect(out).toStartWith("2 rooms, 1 match without rooms.\n");
		expect(out).toMatch(new RegExp(`${matchId} +open +${world.guildId} +Team Vale +\\w{4} +open +\\d+ s`));
		expect(out).toMatch(new RegExp(`${waiting} +waiting +teams not known yet`));

		expect((await run("rooms", "close", matchId)).code).toBe(0);
		await world.eventually(() => Object.keys(world.rooms()).length === 0, "the rooms are gone");
		expect(world.people.map((person) => world.whereIs(person))).toEqual(Array(10).fill(world.generalId));
		expect(world.lines.some((line) => line.includes("asked to close its rooms") && line.includes(matchId))).toBe(true);
		const again = await run("rooms", "close", matchId);
		expect(again.code).toBe(1);
		expect(again.err).toContain("has been over for");
	});

	test("given a match that nobody knows, then it says so, and no match is made of it", async () => {
		const { code, err } = await run("rooms", "close", world.newMatchId());
		expect(code).toBe(1);
		expect(err).toContain("There is no match");
	});
});

describe("backup and restore", () => {
	test("given the running program, then a backup is made beside it, and a restore refused until it has stopped", async () => {
		const file = join(world.folder, "a-backup.db");
		const backup = await faceitComms(["backup", file], environmentOf(world.config));
		expect(backup).toMatchObject({ code: 0, err: "" });
		expect(backup.out).toMatch(/a-backup\.db: \d+ kB, \d+ rows, checked, in \d+ ms\.\n$/);
		expect(existsSync(file)).toBe(true);

		const early = await run("restore", file);
		expect(early.code).toBe(3);
		expect(early.err).toContain("is in use by another running faceit-comms");

		await world.stopProgram();
		const { code, out } = await run("restore", file);
		expect(code).toBe(0);
		expect(out).toMatch(
			/test\.db is now .*a-backup\.db: \d+ rows\.\nWhat was there before is kept as .*test\.db-before-/,
		);
		await world.start();
		expect((await run("restore", join(world.folder, "missing.db"))).code).toBe(3);
	});
});

describe("a database that does not fit", () => {
	test("given another program's or another version's, then the verbs refuse it, and leave it as it is", async () => {
		const folder = world.folder;
		const foreign = join(folder, "foreign.db");
		const older = join(folder, "older.db");
		const { Database } = await import("bun:sqlite");
		new Database(foreign).run("CREATE TABLE theirs (id)");
		await run("backup", older);
		new Database(older).run("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9e15)");
		const rows = [
			[foreign, "is the database of another program"],
			[older, "has the schema of another version"],
			[folder, "is a folder"],
		];
		for (const [path = "", says = ""] of rows) {
			const { code, err } = await said(["rooms", "list"], { DATABASE_PATH: path });
			expect(code).toBe(3);
			expect(err).toContain(says);
		}
	});
});
