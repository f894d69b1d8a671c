import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { readLinks } from "../../src/cli/links-file.ts";
import { openLinks } from "../../src/store/links.ts";
import { openStore } from "../../src/store/open.ts";
import { deed } from "../deed.ts";
import { type ProgramWorld, startWorld } from "../program/world.ts";
import type { Person } from "../world.ts";
import { environmentOf, faceitComms, said } from "./program.ts";

let world: ProgramWorld;
let guests: readonly Person[];

beforeAll(async () => {
	world = await startWorld({ settled: false });
	guests = Array.from({ length: 3 }, (_, at) => world.person(`guest_${at}`));
});

afterAll(() => world.stop());

const env = () => environmentOf(world.config);

/** Writes the lines to a file and imports it. */
async function importing(lines: readonly string[], ...options: string[]) {
	const file = join(world.folder, `${crypto.randomUUID()}.csv`);
	await Bun.write(file, `${lines.join("\n")}\n`);
	return said(["links", "import", file, ...options], env());
}

const linkCount = () => world.stored<{ count: number }>("SELECT count(*) AS count FROM links")[0]?.count;
const someone = "246900000000000001";
const player = "6f7e2c1a-2d7c-4a63-9c2b-0a5f3d1c9e11";

describe("import", () => {
	test("given the old program's table, when it is imported beside the running program, then its players are moved", async () => {
		for (const { discordId } of world.people) world.discord.joinVoice(world.guildId, discordId, world.generalId);
		const matchId = world.newMatchId();
		await world.report("ready", matchId);
		const rows = world.people.map(
			({ discordId, faceitId, nickname }, at) =>
				`${at},${discordId},${faceitId},${nickname},2024-05-01 12:34:56.789+00`,
		);
		const head = "id,discord_user_id,faceit_player_id,faceit_nickname,created_at";
		const dry = await importing([head, ...rows], "--dry-run");
		expect(dry).toMatchObject({ code: 0 });
		expect(dry.out).toStartWith(
			"10 links would be imported, nothing was kept; 0 known already.\n10 members are known in no server",
		);
		expect(linkCount()).toBe(0);

		const { code, out, err } = await importing([head, ...rows], "--guild", world.guildId);
		expect(code).toBe(0);
		expect(out).toBe("10 links imported; 0 known already.\n");
		expect(err).toContain("  id → (not used)\n  discord_user_id → discord_id\n  faceit_player_id → faceit_id\n");
		expect(err).toContain("  created_at → linked_at\n10 lines can be read.\n");
		expect(world.stored("SELECT DISTINCT linked_at FROM links")).toEqual([{ linked_at: 1_714_566_896_789 }]);
		await world.eventually(() => world.rooms()["Team Vale"]?.length === 5, "the running program noticed");

		const again = await importing([head, ...rows], "--guild", world.guildId);
		expect(again).toMatchObject({ code: 0, out: "0 links imported; 10 known already.\n" });
	});

	test("given nicknames alone, then FACEIT is asked for the players", async () => {
		const lines = guests.map(({ discordId, nickname }) => `${discordId};${nickname}`);
		const { code, out } = await importing(["\uFEFFDiscord ID;Nickname", ...lines]);
		expect(code).toBe(0);
		expect(out).toContain("3 links imported");
		const stored = world.stored<{ faceit_id: string }>(
			"SELECT faceit_id FROM links WHERE nickname LIKE 'guest%' ORDER BY nickname",
		);
		expect(stored.map((row) => row.faceit_id)).toEqual(guests.map(({ faceitId }) => faceitId));
	});

	test("given lines that cannot be, then each is named with what to do, and nothing is kept", async () => {
		const [held, other] = [world.people[0], world.people[1]];
		if (held === undefined || other === undefined) throw new Error("nobody is there");
		const before = linkCount();
		const wrong = await importing([
			"discord_id,faceit_id,nickname",
			"2.469E+17,,guest_0",
			`${someone},nobody,`,
			`${someone},${player},free`,
			`${someone},,`,
			`246900000000000002,${player},free`,
			"246900000000000003,,who,knows",
		]);
		expect(wrong.code).toBe(1);
		expect(wrong.err).toContain("Nothing was imported, because 5 things are wrong:\n");
		expect(wrong.err).toContain('line 2: discord_id "2.469E+17" is not a Discord id: a spreadsheet rounded it');
		expect(wrong.err).toContain('line 3: faceit_id "nobody" is not a FACEIT id.');
		expect(wrong.err).toContain("line 5: It names no player: fill in faceit_id or nickname.");
		expect(wrong.err).toContain(`line 6: faceit_id "${player}" is in line 4 already: keep one of them.`);
		expect(wrong.err).toContain("line 7: It has more columns than the first line");

		const unknown = await importing(["discord_id,nickname", `${someone},GUEST_1`, "246900000000000002,nobody-at-all"]);
		expect(unknown.err).toContain(
			'line 2: FACEIT knows no player "GUEST_1": is it "guest_1"? Upper and lower case matter.',
		);
		expect(unknown.err).toContain('line 3: FACEIT knows no player "nobody-at-all": correct it, or leave the line out.');

		const conflicts = await importing([
			"discord_id,faceit_id,nickname",
			`${someone},${held.faceitId},${held.nickname}`,
			`${other.discordId},${player},free`,
			`246900000000000002,${crypto.randomUUID()},fine`,
		]);
		expect(conflicts.code).toBe(1);
		expect(conflicts.err).toContain(
			`line 2: ${held.nickname} (${held.faceitId}) is linked with the member ${held.discordId} already`,
		);
		expect(conflicts.err).toContain(
			`line 3: ${other.nickname} (${other.faceitId}) is linked with the member ${other.discordId} already`,
		);
		expect(linkCount()).toBe(before);
	});

	test("given one player by two nicknames of two members, then the second is named", async () => {
		const [guest] = guests;
		const { err } = await importing([
			"discord_id,faceit_id,nickname",
			`246900000000000004,,${guest?.nickname}`,
			`246900000000000005,${guest?.faceitId},`,
		]);
		expect(err).toContain("line 3: the player");
		expect(err).toContain("is in line 2 already");
	});

	test("given a FACEIT that refuses the key or is away, then it says so, and nothing is kept", async () => {
		const lines = "discord_id,nickname\n246900000000000006,guest_1\n";
		const file = join(world.folder, "one.csv");
		await Bun.write(file, lines);
		const [refused, away, missing] = await Promise.all([
			said(["links", "import", file], { ...env(), FACEIT_API_KEY: "not-the-key" }),
			said(["links", "import", file], { ...env(), FACEIT_API_URL: "http://127.0.0.1:1" }),
			faceitComms(["links", "import", "-"], { ...env(), FACEIT_API_KEY: "" }, lines),
		]);
		expect(refused).toMatchObject({ code: 1, out: "" });
		expect(refused.err).toContain("FACEIT does not accept FACEIT_API_KEY (line 2). Nothing was imported");
		expect(away.err).toContain("FACEIT cannot be reached");
		expect(missing.code).toBe(2);
		expect(missing.err).toContain("FACEIT_API_KEY is missing");
	});
});

describe("export", () => {
	test("given an export, when it is read again, then it says the same; for machines there is JSON", async () => {
		const { code, out } = await said(["links", "export"], env());
		expect(code).toBe(0);
		expect(out).toStartWith("discord_id,faceit_id,nickname,guild_id,linked_at,verified_at\n");
		const { rows, problems } = readLinks(out);
		expect(problems).toEqual([]);
		expect(rows).toHaveLength(13);
		expect(rows.find(({ discordId }) => discordId === world.people[0]?.discordId)).toMatchObject({
			faceitId: world.people[0]?.faceitId,
			guildIds: [world.guildId],
			linkedAt: 1_714_566_896_789,
			verifiedAt: null,
		});
		const json = JSON.parse((await said(["links", "export", "--json"], env())).out);
		expect(json.links).toHaveLength(13);
		expect(json.links[0]).toMatchObject({
			linkedAt: "2024-05-01T12:34:56.789Z",
			verifiedAt: null,
			guildIds: [world.guildId],
		});
		const file = join(world.folder, "links.csv");
		expect((await said(["links", "export", file], env())).err).toBe(`13 links written to ${file}.\n`);
		expect(await Bun.file(file).text()).toBe(out);
	});
});

/** A database of its own with one link for each nickname. */
function databaseOf(name: string, nicknames: readonly string[]): string {
	const path = join(world.folder, name);
	const store = openStore(path);
	for (const [at, nickname] of nicknames.entries()) {
		const link = { faceitId: crypto.randomUUID(), discordId: `24690000000000${1000 + at}`, nickname };
		openLinks(store).put({ ...link, linkedAt: at, verifiedAt: null }, world.guildId, deed);
	}
	store.close();
	return path;
}

test("given nicknames that a spreadsheet takes for formulas, then the export is harmless, and comes back unchanged", async () => {
	const nicknames = [
		...["=cmd|'/c calc'!A0", "+1", "-=x=-", "@nick", "\ttab", "\rreturn", "'quoted", "''twice", "'=both", "'"],
		...["plain", 'a "b", c', "semi;colon", " space ", "x\ny"],
	];
	const exported = await said(["links", "export"], { DATABASE_PATH: databaseOf("from.db", nicknames) });
	const cells = exported.out.split(/[,\n]/).map((cell) => cell.replace(/^"/, ""));
	expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);

	const file = join(world.folder, "formulas.csv");
	await Bun.write(file, exported.out);
	const database = { DATABASE_PATH: databaseOf("to.db", []) };
	expect((await said(["links", "import", file], database)).out).toContain(`${nicknames.length} links imported`);
	const { links } = JSON.parse((await said(["links", "export", "--json"], database)).out);
	expect(links.map(({ nickname }: { nickname: string }) => nickname)).toEqual(nicknames);
	expect((await said(["links", "export"], database)).out).toBe(exported.out);
});

test("given a table from elsewhere, then a nickname is taken as it is written", () => {
	const table = "discord_id,nickname\n246900000000000001,-=x=-\n246900000000000002,'abc\n";
	expect(readLinks(table).rows.map(({ nickname }) => nickname)).toEqual(["-=x=-", "'abc"]);
});

describe("what is no table of links", () => {
	const rows: readonly (readonly [text: string, says: string])[] = [
		["", "The file is empty."],
		["name,age\nann,20\n", "No column is discord_id: the first line must name the columns."],
		["discord_id,age\n1,20\n", "No column is faceit_id or nickname: the first line must name the columns."],
		["discord_id,discordId,nickname\n1,2,3\n", "Two columns are discord_id: remove or rename one of them."],
		['discord_id,nickname\n1,"half\n', "This is not CSV:"],
		["discord_id,nickname,created_at\n246900000000000001,ann,yesterday\n", 'The time "yesterday" cannot be read'],
		[
			"discord_id,nickname,guild_id\n246900000000000001,ann,Vale\n",
			'guild_id "Vale" is not a Discord id: it has 17 to 20 digits.',
		],
	];
	for (const [text, says] of rows) {
		test(`given ${JSON.stringify(text.slice(0, 40))}, then it says: ${says}`, () => {
			expect(readLinks(text).problems.map(({ what }) => what)).toEqual([expect.stringContaining(says)]);
		});
	}
});
