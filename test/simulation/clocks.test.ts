// The machine's clock is set while the program runs, or between two runs: nothing comes earlier or later for it.

import { afterEach, describe, expect, test } from "bun:test";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import { asFaceit } from "../world.ts";
import { given, type Scene } from "./scene.ts";

const minute = 60_000;
const hour = 60 * minute;

let scene: Scene;
afterEach(() => scene.world.stop());

const jumps = [
	["back an hour", -hour],
	["forward five minutes", 5 * minute],
	["forward a day", 24 * hour],
] as const;

for (const [how, jumpMs] of jumps) {
	describe(`set ${how} while it runs`, () => {
		test("rooms linger as long as they should", async () => {
			scene = await given({ lingerMs: 10 * minute });
			const { world } = scene;
			await scene.placed();
			await world.report("finished", scene.matchId, { teams: null });
			await world.clock.advance(2 * minute);
			world.clock.shiftWall(jumpMs);
			await world.clock.advance(8 * minute - 1_000);
			expect(world.roomChannels()).toHaveLength(2);
			await world.clock.advance(2_000);
			expect(world.roomChannels()).toEqual([]);
		});

		test("an announced match opens shortly before its start by FACEIT's clock", async () => {
			scene = await given();
			const { world } = scene;
			const teams = world.teams.map(asFaceit);
			const scheduledAt = world.clock.now() + 2 * hour;
			world.faceit.setMatch(scene.matchId, { status: "SCHEDULED", teams, scheduledAt });
			await world.report("created", scene.matchId, { teams: null });
			await world.clock.advance(minute);
			world.clock.shiftWall(jumpMs);
			await world.clock.advance(scheduledAt - 6 * minute - world.clock.now());
			expect(world.roomChannels()).toEqual([]);
			await world.clock.advance(2 * minute);
			expect(world.arePlaced()).toBe(true);
		});

		test("anyone who walked out is left alone, and the match goes on as long as FACEIT says so", async () => {
			scene = await given({ matchMaxMs: 2 * hour });
			const { world } = scene;
			world.faceit.setMatch(scene.matchId, { status: "ONGOING", teams: world.teams.map(asFaceit) });
			await scene.placed();
			const walker = scene.person(0, 0);
			scene.join(walker, world.generalId);
			await world.calm();
			world.clock.shiftWall(jumpMs);
			const before = scene.moves().length;
			await world.clock.advance(5 * hour);
			expect(scene.moves()).toHaveLength(before);
			expect(world.whereIs(walker)).toBe(world.generalId);
			expect(world.roomChannels()).toHaveLength(2);
			world.faceit.setMatch(scene.matchId, { status: "FINISHED" });
			await world.eventually(() => world.roomChannels().length === 0, "no room left");
		});

		test("FACEIT is left alone for as long as it asked for", async () => {
			scene = await given();
			const { world } = scene;
			world.faceit.setMatch(scene.matchId, { status: "READY", teams: world.teams.map(asFaceit) });
			world.faceit.fault({ path: "/matches/", times: 1 }, { retryAfter: 120 });
			await world.report("ready", scene.matchId, { teams: null });
			const from = world.clock.now();
			await world.clock.advance(minute);
			world.clock.shiftWall(jumpMs);
			await world.eventually(() => world.arePlaced(), "everyone in their room");
			const askedAfter = world.faceit.calls.map(({ at }) => Math.round((at - from) / 1_000));
			expect(askedAfter.slice(0, 2)).toEqual([0, 120]);
		});
	});

	describe(`set ${how} between two runs`, () => {
		/** The program stops, the clock is set, and it begins again by that clock. */
		async function restart(): Promise<void> {
			await scene.world.stopProgram();
			scene.world.clock.shiftWall(jumpMs);
			await scene.world.start();
			await scene.world.calm();
		}

		test("a match that FACEIT calls ongoing goes on, with everybody where they are", async () => {
			scene = await given({ matchMaxMs: 2 * hour });
			const { world } = scene;
			world.faceit.setMatch(scene.matchId, { status: "ONGOING", teams: world.teams.map(asFaceit) });
			await scene.placed();
			const walker = scene.person(0, 0);
			scene.join(walker, world.generalId);
			await world.calm();
			const before = world.discord.calls.length;
			await restart();
			await world.clock.advance(10 * minute);
			// That FACEIT calls it live is news for those who read the rooms' status.
			const moves = ({ method, route }: Call) => method !== "GET" && route !== "/channels/:channel/voice-status";
			expect(world.discord.calls.slice(before).filter(moves)).toEqual([]);
			expect(world.whereIs(walker)).toBe(world.generalId);
			expect(world.roomChannels()).toHaveLength(2);
		});

		test("no answer of FACEIT's ends it for an hour at least, whatever its age seems to be", async () => {
			scene = await given({ matchMaxMs: 2 * hour });
			const { world } = scene;
			await scene.placed();
			world.faceit.fault({ path: "/matches/" }, { status: 503, html: "down" });
			await restart();
			await world.clock.advance(50 * minute);
			expect(world.roomChannels()).toHaveLength(2);
			await world.clock.advance(3 * hour);
			expect(world.roomChannels()).toEqual([]);
		});

		test("an end that was missed meanwhile is found within minutes", async () => {
			scene = await given();
			const { world } = scene;
			await scene.placed();
			await world.clock.advance(10 * minute);
			world.faceit.setMatch(scene.matchId, { status: "FINISHED" });
			await restart();
			await world.clock.advance(2 * minute);
			expect(world.roomChannels()).toEqual([]);
		});

		test("a match that is opened again is another opening: who walked out before it is moved once more", async () => {
			scene = await given({ lingerMs: 30 * minute });
			const { world } = scene;
			await scene.placed();
			const walker = scene.person(0, 0);
			scene.join(walker, world.generalId);
			await world.calm();
			await world.report("finished", scene.matchId, { teams: null });
			await world.calm();
			await restart();
			await world.report("configuring", scene.matchId);
			await world.eventually(() => world.arePlaced(), "everyone in their room, the walker too");
			scene.join(walker, world.generalId);
			await world.calm();
			await restart();
			expect(world.whereIs(walker)).toBe(world.generalId);
		});

		test("an announced match opens shortly before its start by FACEIT's clock", async () => {
			scene = await given();
			const { world } = scene;
			const teams = world.teams.map(asFaceit);
			const scheduledAt = world.clock.now() + 2 * hour;
			world.faceit.setMatch(scene.matchId, { status: "SCHEDULED", teams, scheduledAt });
			await world.report("created", scene.matchId, { teams: null });
			await world.clock.advance(minute);
			await restart();
			await world.clock.advance(scheduledAt - 6 * minute - world.clock.now());
			expect(world.roomChannels()).toEqual([]);
			await world.clock.advance(2 * minute);
			expect(world.arePlaced()).toBe(true);
		});
	});
}
