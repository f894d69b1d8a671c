// What the program writes while another one holds the database: people wait a little and get an answer that is true, and
// what it remembers in passing is written later. The database is a real file, with a real second connection to it.

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fact } from "../src/fact.ts";
import { Later } from "../src/later.ts";
import { StillBusy } from "../src/patience.ts";
import { backupTo } from "../src/store/backup.ts";
import { openMemos } from "../src/store/memos.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { virtualClock } from "./clock.ts";
import { idsIn, openBot } from "./commands/bot.ts";
import { guildShown } from "./guild-shown.ts";
import { hold } from "./store/holder.ts";

let folder = "";
let path = "";
let store: Store;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "faceit-comms-held-"));
	path = join(folder, "comms.db");
	store = openStore(path);
});

afterEach(() => {
	store.close();
	rmSync(folder, { recursive: true, force: true });
});

describe("a person's command", () => {
	function given() {
		const bot = openBot({ isAdmin: true, store });
		const { faceitId } = bot.faceit.addPlayer({ nickname: "vale" });
		return { bot, faceitId };
	}

	/** What comes of it; the database is let go after so many ms. */
	async function heldFor(bot: ReturnType<typeof openBot>, ms: number, use: () => Promise<{ content: string }>) {
		const holder = hold(path);
		bot.clock.setTimeout(() => holder.release(), ms);
		return (await use()).content;
	}

	test("given 12 s, when a member registers, then they are linked", async () => {
		const { bot, faceitId } = given();
		const said = await heldFor(bot, 12_000, () => bot.use(bot.ann, "register", { nickname: "vale" }));
		expect(said).toContain("✅ You are linked to **vale**.");
		expect(bot.links.byMember(bot.ann)?.faceitId).toBe(faceitId);
		expect(bot.changed).toEqual([faceitId]);
	});

	test("given the account is linked to somebody else meanwhile, then that is what counts", async () => {
		const { bot, faceitId } = given();
		const holder = hold(path);
		bot.clock.setTimeout(() => {
			holder.run(
				`INSERT INTO links (faceit_id, discord_id, nickname, linked_at) VALUES ('${faceitId}', 'bob', 'vale', 1)`,
			);
			holder.release();
		}, 12_000);
		await bot.use(bot.ann, "register", { nickname: "vale" });
		expect(bot.links.byPlayer(faceitId)?.discordId).toBe("bob");
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
		expect(bot.changed).toEqual([]);
	});

	test("given 12 s, when a member removes their link, then it is removed", async () => {
		const { bot } = given();
		await bot.use(bot.ann, "register", { nickname: "vale" });
		const [remove = ""] = idsIn(await bot.use(bot.ann, "unregister"));
		expect(await heldFor(bot, 12_000, () => bot.press(bot.ann, remove))).toStartWith("✅ Removed");
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
	});

	test("given 12 s, when an admin chooses settings, then they are saved, once", async () => {
		const { bot } = given();
		bot.shown.set(bot.guildId, guildShown({ guildId: bot.guildId }));
		const page = await bot.press(bot.ann, "setup:page:rooms");
		const linger = idsIn(page).find((id) => id.startsWith("setup:set:lingerMs:")) ?? "";
		expect(await heldFor(bot, 12_000, () => bot.press(bot.ann, linger, ["30000"]))).toContain("✅ Saved");
		expect(bot.guilds.settings(bot.guildId).lingerMs).toBe(30_000);
		expect(bot.settled).toEqual([bot.guildId]);
	});

	test("given it is held on, then they are refused, and nothing was written", async () => {
		const { bot } = given();
		const holder = hold(path);
		await expect(bot.use(bot.ann, "register", { nickname: "vale" })).rejects.toThrow(StillBusy);
		holder.release();
		await bot.clock.advance(60_000);
		expect(bot.links.byMember(bot.ann)).toBeUndefined();
		expect(bot.changed).toEqual([]);
	});
});

describe("what is remembered in passing", () => {
	function given() {
		const clock = virtualClock();
		const facts: Fact[] = [];
		const later = new Later({ clock, publish: (fact) => facts.push(fact) });
		const memos = openMemos(store);
		return { clock, facts, later, memos };
	}

	test("given 12 s, then nobody waits, the newest is written once it can be, and it is told once", async () => {
		const { clock, facts, later, memos } = given();
		const holder = hold(path);
		for (const value of ["1", "2"]) later.write("a", () => memos.set("a", value));
		later.write("b", () => memos.set("b", "3"));
		await clock.advance(12_000);
		expect(memos.get("a")).toBeUndefined();
		holder.release();
		await clock.advance(1_000);
		expect([memos.get("a"), memos.get("b")]).toEqual(["2", "3"]);
		expect(facts).toMatchObject([{ kind: "writeDelayed", about: "a", error: { code: "SQLITE_BUSY" } }]);
		expect(clock.pending).toBe(0);
	});

	test("given the program stops, then it is tried a last time", async () => {
		const { later, memos, clock } = given();
		const holder = hold(path);
		later.write("a", () => memos.set("a", "1"));
		holder.release();
		later.stop();
		expect(memos.get("a")).toBe("1");
		expect(clock.pending).toBe(0);
	});

	test("given something else is wrong, then it is thrown at once; later on it is told, and holds nothing up", async () => {
		const { clock, facts, later, memos } = given();
		const fault = () => {
			throw new Error("no such row");
		};
		expect(() => later.write("a", fault)).toThrow("no such row");
		const holder = hold(path);
		later.write("a", () => memos.set("a", "1"));
		later.write("b", fault);
		later.write("c", () => memos.set("c", "2"));
		holder.release();
		await clock.advance(1_000);
		expect([memos.get("a"), memos.get("c")]).toEqual(["1", "2"]);
		expect(facts.map((fact) => fact.kind)).toEqual(["writeDelayed", "writeFailed"]);
	});
});

test("given another process that writes, when a backup is made, then it holds what was committed, and neither waits", () => {
	const holder = hold(path);
	holder.run("INSERT INTO memos VALUES ('half', 'done')");
	const file = join(folder, "backup.db");
	backupTo(path, file);
	holder.release();
	using backup = new Database(file, { readonly: true });
	expect(backup.query("SELECT count(*) AS memos FROM memos WHERE name = 'half'").get()).toEqual({ memos: 0 });
});
