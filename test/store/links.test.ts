// Who is known where: by a command that they used there, or because they were seen there.

import { expect, test } from "bun:test";
import { openLinks } from "../../src/store/links.ts";
import { memoryStore } from "../memory-store.ts";

const link = (name: string) => ({
	...{ faceitId: `f-${name}`, discordId: name, nickname: name },
	...{ linkedAt: 1, verifiedAt: null },
});

function given() {
	const store = memoryStore();
	const links = openLinks(store);
	links.put(link("ann"), "vale");
	links.put(link("bob"), "vale");
	const guildsOf = (name: string) => links.known([`f-${name}`]).map(({ guildId }) => guildId);
	const changes = () => store.sqlite.query<{ n: number }, []>("SELECT total_changes() AS n").get()?.n;
	return { links, guildsOf, changes };
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
	const { links } = given();
	links.meet([{ guildId: "oak", discordId: "eve" }]);
	expect(links.guilds()).toEqual(["vale"]);
	links.put(link("eve"), "elm");
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
