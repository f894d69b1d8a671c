// The host settles who is which player, beside the running program, while a match is on.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type ProgramWorld, startWorld } from "../program/world.ts";
import type { Person } from "../world.ts";
import { environmentOf, said } from "./program.ts";

let world: ProgramWorld;
let owner: Person;
let eve: Person;
let matchId: string;

beforeAll(async () => {
	world = await startWorld({ playersPerTeam: 2, env: { LINGER_SECONDS: "600" } });
	const [first] = world.people;
	if (first === undefined) throw new Error("there is nobody");
	owner = first;
	eve = world.person("Eve");
	world.discord.joinVoice(world.guildId, eve.discordId, world.generalId);
	matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => world.rooms()["Team Vale"]?.length === 2, "everyone is placed");
});
afterAll(() => world.stop());

const run = (...args: string[]) => said(["links", ...args], environmentOf(world.config));
const isIn = (who: Person) => world.rooms()["Team Vale"]?.includes(who.nickname) === true;
const list = async (...args: string[]) => JSON.parse((await run("list", "--json", ...args)).out).links;

describe("given a match that is on", () => {
	test("when the player is reassigned, then the one is brought back and the other moved in, by name", async () => {
		const { code, out } = await run("reassign", owner.nickname, eve.discordId, "--guild", world.guildId);
		expect(code).toBe(0);
		expect(out).toContain(`Linked, and proven on your word: ${owner.nickname}`);
		expect(out).toContain(
			`No longer linked: ${owner.nickname} (${owner.faceitId}) with the member ${owner.discordId}.`,
		);
		await world.eventually(() => world.whereIs(owner) === world.generalId, "the former is out");
		await world.eventually(() => world.whereIs(eve) !== world.generalId, "the other is in");
		expect(isIn(owner)).toBe(false);
	});

	test("then the list says how sure it is, and where they are known", async () => {
		expect(await list("--member", eve.discordId)).toMatchObject([
			{ faceitId: owner.faceitId, verifiedAt: expect.any(String), guildIds: [world.guildId], isOptedOut: false },
		]);
		expect(await list("--player", owner.nickname)).toHaveLength(1);
		expect((await run("list")).out).toMatch(/^4 links\.\n\nMEMBER +PLAYER +FACEIT ID +SURE/);
	});

	test("when the link is removed, by id or by name, then they are brought back", async () => {
		expect((await run("remove", owner.faceitId)).out).toContain("Removed:");
		await world.eventually(() => world.whereIs(eve) === world.generalId, "Eve is out");
		expect((await run("remove", owner.faceitId)).code).toBe(1);
	});

	test("when a player whom nobody has is assigned by nickname, then FACEIT is asked for the id", async () => {
		expect((await run("reassign", owner.nickname, owner.discordId)).code).toBe(0);
		expect(await list("--member", owner.discordId)).toMatchObject([{ faceitId: owner.faceitId }]);
		expect(await run("reassign", "nobody", eve.discordId)).toMatchObject({
			code: 1,
			err: expect.stringContaining("FACEIT knows no player nobody"),
		});
		expect(await run("reassign", owner.nickname, "12")).toMatchObject({ code: 2 });
	});

	test("then the log says all of it, the newest first", async () => {
		const { entries } = JSON.parse((await run("log", "--json", "--limit", "3")).out);
		expect(entries).toMatchObject([
			{ what: "verified", right: "host", discordId: owner.discordId },
			{ what: "linked", right: "host" },
			{ what: "unlinked", right: "host", discordId: eve.discordId },
		]);
		expect((await run("log", "--member", eve.discordId)).out).toContain("BY RIGHT OF");
	});
});

test("given rooms are closed by the host, then that is on the trail", async () => {
	await said(["rooms", "close", matchId], environmentOf(world.config));
	const { entries } = JSON.parse((await run("log", "--json", "--limit", "1")).out);
	expect(entries).toMatchObject([{ what: "closed", right: "host", matchId }]);
});

describe("import --replace", () => {
	const importing = async (lines: readonly string[], ...options: string[]) => {
		const file = join(world.folder, `${crypto.randomUUID()}.csv`);
		await Bun.write(file, `discord_id,faceit_id,nickname\n${lines.join("\n")}\n`);
		return run("import", file, ...options);
	};
	const others = () => {
		const [, second, third] = world.people;
		if (second === undefined || third === undefined) throw new Error("there is nobody");
		return [second, third] as const;
	};

	test("given lines that swap two players, then a dry run says line by line what would go, and keeps nothing", async () => {
		const [second, third] = others();
		const lines = [
			`${second.discordId},${third.faceitId},${third.nickname}`,
			`${third.discordId},${second.faceitId},${second.nickname}`,
		];
		expect((await importing(lines)).err).toContain("or use --replace to take it from that member");
		const dry = await importing(lines, "--replace", "--dry-run");
		expect(dry.out).toContain(
			`  line 2 would replace the link of ${third.nickname} (${third.faceitId}) with the member ${third.discordId}\n`,
		);
		expect(dry.out).toContain("2 links would be imported, nothing was kept");
		expect(await list("--member", second.discordId)).toMatchObject([{ faceitId: second.faceitId }]);

		expect((await importing(lines, "--replace")).out).toContain("2 links imported");
		expect(await list("--member", second.discordId)).toMatchObject([{ faceitId: third.faceitId }]);
		expect(await list("--member", third.discordId)).toMatchObject([{ faceitId: second.faceitId }]);
	});
});
