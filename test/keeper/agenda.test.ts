// Which guilds are looked at, in which order, and which of those that wait for calls are left alone.

import { expect, test } from "bun:test";
import { Agenda } from "../../src/keeper/agenda.ts";
import { Allowance } from "../../src/keeper/allowance.ts";
import { allowanceOf } from "./shown.ts";

const began: Readonly<Record<string, number>> = { old: 1, middle: 2, young: 3 };
const orderOf = (guildId: string) => began[guildId] ?? 9;

/** The guilds that are looked at when so many calls are left. */
const looked = (agenda: Agenda, calls = 100) => [...agenda.guilds(allowanceOf(calls), orderOf)];

function changed(...guildIds: readonly string[]): Agenda {
	const agenda = new Agenda();
	for (const guildId of guildIds) agenda.add(guildId);
	return agenda;
}

test("each guild in which something changed is looked at once, those whose matches began first before the others", () => {
	const agenda = changed("young", "old", "middle", "old");
	expect(looked(agenda)).toEqual(["old", "middle", "young"]);
	expect(looked(agenda)).toEqual([]);
	expect(agenda.isPending).toBe(false);
});

test("when the turn is over, the others are looked at in the next one", () => {
	const agenda = changed("young", "old", "middle");
	for (const guildId of agenda.guilds(allowanceOf(100), orderOf)) if (guildId === "old") break;
	expect(agenda.isPending).toBe(true);
	agenda.add("old");
	expect(looked(agenda)).toEqual(["old", "middle", "young"]);
});

test("a guild that waits for calls is looked at when there is one, as long as one is left", () => {
	const agenda = new Agenda();
	for (const guildId of ["young", "old", "middle"]) agenda.await(guildId, "moveIn");
	expect(agenda.isPending).toBe(false);
	expect(looked(agenda, 0)).toEqual([]);
	const allowance = allowanceOf(2);
	const guildIds: string[] = [];
	for (const guildId of agenda.guilds(allowance, orderOf)) {
		guildIds.push(guildId);
		allowance.take();
	}
	expect(guildIds).toEqual(["old", "middle"]);
	expect(looked(agenda)).toEqual(["young"]);
});

test("one with nothing but people to bring back has its turn once ten calls are left for others", () => {
	const agenda = new Agenda();
	agenda.await("old", "moveBack");
	agenda.await("young", "moveIn");
	expect(looked(agenda, 10)).toEqual(["young"]);
	expect(looked(agenda, 11)).toEqual(["old"]);
});

test("one that waits and in which something changed is looked at whether or not a call is left", () => {
	const agenda = changed("old");
	agenda.await("old", "moveIn");
	expect(looked(agenda, 0)).toEqual(["old"]);
});

test("the earliest time at which one that waits may make a call", () => {
	const agenda = new Agenda();
	const allowance = new Allowance((kept) => ({ left: 0, moreAt: kept > 0 ? 9_000 : 5_000 }));
	expect(agenda.moreAt(allowance)).toBeUndefined();
	agenda.await("old", "moveBack");
	expect(agenda.moreAt(allowance)).toBe(9_000);
	agenda.await("young", "moveIn");
	expect(agenda.moreAt(allowance)).toBe(5_000);
});
