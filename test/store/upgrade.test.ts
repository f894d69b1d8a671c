// Databases that former versions made open with this one and hold what they held. Each migration has its fixture here.

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultSettings, newGuildRecord } from "../../src/guild.ts";
import { bare } from "../../src/room.ts";
import { openDeliveries } from "../../src/store/deliveries.ts";
import { openGuilds } from "../../src/store/guilds.ts";
import { openLinks } from "../../src/store/links.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { openRecords } from "../../src/store/records.ts";

const at = 1_795_000_000_000;
let folder = "";
let path = "";
const opened: Store[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(realpathSync(tmpdir()), "faceit-comms-upgrade-"));
	path = join(folder, "comms.db");
});

afterEach(() => {
	for (const store of opened.splice(0)) store.close();
	rmSync(folder, { recursive: true, force: true });
});

/** Makes the database of a former version from its dump, closed as it was. */
function make(version: string): void {
	const sqlite = new Database(path, { create: true });
	sqlite.run("PRAGMA journal_mode = WAL");
	sqlite.run(readFileSync(join(import.meta.dir, "../fixtures/database", `${version}.sql`), "utf8"));
	sqlite.close();
}

function open(): Store {
	const store = openStore(path);
	opened.push(store);
	return store;
}

/** Every table with its rows, in their order. */
function contents(): Record<string, unknown[]> {
	const sqlite = new Database(path, { readonly: true });
	const tables = sqlite.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
	const all = tables.map(({ name }) => [name, sqlite.query(`SELECT * FROM "${name}" ORDER BY rowid`).all()]);
	sqlite.close();
	return Object.fromEntries(all);
}

describe("given a database of version 2d32f18, when this one opens it", () => {
	beforeEach(() => make("2d32f18"));

	test("then the matches are there, those with something left to do in memory, without demos", () => {
		const records = openRecords(open(), at);
		expect([...records.active()].map(({ match }) => [match.matchId, match.phase]).toSorted()).toEqual([
			["m-open", "open"],
			["m-over", "over"],
			["m-waiting", "waiting"],
		]);
		expect(records.get("m-settled")?.match.phase).toBe("over");
		expect(records.get("m-open")?.match).toEqual({
			matchId: "m-open",
			phase: "open",
			version: 5,
			competition: { id: "cup", name: 'Sunday\'s "Cup"', type: "championship" },
			teams: [
				{
					teamId: "vale",
					name: "Team vale",
					roster: ["ann", "bob"].map((name) => ({ faceitId: `f-${name}`, nickname: name })),
					substitutes: [{ faceitId: "f-eve", nickname: "eve", playing: false }],
				},
				{
					teamId: "delta",
					name: "Team delta",
					roster: ["cid", "dan"].map((name) => ({ faceitId: `f-${name}`, nickname: name })),
					substitutes: [],
				},
			],
			scheduledAt: null,
			openings: 1,
			openedAt: at,
			overAt: null,
			heardAt: at,
			details: { demoUrls: [] },
		});
	});

	test("then everyone let into a room is so as a member, and every room is as it was", () => {
		const rooms = openRecords(open(), at).get("m-open")?.rooms;
		const common = { matchId: "m-open", createdAt: at, ...bare, guests: [] };
		const member = (id: string) => ({ kind: "member", id });
		expect(rooms?.toSorted((a, b) => (a.code < b.code ? -1 : 1)) as unknown).toEqual([
			{
				...{ code: "AB2C", guildId: "100", teamId: "vale", state: "open", channelId: "300", ...common },
				admitted: [member("200"), member("201"), member("203")],
			},
			{ code: "QQ77", guildId: "101", teamId: "delta", state: "closed", channelId: "399", admitted: [], ...common },
			{ code: "ZZ99", guildId: "100", teamId: "delta", state: "opening", channelId: null, admitted: [], ...common },
		]);
	});

	test("then a room is still found by its code, and an open one still needs a channel", () => {
		const store = open();
		const records = openRecords(store, at);
		expect(records.byCode("100", "AB2C")?.match.matchId).toBe("m-open");
		expect(records.byCode("101", "QQ77")).toBeUndefined();
		expect(() => store.sqlite.run("UPDATE rooms SET channel_id = NULL WHERE code = 'AB2C'")).toThrow("CHECK");
	});

	test("then what was done with people is remembered", () => {
		const common = { matchId: "m-open", guildId: "100", opening: 1, at };
		expect(openRecords(open(), at).get("m-open")?.placements as unknown).toEqual([
			{ discordId: "200", state: "placed", originId: "500", ...common },
			{ discordId: "201", state: "walked", originId: null, ...common },
		]);
	});

	test("then each match that was ever opened was opened once, and what was done before its last opening counts no more", () => {
		const sqlite = new Database(path);
		sqlite.run("UPDATE placements SET at = at - 1 WHERE discord_id = '201'");
		sqlite.close();
		const records = openRecords(open(), at);
		const openings = ["m-open", "m-over", "m-settled", "m-waiting"].map((id) => records.get(id)?.match.openings);
		expect(openings).toEqual([1, 1, 1, 0]);
		const left = records.get("m-open")?.placements.map(({ state, opening }) => [state, opening]);
		expect(left).toEqual([
			["placed", 1],
			["walked", 0],
		]);
	});

	test("then links are there, and in which guilds their members are known", () => {
		const links = openLinks(open());
		expect(links.byPlayer("f-ann")).toEqual({
			...{ faceitId: "f-ann", discordId: "200", nickname: "ann" },
			...{ linkedAt: at - 1_000, verifiedAt: at - 500 },
		});
		expect(links.byMember("201")?.verifiedAt).toBeNull();
		const known = links.known(["f-ann", "f-bob", "f-cid", "f-eve"]).map((one) => `${one.faceitId} ${one.guildId}`);
		expect(known.toSorted()).toEqual(["f-ann 100", "f-ann 101", "f-bob 100", "f-cid 101", "f-eve 100"]);
	});

	test("then guilds keep what their admins chose, and have no record yet", () => {
		const guilds = openGuilds(open());
		expect(guilds.settings("100")).toMatchObject({ categoryId: "600", lobbyId: "500", lingerMs: 30_000 });
		expect(guilds.settings("100")).toMatchObject({
			...defaultSettings,
			categoryId: "600",
			lobbyId: "500",
			lingerMs: 30_000,
		});
		expect(guilds.settings("101")).toMatchObject({ categoryId: null, lobbyId: "501", lingerMs: null });
		expect(guilds.record("100")).toEqual(newGuildRecord("100"));
		expect([...guilds.records()]).toEqual([]);
	});

	test("then the bot is in every guild, and what is kept of one that it leaves then is kept aside", () => {
		const store = open();
		const [guilds, links] = [openGuilds(store), openLinks(store)];
		expect(guilds.present()).toEqual(["100", "101"]);
		guilds.leave("100", at);
		expect(guilds.present()).toEqual(["101"]);
		expect(links.known(["f-ann"]).map(({ guildId }) => guildId)).toEqual(["101"]);
		guilds.comeBack("100");
		expect(guilds.settings("100").lobbyId).toBe("500");
	});

	test("then the inbox goes on where it was, and knows what it has had", () => {
		const store = open();
		const deliveries = openDeliveries(store);

		expect(deliveries.depth()).toEqual({ waiting: 2, oldestAt: at + 2, failed: 1 });
		const rows = store.sqlite.query("SELECT event_key, state, error, body FROM inbox ORDER BY delivery_id").all();
		expect(rows).toEqual(
			[
				["key-done", "done", null],
				["key-failed", "failed", "no such thing"],
				["key-kept-1", "kept", null],
				["key-kept-2", "kept", null],
			].map(([event_key, state, error], n) => ({
				...{ event_key, state, error },
				body: `{"event":"match_status_ready","n":"it's ${n}"}`,
			})),
		);
	});

	test("then a copy from before is kept, and opening it a second time changes nothing", () => {
		open().close();
		opened.length = 0;
		const first = contents();
		expect(readdirSync(folder).filter((name) => name.includes("-schema-"))).toEqual(["comms.db-schema-1"]);
		open().close();
		opened.length = 0;
		expect(contents()).toEqual(first);
		expect(readdirSync(folder).filter((name) => name.includes("-schema-"))).toEqual(["comms.db-schema-1"]);
		expect(first.memos).toEqual([{ name: "commands", value: "hash" }]);
	});
});
