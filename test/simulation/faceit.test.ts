// One budget of calls to FACEIT for everything: what a room waits for comes first, and nothing starves anything else.

import { afterEach, expect, test } from "bun:test";
import { asFaceit, type Side } from "../world.ts";
import { given, type Scene } from "./scene.ts";

const minute = 60_000;

let scene: Scene;
afterEach(() => scene.world.stop());

/** Two teams of people who are linked, but in no server of ours. */
function others(): Side[] {
	const { world } = scene;
	const person = () => ({ nickname: "other", faceitId: world.newMatchId(), discordId: world.newMatchId() });
	const sides = [1, 2].map((number) => ({
		id: world.newMatchId(),
		name: `Team ${number}`,
		people: [person(), person()],
	}));
	world.link(
		sides.flatMap(({ people }) => people),
		"elsewhere",
	);
	return sides;
}

/** FACEIT knows who plays in our match; its webhooks name nobody. */
function hideLineUp(): void {
	const { world, matchId } = scene;
	world.faceit.setMatch(matchId, { status: "READY", teams: world.teams.map(asFaceit) });
}

const callsOf = (path: string, from: number) =>
	scene.world.faceit.calls.filter((call) => call.at >= from && call.path.includes(path));

/** How long after `from` it is so, ms. */
async function after(from: number, holds: () => boolean, what: string): Promise<number> {
	await scene.world.eventually(holds, what);
	return scene.world.clock.now() - from;
}

test("given 300 open matches, after a restart a new one's line-up does not wait, and they are compared bit by bit", async () => {
	scene = await given();
	const { world } = scene;
	for (let count = 0; count < 300; count += 1) await world.report("ready", world.newMatchId(), { teams: others() });
	await world.clock.advance(minute);
	await world.stopProgram();
	hideLineUp();
	world.faceit.fault({ path: "/matches/" }, { delayMs: 1_000 });
	const startedAt = world.clock.now();
	await world.start();
	await world.clock.advance(2_000);
	const from = world.clock.now();
	await world.report("ready", scene.matchId, { teams: null });
	expect(await after(from, () => world.arePlaced(), "everyone in their room")).toBeLessThan(5_000);
	await world.clock.advance(3 * minute);
	const asked = callsOf("/matches/", startedAt);
	expect(new Set(asked.map(({ path }) => path)).size).toBe(301);
	expect(asked.filter(({ at }) => at < startedAt + 10_000).length).toBeLessThan(50);
});

test("given somebody who types twenty times a second, matches get their answers, and FACEIT one question a second", async () => {
	scene = await given();
	const { world } = scene;
	hideLineUp();
	const from = world.clock.now();
	for (let count = 0; count < 200; count += 1) {
		void world.program.players.suggest(`vale${count}`, scene.person(0, 0).discordId);
		if (count === 100) await world.report("ready", scene.matchId, { teams: null });
		await world.clock.advance(50);
	}
	expect(world.arePlaced()).toBe(true);
	expect(callsOf("/search/", from).length).toBeLessThanOrEqual(11);
	const [first] = callsOf(scene.matchId, from);
	expect((first?.at ?? Infinity) - from).toBeLessThanOrEqual(100 * 50 + 50);
});

test("given a hundred who type at once, together they take no more than a fifth of the calls", async () => {
	scene = await given();
	const { world } = scene;
	const from = world.clock.now();
	for (let count = 0; count < 1_000; count += 1) {
		void world.program.players.suggest(`name${count}`, `member ${count % 100}`);
		await world.clock.advance(10);
	}
	expect(callsOf("/search/", from).length).toBeLessThanOrEqual(11);
});

test("given a flood of new matches without a line-up, a real one in the middle of it has its rooms within seconds", async () => {
	scene = await given();
	const { world } = scene;
	hideLineUp();
	const flood = async (count: number) => {
		for (let n = 0; n < count; n += 1) await world.report("created", world.newMatchId(), { teams: null });
	};
	await flood(500);
	await world.report("created", scene.matchId, { teams: null });
	await flood(500);
	const from = world.clock.now();
	await world.report("ready", scene.matchId, { teams: null });
	await flood(500);
	expect(await after(from, () => world.arePlaced(), "everyone in their room")).toBeLessThan(5_000);

	// Meanwhile people are not kept waiting either, and nobody's end is missed.
	const [who] = world.people;
	const profile = world.program.players.profile(who?.discordId ?? "");
	const askedAt = world.clock.now();
	let answer = "";
	void profile.then(({ is }) => {
		answer = is;
	});
	// It takes two calls.
	expect(await after(askedAt, () => answer !== "", "an answer")).toBeLessThan(4_000);
	expect(answer).toBe("found");
	world.faceit.setMatch(scene.matchId, { status: "FINISHED" });
	const endedAt = world.clock.now();
	const isClosed = () => world.roomChannels().length === 0;
	expect(await after(endedAt, isClosed, "no room left")).toBeLessThan(4 * minute);
});
