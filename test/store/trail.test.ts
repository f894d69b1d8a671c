// Changes of links, and what is remembered of them: who lost what to whom, by what right, and who is still to be told.

import { beforeEach, describe, expect, test } from "bun:test";
import { importLinks } from "../../src/store/imports.ts";
import type { Store } from "../../src/store/open.ts";
import { openTables, type Tables } from "../../src/store/tables.ts";
import { type Deed, entriesOf, type Right } from "../../src/trail.ts";
import { memoryStore } from "../memory-store.ts";

let store: Store;
let tables: Tables;
beforeEach(() => {
	store = memoryStore();
	tables = openTables(store, 1);
});

const by = (right: Right, actorId: string | null, at = 1): Deed => ({ at, right, actorId, guildId: "oak" });
function put(player: string, member: string, deed: Deed, verifiedAt: number | null = null, guildId = "oak"): void {
	tables.links.put(
		{ faceitId: player, discordId: member, nickname: player, linkedAt: deed.at, verifiedAt },
		guildId,
		deed,
	);
}
const trail = (discordId?: string) =>
	tables.trail
		.latest(50, discordId)
		.map(({ what, right, discordId: whom, faceitId }) => `${what} ${whom} ${faceitId} ${right}`);
const untold = (discordId: string) => tables.trail.untold(discordId).map(({ what }) => what);
const known = (player: string) => tables.links.known([player]);

describe("given a claim", () => {
	beforeEach(() => put("vale", "eve", by("claim", "eve")));

	test("when it is renewed, then nothing is added", () => {
		put("vale", "eve", by("claim", "eve"));
		expect(trail()).toEqual(["linked eve vale claim"]);
	});

	test("when it is proven, then that is added", () => {
		put("vale", "eve", by("login", "eve"), 2);
		put("vale", "eve", by("login", "eve"), 3);
		expect(trail()).toEqual(["verified eve vale login", "linked eve vale claim"]);
		expect(untold("eve")).toEqual([]);
	});

	test("when somebody else proves it, then the claimer has lost it, and is still to be told, once", () => {
		put("vale", "ann", by("login", "ann"), 2);
		expect(trail()).toEqual([
			"verified ann vale login",
			"linked ann vale login",
			"overrode eve vale login",
			"linked eve vale claim",
		]);
		const entries = tables.trail.untold("eve");
		expect(entries.map(({ what }) => what)).toEqual(["overrode"]);
		tables.trail.told(entries.map(({ entryId }) => entryId));
		expect([untold("eve"), untold("ann")]).toEqual([[], []]);
	});

	test("when it moves, then nothing of the former member's goes with it", () => {
		tables.links.meet([{ guildId: "elm", discordId: "eve" }]);
		tables.links.vouch("oak", "eve", by("staff", "boss"));
		tables.links.optOut("eve", true);
		put("vale", "ann", by("login", "ann"), null, "ash");
		expect(known("vale")).toMatchObject([{ discordId: "ann", guildId: "ash", isVouched: false, isOptedOut: false }]);
		expect(tables.links.playerOf("eve")).toBeUndefined();
	});

	test("when its member takes another account, then what they wish for themselves stays", () => {
		tables.links.optOut("eve", true);
		tables.links.vouch("oak", "eve", by("staff", "boss"));
		put("other", "eve", by("claim", "eve"));
		expect(known("other")).toMatchObject([{ isOptedOut: true, isVouched: false }]);
		expect(trail("eve").slice(0, 2)).toEqual(["linked eve other claim", "unlinked eve vale claim"]);
	});

	test("when staff vouch for it, then it counts in their guild only, and its member is told", () => {
		tables.links.meet([{ guildId: "elm", discordId: "eve" }]);
		tables.links.vouch("oak", "eve", by("staff", "boss"));
		expect(known("vale").map(({ guildId, isVouched }) => [guildId, isVouched])).toEqual(
			expect.arrayContaining([
				["oak", true],
				["elm", false],
			]),
		);
		expect(["oak", "elm"].map((guildId) => tables.links.proofIn(guildId, "eve")?.isVouched)).toEqual([true, false]);
		expect(untold("eve")).toEqual(["verified"]);
	});

	test("when they unlink themselves, then what they were still to be told is gone, and the trail stays", () => {
		tables.links.vouch("oak", "eve", by("staff", "boss"));
		tables.links.remove("eve", by("claim", "eve"));
		expect([untold("eve"), trail("eve")[0]]).toEqual([[], "unlinked eve vale claim"]);
	});

	test("when the change cannot be written, then neither is the trail, and memory is what was", () => {
		store.sqlite.run("CREATE TRIGGER full BEFORE INSERT ON trail BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
		expect(() => put("vale", "ann", by("login", "ann"), 2)).toThrow("the disk is full");
		expect(trail()).toEqual(["linked eve vale claim"]);
		expect(known("vale")).toMatchObject([{ discordId: "eve", proof: "claimed" }]);
		expect(tables.links.playerOf("ann")).toBeUndefined();
	});

	test("then no entry can be altered", () => {
		expect(() => store.sqlite.run("UPDATE trail SET actor_id = 'nobody'")).toThrow("the trail is only added to");
	});
});

test("given entries of several guilds, then each guild's staff see theirs, and what concerns those they know", () => {
	put("vale", "ann", by("claim", "ann"));
	tables.links.put({ faceitId: "other", discordId: "bob", nickname: "other", linkedAt: 1, verifiedAt: null }, "elm", {
		...by("claim", "bob"),
		guildId: "elm",
	});
	const members = (guildId: string) => tables.trail.ofGuild(guildId, 10).map(({ discordId }) => discordId);
	expect([members("oak"), members("elm"), members("ash")]).toEqual([["ann"], ["bob"], []]);
	tables.links.meet([{ guildId: "ash", discordId: "ann" }]);
	expect(members("ash")).toEqual(["ann"]);
});

test("given old entries, when they are removed, then so is what was still to be told of them", () => {
	put("vale", "eve", by("host", null, 1));
	put("other", "ann", by("host", null, 100));
	expect(tables.history.removeTrail(50, 10)).toBe(1);
	expect([untold("eve"), untold("ann"), trail()]).toEqual([[], ["linked"], ["linked ann other host"]]);
});

test("given a member who asked not to be moved, when a file gives them another account, then they are not moved either", () => {
	put("vale", "ann", by("claim", "ann"));
	put("elm", "bob", by("claim", "bob"));
	tables.links.optOut("ann", true);
	const line = { nickname: "elm", linkedAt: 1, verifiedAt: null, guildIds: ["oak"] };
	const lines = [
		{ ...line, line: 2, faceitId: "elm", discordId: "ann" },
		{ ...line, line: 3, faceitId: "vale", discordId: "bob" },
	];
	importLinks(store, lines, { isDry: false, isReplacing: true, deed: by("host", null) });
	expect(tables.links.byMember("ann")?.faceitId).toBe("elm");
	expect([tables.links.isOptedOut("ann"), tables.links.isOptedOut("bob")]).toEqual([true, false]);
});

test("given a file that moves 20,000 players, then what changed is told apart in no time: the database is held meanwhile", () => {
	const all = (of: string) =>
		Array.from({ length: 20_000 }, (_, at) => ({
			...{ faceitId: `f-${at}`, discordId: `${of}-${at}`, nickname: "n", linkedAt: 1, verifiedAt: null },
		}));
	const [before, after] = [all("ann"), all("bob")];
	const began = performance.now();
	expect(entriesOf(before, after, by("host", null))).toHaveLength(40_000);
	expect(performance.now() - began).toBeLessThan(1_000);
});
