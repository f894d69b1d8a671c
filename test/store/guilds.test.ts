// A guild that the bot has left: nobody counts as known there, and nothing is lost if it comes back in time.

import { expect, test } from "bun:test";
import { defaultSettings } from "../../src/guild.ts";
import { openGuilds } from "../../src/store/guilds.ts";
import { openTables } from "../../src/store/tables.ts";
import { deed } from "../deed.ts";
import { memoryStore } from "../memory-store.ts";

const chosen = { ...defaultSettings, lobbyId: "500", lingerMs: 30_000 };

/** Ann is known in "vale", where admins chose something, and in "oak", where nobody did; of "elm" nothing is kept. */
function given() {
	const store = memoryStore();
	const { guilds, links } = openTables(store, 0);
	const ann = { faceitId: "f-ann", discordId: "ann", nickname: "ann", linkedAt: 1, verifiedAt: null };
	links.put(ann, "vale", deed);
	links.meet([{ guildId: "oak", discordId: "ann" }]);
	guilds.change("vale", chosen);
	const known = () => links.known(["f-ann"]).map(({ guildId }) => guildId);
	const leftAt = () =>
		store.sqlite.query<{ guild_id: string; left_at: number | null }, []>("SELECT guild_id, left_at FROM guilds").all();
	return { store, guilds, known, leftAt };
}

test("left: nobody is known there, and it is present no more, also after a start", () => {
	const { store, guilds, known } = given();
	expect(guilds.present()).toEqual(["oak", "vale"]);
	guilds.leave("vale", 7);
	expect([known(), guilds.present()]).toEqual([["oak"], ["oak"]]);
	for (const one of [guilds, openGuilds(store)]) expect([one.isLeft("vale"), one.isLeft("oak")]).toEqual([true, false]);
	guilds.leave("oak", 8);
	// Somebody without any guild is still linked.
	expect([known(), guilds.present()]).toEqual([[null], []]);
});

test("back again: what admins chose holds, and who was known there is", () => {
	const { store, guilds } = given();
	for (const guildId of ["vale", "oak"]) guilds.leave(guildId, 7);
	const { guilds: later, links } = openTables(store, 0);
	for (const guildId of ["vale", "oak"]) later.comeBack(guildId);
	const known = () => links.known(["f-ann"]).map(({ guildId }) => guildId);
	expect(known().toSorted()).toEqual(["oak", "vale"]);
	expect([later.settings("vale"), later.settings("oak")]).toEqual([chosen, defaultSettings]);
	expect([later.present(), later.isLeft("vale")]).toEqual([["oak", "vale"], false]);
});

test("left a second time without having come back: the first time counts", () => {
	const { guilds, leftAt } = given();
	guilds.leave("vale", 7);
	guilds.leave("vale", 9);
	expect(leftAt()).toEqual([{ guild_id: "vale", left_at: 7 }]);
});

test("something done there is written down after it was left: that is given up as well, at the next look", () => {
	const { store, guilds } = given();
	guilds.leave("vale", 7);
	const late = {
		...guilds.record("vale"),
		notices: [{ topic: "channels", words: "full", at: 8, isPosted: true, message: null }],
	} as const;
	guilds.write([late]);
	guilds.remember([late]);
	expect(guilds.present()).toEqual(["oak", "vale"]);
	guilds.leave("vale", 9);
	expect([guilds.present(), [...guilds.records()], [...openGuilds(store).records()]]).toEqual([["oak"], [], []]);
});

test("of a guild of which nothing is kept, nothing is", () => {
	const { guilds, leftAt } = given();
	guilds.leave("elm", 7);
	expect(leftAt()).toEqual([{ guild_id: "vale", left_at: null }]);
});
