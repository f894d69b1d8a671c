// Members who are seen in voice: those of one moment are remembered together.

import { describe, expect, test } from "bun:test";
import type { Member } from "../src/link.ts";
import { openSightings } from "../src/sightings.ts";
import { virtualClock } from "./clock.ts";

const member = (discordId: string): Member => ({ guildId: "vale", discordId });

function given() {
	const clock = virtualClock();
	const met: (readonly string[])[] = [];
	const saw = openSightings(clock, { meet: (members) => void met.push(members.map(({ discordId }) => discordId)) });
	return { clock, met, saw: (...ids: readonly string[]) => ids.map(member).forEach(saw) };
}

describe("members who are seen in voice", () => {
	test("in one moment, as when a guild is shown: remembered together, soon after", async () => {
		const { clock, met, saw } = given();
		saw("ann", "bob", "cid");
		expect(met).toEqual([]);
		await clock.advance(0);
		expect(met).toEqual([["ann", "bob", "cid"]]);
	});

	test("later: remembered by themselves", async () => {
		const { clock, met, saw } = given();
		saw("ann");
		await clock.advance(0);
		saw("bob");
		await clock.advance(0);
		expect(met).toEqual([["ann"], ["bob"]]);
	});
});
