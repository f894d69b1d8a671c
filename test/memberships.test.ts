// Members who have left every server that the bot is in are forgotten after thirty days, and nobody else is.

import { beforeEach, describe, expect, test } from "bun:test";
import type { Answer } from "../src/call.ts";
import type { Fact } from "../src/fact.ts";
import { keptDays } from "../src/kept.ts";
import { startMemberships } from "../src/memberships.ts";
import { openTables } from "../src/store/tables.ts";
import { virtualClock } from "./clock.ts";
import { deed } from "./deed.ts";
import { memoryStore } from "./memory-store.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let clock: ReturnType<typeof virtualClock>;
let tables: ReturnType<typeof openTables>;
let facts: Fact[];
let changed: string[];
/** Who is in which guild, as Discord knows it: "guild member". */
let there: Set<string>;
let asked: { readonly at: number; readonly who: string }[];
let answer: ((who: string) => Answer<boolean>) | undefined;
let left: number;
let guilds: string[];
let hidden: Set<string>;

beforeEach(() => {
	clock = virtualClock();
	tables = openTables(memoryStore(), clock.now());
	[facts, changed, asked, guilds] = [[], [], [], ["oak", "elm"]];
	[there, hidden] = [new Set(), new Set()];
	answer = undefined;
	left = 40;
});

function start() {
	return startMemberships({
		...{ clock, links: tables.links, memberships: tables.memberships },
		discord: {
			async isMember(guildId, discordId) {
				const who = `${guildId} ${discordId}`;
				asked.push({ at: clock.now(), who });
				return answer?.(who) ?? { is: "done", value: there.has(who) };
			},
			guildIds: () => guilds,
			see: (guildId) => (hidden.has(guildId) ? undefined : {}),
			allowance: (kept) => ({ left: left + 10 - kept }),
		},
		onChange: (faceitId) => void changed.push(faceitId),
		publish: (fact) => void facts.push(fact),
	});
}

function link(name: string, ...guildIds: string[]) {
	const made = { faceitId: `f-${name}`, discordId: name, nickname: name, linkedAt: 1, verifiedAt: null };
	tables.links.put(made, guildIds[0] ?? null, deed);
	tables.links.meet(guildIds.map((guildId) => ({ guildId, discordId: name })));
	for (const guildId of guildIds) there.add(`${guildId} ${name}`);
}

const isLinked = (name: string) => tables.links.byMember(name) !== undefined;

describe("given members who are there", () => {
	test("then each is asked about once a day, one a second, those first who were confirmed longest ago", async () => {
		for (const name of ["ann", "bob", "cid"]) link(name, "oak");
		start();
		await clock.advance(10 * minute);
		expect(asked).toHaveLength(3);
		for (const [at, one] of asked.entries())
			if (at > 0) expect(one.at - (asked[at - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
		const first = asked.map(({ who }) => who);
		await clock.advance(day);
		expect(asked.slice(3).map(({ who }) => who)).toEqual(first);
		await clock.advance(60 * day);
		expect(["ann", "bob", "cid"].map(isLinked)).toEqual([true, true, true]);
	});

	test("then nobody is asked about while matches need the bot's calls, or Discord does not show the guild", async () => {
		link("ann", "oak");
		link("bob", "elm");
		hidden.add("elm");
		left = 20;
		start();
		await clock.advance(hour);
		expect(asked).toEqual([]);
		left = 40;
		await clock.advance(hour);
		expect(asked.map(({ who }) => who)).toEqual(["oak ann"]);
	});

	test.each([
		["a refusal", { is: "refused", status: 403, code: 50001, why: "" }],
		["a limit", { is: "later", at: 0 }],
		["no answer", { is: "lost", why: "" }],
	] as const)("then %s proves nothing, and is not repeated at once", async (_, one) => {
		link("ann", "oak");
		answer = () => one;
		start();
		await clock.advance(40 * day);
		expect(isLinked("ann")).toBe(true);
		expect(tables.links.known(["f-ann"])).toMatchObject([{ guildId: "oak" }]);
		expect(asked.length).toBeLessThan((40 * day) / minute);
	});
});

test("given many members of guilds that Discord does not show, or that the bot is not in, then others have their turn", async () => {
	for (let n = 0; n < 50; n += 1) link(`gone-${n}`, n % 2 === 0 ? "elm" : "not the bot's");
	link("ann", "oak");
	hidden.add("elm");
	start();
	await clock.advance(hour);
	expect(asked.map(({ who }) => who)).toEqual(["oak ann"]);
});

describe("given a member who has left", () => {
	test("then they are known there no longer; thirty days after the last guild they are forgotten, on the trail", async () => {
		link("ann", "oak", "elm");
		start();
		there.delete("oak ann");
		await clock.advance(hour);
		expect(tables.links.known(["f-ann"])).toMatchObject([{ guildId: "elm" }]);
		expect(changed).toEqual(["f-ann"]);
		await clock.advance(60 * day);
		expect(isLinked("ann")).toBe(true);

		there.delete("elm ann");
		await clock.advance(keptDays.alone * day - hour);
		expect(isLinked("ann")).toBe(true);
		await clock.advance(2 * day);
		expect(isLinked("ann")).toBe(false);
		expect(facts).toEqual([{ kind: "memberForgotten" }]);
		expect(tables.trail.latest(1)).toMatchObject([{ what: "unlinked", right: "upkeep", discordId: "ann" }]);
		expect(tables.trail.untold("ann")).toEqual([]);
	});

	test("when they are seen again meanwhile, then the days begin anew", async () => {
		link("ann", "oak");
		start();
		there.clear();
		await clock.advance(20 * day);
		there.add("elm ann");
		tables.links.meet([{ guildId: "elm", discordId: "ann" }]);
		await clock.advance(day);
		there.clear();
		await clock.advance(20 * day);
		expect(isLinked("ann")).toBe(true);
		await clock.advance(12 * day);
		expect(isLinked("ann")).toBe(false);
	});

	test("when they are in another of the bot's guilds, where nobody has seen them, then they are kept", async () => {
		link("ann", "oak");
		start();
		there.clear();
		there.add("elm ann");
		await clock.advance(40 * day);
		expect(isLinked("ann")).toBe(true);
		expect(tables.links.known(["f-ann"])).toMatchObject([{ guildId: "elm" }]);
	});

	test("when the bot leaves their only guild and is invited again, then they are kept, and nobody else waits for that", async () => {
		link("ann", "oak");
		link("bob", "elm");
		start();
		tables.guilds.leave("oak", clock.now());
		await clock.advance(day);
		tables.guilds.comeBack("oak");
		there.delete("elm bob");
		await clock.advance(33 * day);
		expect([isLinked("ann"), isLinked("bob")]).toEqual([true, false]);
		expect(asked.length).toBeLessThan(100);
	});

	test("when they link again while they are looked for everywhere, then they are kept", async () => {
		guilds = Array.from({ length: 300 }, (_, at) => `guild-${at}`);
		link("ann");
		start();
		await clock.advance(keptDays.alone * day + 7 * minute);
		expect(asked.length).toBeGreaterThan(10);
		link("ann", "guild-0");
		await clock.advance(day);
		expect(isLinked("ann")).toBe(true);
	});

	test("when the bot leaves a guild while they are looked for everywhere, then that does not stop it", async () => {
		guilds = Array.from({ length: 300 }, (_, at) => `guild-${at}`);
		link("ann");
		start();
		answer = (who) =>
			guilds.includes(who.split(" ")[0] ?? "")
				? { is: "done", value: false }
				: { is: "refused", status: 404, code: 10_004, why: "Unknown Guild" };
		await clock.advance(keptDays.alone * day + 7 * minute);
		guilds = guilds.slice(0, -1);
		await clock.advance(day);
		expect(isLinked("ann")).toBe(false);
	});

	test("when the bot is in no guild yet, as before the gateway is up, then nobody is forgotten", async () => {
		link("ann", "oak");
		tables.links.part("oak", "ann");
		start();
		await clock.advance(hour);
		guilds = [];
		await clock.advance(40 * day);
		expect(isLinked("ann")).toBe(true);
	});

	test("when the bot has left their only guild, then the same holds", async () => {
		link("ann", "oak");
		start();
		tables.guilds.leave("oak", clock.now());
		guilds = ["elm"];
		await clock.advance(32 * day);
		expect(isLinked("ann")).toBe(false);
	});
});

test("given it is stopped, then nobody is asked about any more", async () => {
	link("ann", "oak");
	start()();
	await clock.advance(day);
	expect(asked).toEqual([]);
});
