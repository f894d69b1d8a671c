// match_demo_ready says nothing of a match's state: its address is stored with a match that is known, and with no other.

import { afterEach, expect, test } from "bun:test";
import { objectOf, recordedWebhook } from "../faceit/recorded.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation } from "./world.ts";

const recorded = objectOf(JSON.parse(await recordedWebhook("match_demo_ready.championship")));
const day = 24 * 3_600_000;

let scene: Scene;
let world: Simulation;
afterEach(() => world.stop());

async function given(): Promise<void> {
	scene = await begin();
	({ world } = scene);
}

/** FACEIT's recorded event, about our match and map, with a version far ahead of the match's. */
function demoOf(matchId: string, map: number): object {
	const payload = { ...objectOf(recorded.payload), id: matchId, version: 9_000, demo_url: urlOf(map) };
	return { ...recorded, event_id: `demo-${matchId}-${map}`, payload };
}

const urlOf = (map: number) => `https://demos.example/${map}.dem.gz`;
const matches = () => world.stored<{ phase: string; details: string }>("select phase, details from matches");
const states = () => world.stored<{ state: string }>("select state from inbox").map(({ state }) => state);
const demoUrls = () => matches().map(({ details }) => objectOf(JSON.parse(details)).demoUrls);

test("of a match that is on: stored once for each map, and nothing else changes", async () => {
	await given();
	await scene.placed();
	await world.calm();
	const calls = world.discord.calls.length;
	for (const map of [1, 2, 1]) await world.post(demoOf(scene.matchId, map));
	await world.calm();
	expect(demoUrls()).toEqual([[urlOf(1), urlOf(2)]]);
	expect(world.arePlaced()).toBe(true);
	expect(world.discord.calls).toHaveLength(calls);
	// Its version did not count: the end is not stale.
	await scene.ended();
	expect(demoUrls()).toEqual([[urlOf(1), urlOf(2)]]);
});

test("of a match that is long over, after a restart: stored, and no room is opened", async () => {
	await given();
	await scene.placed();
	await scene.ended();
	await scene.restart();
	await world.clock.advance(2 * day);
	const calls = world.discord.calls.length;
	await world.post(demoOf(scene.matchId, 1));
	await world.calm();
	expect(matches().map(({ phase }) => phase)).toEqual(["over"]);
	expect(demoUrls()).toEqual([[urlOf(1)]]);
	expect(world.discord.calls).toHaveLength(calls);
	await scene.restart();
	expect(demoUrls()).toEqual([[urlOf(1)]]);
});

test("of a match that nobody knows: it stays unknown, FACEIT is not asked, and the event is done with", async () => {
	await given();
	await world.post(JSON.stringify(recorded));
	await world.post(demoOf(scene.matchId, 1));
	await world.calm();
	expect([matches(), states()]).toEqual([[], ["done", "done"]]);
	expect(world.faceit.calls).toEqual([]);
	await scene.placed();
	expect(demoUrls()).toEqual([[]]);
});
