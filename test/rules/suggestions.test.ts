// What somebody who is typing costs FACEIT: little, however fast they type, and however many they are.

import { expect, test } from "bun:test";
import type { SearchAnswer } from "../../src/lookup.ts";
import type { PlayerCard } from "../../src/player.ts";
import { Suggestions } from "../../src/suggestions.ts";
import { virtualClock } from "../clock.ts";
import { minute } from "./given.ts";

function card(nickname: string): PlayerCard {
	const unknown = { country: null, level: null, elo: null, game: null, avatar: null };
	return { ...unknown, faceitId: nickname, nickname, profileUrl: "https://www.faceit.com" };
}

/** FACEIT answers after 100 ms with the one player whose name was typed. */
function given(answer = (typed: string): SearchAnswer => ({ is: "found", players: [card(typed)] })) {
	const clock = virtualClock();
	const from = clock.now();
	const asked: string[] = [];
	const suggestions = new Suggestions({
		clock,
		async search(typed) {
			asked.push(`${typed} ${clock.now() - from}`);
			await clock.sleep(100);
			return answer(typed);
		},
	});
	const told: string[] = [];
	const type = (member: string, typed: string) =>
		void suggestions.of(member, typed).then((found) => {
			told.push(`${typed}: ${found.map(({ nickname }) => nickname).join()} ${clock.now() - from}`);
		});
	return { clock, asked, told, type };
}

test("twenty key presses in a second are one question, and then one more about the last of them", async () => {
	const { clock, asked, told, type } = given();
	for (let length = 1; length <= 20; length += 1) {
		type("ann", "v".repeat(length));
		await clock.advance(45);
	}
	await clock.advance(2_000);
	expect(asked).toEqual(["v 0", `${"v".repeat(20)} 1000`]);
	expect(told).toHaveLength(20);
	expect(told.at(-1)).toBe(`${"v".repeat(20)}: ${"v".repeat(20)} 1100`);
});

test("what was asked within a minute is known, in upper and lower case, to everyone", async () => {
	const { clock, asked, told, type } = given();
	type("ann", "vale");
	await clock.advance(500);
	type("bob", "VALE");
	type("ann", "Vale");
	await clock.advance(1);
	expect(told.slice(1)).toEqual(["VALE: vale 500", "Vale: vale 500"]);
	await clock.advance(2 * minute);
	type("bob", "vale");
	await clock.advance(100);
	expect(asked).toEqual(["vale 0", "vale 120501"]);
});

test("many who type the same at once are one question", async () => {
	const { clock, asked, told, type } = given();
	for (let member = 0; member < 50; member += 1) type(`member ${member}`, "vale");
	await clock.advance(100);
	expect([asked.length, told.length]).toEqual([1, 50]);
});

test("no answer is none to remember", async () => {
	const { clock, asked, told, type } = given(() => ({ is: "unavailable", why: "limited", retryAt: 0 }));
	type("ann", "vale");
	await clock.advance(1_500);
	type("ann", "vale");
	await clock.advance(1_500);
	expect(asked).toHaveLength(2);
	expect(told).toEqual(["vale:  100", "vale:  1600"]);
});

test("no more than five hundred answers are remembered, the oldest first forgotten", async () => {
	const { clock, asked, type } = given();
	for (let name = 0; name <= 500; name += 1) type(`member ${name}`, `name${name}`);
	await clock.advance(1_500);
	type("ann", "name500");
	type("bob", "name0");
	await clock.advance(100);
	expect(asked.slice(501)).toEqual(["name0 1500"]);
});

test("nothing is left of members who have stopped typing", async () => {
	const { clock, type } = given();
	type("ann", "va");
	type("ann", "vale");
	await clock.advance(5_000);
	expect(clock.pending).toBe(0);
});
