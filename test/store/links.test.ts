// Who is known where: by a command that they used there, or because they were seen there.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { openGuilds } from "../../src/store/guilds.ts";
import { openLinks } from "../../src/store/links.ts";
import { transaction } from "../../src/store/open.ts";
import { openTables } from "../../src/store/tables.ts";
import { deed } from "../deed.ts";
import { memoryStore } from "../memory-store.ts";

const link = (name: string) => ({
	...{ faceitId: `f-${name}`, discordId: name, nickname: name },
	...{ linkedAt: 1, verifiedAt: null },
});

function given() {
	const store = memoryStore();
	const links = openLinks(store);
	links.put(link("ann"), "vale", deed);
	links.put(link("bob"), "vale", deed);
	const guildsOf = (name: string) => links.known([`f-${name}`]).map(({ guildId }) => guildId);
	const changes = () => store.sqlite.query<{ n: number }, []>("SELECT total_changes() AS n").get()?.n;
	return { store, links, guildsOf, changes };
}

test("linked members are known in every guild where they were seen, several at once", () => {
	const { links, guildsOf } = given();
	links.meet([
		{ guildId: "oak", discordId: "ann" },
		{ guildId: "elm", discordId: "ann" },
		{ guildId: "oak", discordId: "bob" },
	]);
	expect(guildsOf("ann").toSorted()).toEqual(["elm", "oak", "vale"]);
	expect(guildsOf("bob").toSorted()).toEqual(["oak", "vale"]);
});

test("members who are not linked are nobody's business", () => {
	const { store, links } = given();
	links.meet([{ guildId: "oak", discordId: "eve" }]);
	expect(openGuilds(store).present()).toEqual(["vale"]);
	links.put(link("eve"), "elm", deed);
	expect(links.known(["f-eve"]).map(({ guildId }) => guildId)).toEqual(["elm"]);
});

test("what is known already is not written again, and one moment may see a member twice", () => {
	const { links, guildsOf, changes } = given();
	const seen = { guildId: "oak", discordId: "ann" };
	links.meet([seen, seen]);
	expect(guildsOf("ann").toSorted()).toEqual(["oak", "vale"]);
	const before = changes();
	links.meet([seen, { guildId: "vale", discordId: "bob" }]);
	links.meet([]);
	expect(changes()).toBe(before);
});

test("whoever left the guild and is seen there again is known there again", () => {
	const { links, guildsOf } = given();
	links.part("vale", "ann");
	expect(guildsOf("ann")).toEqual([null]);
	links.meet([{ guildId: "vale", discordId: "ann" }]);
	expect(guildsOf("ann")).toEqual(["vale"]);
});

describe("what is asked again and again is answered from memory", () => {
	const names = ["ann", "bob", "cid", "dee"];
	const players = names.map((name) => `f-${name}`);
	const guilds = ["vale", "oak", "elm"];

	const step = fc.record({
		do: fc.constantFrom(
			...(["put", "remove", "meet", "part", "rename", "fail", "read only", "other process", "guild"] as const),
		),
		player: fc.constantFrom(...names),
		member: fc.constantFrom(...names),
		guildId: fc.constantFrom(...guilds),
	});
	type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

	function take({ store, tables }: ReturnType<typeof opened>, { do: what, player, member, guildId }: Step): void {
		const { links } = tables;
		const made = { ...link(player), discordId: member };
		switch (what) {
			case "put":
				links.put(made, guildId, deed);
				break;
			case "remove":
				links.remove(member, deed);
				break;
			case "meet":
				links.meet([{ guildId, discordId: member }]);
				break;
			case "part":
				links.part(guildId, member);
				break;
			case "rename":
				links.rename(`f-${player}`, "new");
				break;
			case "fail":
				expect(() =>
					transaction(store, () => {
						links.put(made, guildId, deed);
						links.known(players);
						for (const name of names) links.playerOf(name);
						throw new Error("full");
					}),
				).toThrow("full");
				break;
			case "read only":
				store.sqlite.run("PRAGMA query_only = ON");
				expect(() => links.put(made, guildId, deed)).toThrow();
				store.sqlite.run("PRAGMA query_only = OFF");
				break;
			case "other process":
				openLinks(store).put(made, guildId, deed);
				links.forget();
				break;
			case "guild":
				if (tables.guilds.isLeft(guildId)) tables.guilds.comeBack(guildId);
				else tables.guilds.leave(guildId, 1);
				break;
			default:
				throw new Error(`no such step: ${what satisfies never}`);
		}
	}

	function opened() {
		const store = memoryStore();
		return { store, tables: openTables(store, 0) };
	}

	test("whatever is written, and whatever fails, memory says what the database says", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
				const world = opened();
				const { links } = world.tables;
				for (const one of steps) {
					take(world, one);
					const fresh = openLinks(world.store);
					expect(new Set(links.known(players))).toEqual(new Set(fresh.known(players)));
					for (const name of names) expect(links.playerOf(name)).toBe(fresh.byMember(name)?.faceitId);
				}
			}),
			{ numRuns: 100 },
		);
	});

	test("a line-up of which nothing has changed gets the same array, also once memory was dropped", () => {
		const { links } = given();
		const before = links.known(["f-ann", "f-bob", "f-eve"]);
		expect(links.known(["f-ann", "f-bob", "f-eve"])).toBe(before);
		links.put(link("cid"), "vale", deed);
		links.rename("f-ann", "another name");
		links.forget();
		expect(links.known(["f-ann", "f-bob", "f-eve"])).toBe(before);
		links.put(link("eve"), "oak", deed);
		expect(links.known(["f-ann", "f-bob", "f-eve"])).toHaveLength(3);
	});

	test("asked again about players and members, linked or not, it reads nothing", () => {
		const { links, store } = given();
		const ask = () => [links.known(["f-ann", "f-eve"]), links.playerOf("ann"), links.playerOf("eve")];
		const before = ask();
		links.meet([{ guildId: "vale", discordId: "ann" }]);
		store.sqlite.run("PRAGMA foreign_keys = OFF");
		for (const table of ["members", "links"]) store.sqlite.run(`DROP TABLE ${table}`);
		expect(ask()).toEqual(before);
		links.meet([
			{ guildId: "vale", discordId: "ann" },
			{ guildId: "vale", discordId: "eve" },
		]);
		links.forget();
		expect(ask).toThrow();
	});
});
