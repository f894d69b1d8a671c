// Which claims count by default, and for how long those from before proof was asked for do.

import { expect, test } from "bun:test";
import { graceMs, openGrace } from "../src/grace.ts";
import { counts } from "../src/link.ts";
import { openTables } from "../src/store/tables.ts";
import { virtualClock } from "./clock.ts";
import { deed } from "./deed.ts";
import { memoryStore } from "./memory-store.ts";

function given() {
	const clock = virtualClock();
	const { links, memos } = openTables(memoryStore(), clock.now());
	let overs = 0;
	const open = (canProve: boolean) => openGrace({ clock, memos, links, canProve, onOver: () => (overs += 1) });
	const claim = (name: string) =>
		links.put(
			{ faceitId: name, discordId: `@${name}`, nickname: name, linkedAt: clock.now(), verifiedAt: null },
			"g",
			deed,
		);
	const proofs = (...names: string[]) => links.known(names).map(({ proof }) => proof);
	return { clock, open, claim, proofs, overs: () => overs };
}

test("given no login, then claims count, and nothing is asked", () => {
	const { open, claim, proofs } = given();
	claim("ann");
	const grace = open(false);
	expect([grace.rule, grace.until(), proofs("ann")]).toEqual(["count", null, ["claimed"]]);
});

test("given claims from before the login, then those count for a fortnight, and later ones do not", async () => {
	const { clock, open, claim, proofs, overs } = given();
	claim("ann");
	await clock.advance(1);
	const grace = open(true);
	await clock.advance(1);
	claim("bob");
	expect([grace.rule, grace.until()]).toEqual(["grace", clock.now() - 1 + graceMs]);
	expect(proofs("ann", "bob")).toEqual(["graced", "claimed"]);
	await clock.advance(graceMs - 2);
	expect([proofs("ann"), overs()]).toEqual([["graced"], 0]);
	await clock.advance(2);
	expect([proofs("ann"), grace.until(), overs()]).toEqual([["claimed"], null, 1]);
});

test("given a restart, then the fortnight goes on from where it began", async () => {
	const { clock, open, claim, proofs } = given();
	claim("ann");
	await clock.advance(1);
	const first = open(true);
	const until = first.until();
	first.stop();
	await clock.advance(graceMs / 2);
	claim("bob");
	expect(open(true).until()).toBe(until);
	expect(proofs("ann", "bob")).toEqual(["graced", "claimed"]);
});

test("given the login was taken away and set up again, then claims made meanwhile have their fortnight", async () => {
	const { clock, open, claim, proofs } = given();
	open(true).stop();
	await clock.advance(2 * graceMs);
	open(false);
	claim("ann");
	expect(proofs("ann")).toEqual(["claimed"]);
	await clock.advance(1);
	open(true);
	expect(proofs("ann")).toEqual(["graced"]);
});

test.each([
	["verified", { count: true, grace: true, prove: true }],
	["graced", { count: true, grace: true, prove: false }],
	["claimed", { count: true, grace: false, prove: false }],
] as const)("given a link that is %p, then it counts: %p", (proof, expected) => {
	const link = { guildId: "g", proof, isVouched: false };
	const rules = ["count", "grace", "prove"] as const;
	expect(Object.fromEntries(rules.map((rule) => [rule, counts(link, "g", rule)]))).toEqual(expected);
});

test("given a guild's staff vouch for a claim, then it counts there and nowhere else", () => {
	const link = { guildId: "g", proof: "claimed", isVouched: true } as const;
	expect([counts(link, "g", "prove"), counts(link, "elsewhere", "prove")]).toEqual([true, false]);
});
