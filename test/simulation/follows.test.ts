// Competitions that guilds follow: their matches are found by lists alone, and beside webhooks nothing is done twice.

import { afterEach, describe, expect, test } from "bun:test";
import { asFaceit } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { SimulationOptions } from "./world.ts";

const minute = 60_000;
const hub = { kind: "hub", id: "05c90233-fcc2-5528-a9f7-d2c9a3214d87" } as const;
const competition = { id: hub.id, name: "EU 5v5", type: "hub" };

let scene: Scene;
afterEach(async () => {
	expect(scene.world.faceit.violations).toEqual([]);
	expect(scene.world.discord.violations).toEqual([]);
	await scene.world.stop();
});

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({
		...options,
		prepare(made) {
			made.faceit.addInstitution({ ...hub, name: "EU 5v5" });
			made.choose({ follows: [{ ...hub, name: "EU 5v5" }] });
		},
	});
}

/** FACEIT knows this about our match; nothing is posted. */
function faceitSays(status: string, words: object = {}): void {
	const { world, matchId } = scene;
	const teams = world.teams.map(asFaceit);
	world.faceit.setMatch(matchId, { status, teams, competition, ...words });
}

const areClosed = () => scene.world.roomChannels().length === 0;
const isHome = () => scene.world.people.every((who) => scene.world.whereIs(who) === scene.world.generalId);
const phase = () => scene.world.stored<{ phase: string }>("SELECT phase FROM matches")[0]?.phase;
const callsOf = (part: string) => scene.world.faceit.calls.filter(({ path }) => path.includes(part));

describe("given that no webhook is ever delivered", () => {
	test("a match of a followed hub has its rooms within half a minute of its start, and they are closed after its end", async () => {
		await given();
		const { world } = scene;
		faceitSays("CREATED");
		await world.clock.advance(2 * minute);
		expect(areClosed()).toBe(true);
		faceitSays("CONFIGURING", { configuredAt: world.clock.now() });
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		faceitSays("ONGOING", { startedAt: world.clock.now() });
		await world.clock.advance(40 * minute);
		expect(world.arePlaced()).toBe(true);
		// The list has spoken for it all the time.
		expect(callsOf(`/matches/${scene.matchId}`).length).toBeLessThan(5);
		faceitSays("FINISHED", { finishedAt: world.clock.now() });
		await scene.within(30_000, () => areClosed() && isHome(), "everyone back, no room left");
		expect(scene.creates()).toHaveLength(2);
	});

	test("somebody who comes on is let in, and twenty matches at once each have their rooms", async () => {
		await given();
		const { world } = scene;
		const others = Array.from({ length: 19 }, () => world.newMatchId());
		for (const matchId of others) {
			const strangers = [1, 2].map(() => ({
				teamId: world.newMatchId(),
				name: "X",
				roster: [{ faceitId: world.newMatchId(), nickname: "x" }],
			}));
			world.faceit.setMatch(matchId, { status: "ONGOING", teams: strangers, competition });
		}
		faceitSays("READY");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		expect(world.stored("SELECT match_id FROM matches")).toHaveLength(20);
		const written = world.facts.length;
		await world.clock.advance(5 * minute);
		// What is between strangers is stored once, and costs nothing after that.
		expect(world.facts.slice(written).filter((fact) => fact.kind === "checked" && fact.changed)).toEqual([]);
		expect(callsOf("/data/v4/matches/").length).toBeLessThan(5);
	});

	test("a match that is revived after it was cancelled has rooms again, once", async () => {
		await given();
		const { world } = scene;
		faceitSays("READY");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		await world.clock.advance(2 * minute);
		faceitSays("CANCELLED");
		await scene.within(30_000, () => areClosed() && isHome(), "no room left");
		await world.clock.advance(5 * minute);
		faceitSays("CONFIGURING");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room again");
		expect(scene.creates()).toHaveLength(4);
	});

	test("a restart in the middle of a match keeps its rooms, and finds its end", async () => {
		await given();
		const { world } = scene;
		faceitSays("ONGOING");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		await scene.restart("kill");
		expect(world.arePlaced()).toBe(true);
		await world.stopProgram();
		faceitSays("FINISHED");
		await world.start();
		await scene.within(2 * minute, () => areClosed() && isHome(), "no room left");
		expect(scene.creates()).toHaveLength(2);
	});

	test("a hub that is not followed is not listed, and one that no guild follows any more is not listed again", async () => {
		await given();
		const { world } = scene;
		world.choose({ follows: [] });
		await world.clock.advance(minute);
		const before = callsOf("/hubs/").length;
		faceitSays("READY");
		await world.clock.advance(5 * minute);
		expect(callsOf("/hubs/")).toHaveLength(before);
		expect(areClosed()).toBe(true);
		expect(world.program.follows()).toEqual([]);
	});

	test("a match that is stuck at FACEIT since yesterday gets no rooms", async () => {
		await given();
		faceitSays("ONGOING", { startedAt: scene.world.clock.now() - 24 * 60 * minute });
		await scene.world.clock.advance(5 * minute);
		expect(areClosed()).toBe(true);
	});
});

describe("given webhooks as well, and lists that lag", () => {
	const rows = [0, 20_000, 50_000, 2 * minute].flatMap((lagMs) =>
		[100, 5 * minute].map((lingerMs) => [lagMs, lingerMs] as const),
	);
	for (const [lagMs, lingerMs] of rows) {
		test(`by ${lagMs} ms, rooms that stay ${lingerMs} ms: they open and close once, and nothing reopens`, async () => {
			await given({ lingerMs });
			const { world, matchId } = scene;
			world.faceit.lagLists(lagMs);
			faceitSays("CONFIGURING");
			await world.report("configuring", matchId);
			await scene.within(5_000, () => world.arePlaced(), "everyone in their room");
			faceitSays("ONGOING");
			await world.report("ready", matchId);
			await world.clock.advance(10 * minute);
			faceitSays("FINISHED");
			await world.report("finished", matchId);
			await scene.within(lingerMs + 5_000, () => areClosed() && isHome(), "no room left");
			await world.clock.advance(10 * minute);
			expect(areClosed()).toBe(true);
			expect(phase()).toBe("over");
			expect(scene.creates()).toHaveLength(2);
		});
	}

	test("a match that a list told first, then its webhooks: no second rooms", async () => {
		await given();
		const { world, matchId } = scene;
		faceitSays("CONFIGURING");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		await world.report("configuring", matchId);
		await world.report("ready", matchId);
		await world.clock.advance(5 * minute);
		faceitSays("FINISHED");
		await world.report("finished", matchId);
		await scene.within(5_000, areClosed, "no room left");
		// A late one changes nothing.
		await world.report("ready", matchId, { version: 1 });
		await world.clock.advance(5 * minute);
		expect(areClosed()).toBe(true);
		expect(scene.creates()).toHaveLength(2);
	});

	test("a lost end is found within half a minute of the list's, not after three minutes", async () => {
		await given();
		const { world, matchId } = scene;
		faceitSays("ONGOING");
		await world.report("ready", matchId);
		await world.clock.advance(10 * minute);
		faceitSays("FINISHED");
		await scene.within(30_000, () => areClosed() && isHome(), "no room left");
	});

	test("a list that comes and goes with a match that is over does not reopen it", async () => {
		await given();
		const { world, matchId } = scene;
		faceitSays("ONGOING");
		await world.report("ready", matchId);
		await world.clock.advance(5 * minute);
		faceitSays("FINISHED");
		await world.report("finished", matchId);
		await scene.within(5_000, areClosed, "no room left");
		for (let n = 0; n < 8; n += 1) {
			world.faceit.lagLists(n % 2 === 0 ? 0 : 10 * minute);
			await world.clock.advance(15_000);
		}
		expect(areClosed()).toBe(true);
		expect(scene.creates()).toHaveLength(2);
	});
});

describe("given a FACEIT that does not list", () => {
	test("a hub that was deleted is asked for ever less often, and told as a state", async () => {
		await given();
		const { world } = scene;
		world.faceit.removeInstitution(hub.id);
		const removedAt = world.clock.now();
		await world.clock.advance(24 * 60 * minute);
		expect(callsOf("/hubs/").length).toBeLessThan(40);
		const [state] = world.program.follows();
		expect(state).toMatchObject({ ...hub, failing: { why: "missing" } });
		expect((state?.failing?.since ?? Infinity) - removedAt).toBeLessThan(20_000);
		expect(scene.facts("notListed").filter(({ isNew }) => isNew)).toHaveLength(1);
		world.faceit.addInstitution({ ...hub, name: "EU 5v5" });
		await world.clock.advance(60 * minute);
		expect(world.program.follows()).toMatchObject([{ failing: null, matches: 0 }]);
	});

	test("an outage of an hour: open matches keep their rooms, and all is well a few minutes after it", async () => {
		await given();
		const { world } = scene;
		faceitSays("ONGOING");
		await scene.within(30_000, () => world.arePlaced(), "everyone in their room");
		const heal = world.faceit.fault({}, { status: 502 });
		await world.clock.advance(60 * minute);
		expect(world.arePlaced()).toBe(true);
		faceitSays("FINISHED");
		heal();
		await scene.within(8 * minute, () => areClosed() && isHome(), "no room left");
	});
});
