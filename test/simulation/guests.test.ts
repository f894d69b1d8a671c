// What the people of a match decide about its rooms: guests, how long a room stays, whether the match has any here.

import { afterEach, expect, test } from "bun:test";
import type { Doer } from "../../src/match-orders.ts";
import type { Person } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let coach: Person;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;
const staff: Doer = { discordId: "9000", right: "staff" };
const player = (): Doer => ({ discordId: scene.person(0, 0).discordId, right: "claim" });

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world } = scene);
	coach = world.person("Coach");
	await scene.placed();
	await world.calm();
}

const orders = () => world.program.orders;
const roomId = () => scene.roomOf(world.teams[0]);
const code = () => world.discord.channel(roomId())?.name.split(" · ").at(-1) ?? "";
const mayEnter = () => world.discord.canConnect(coach.discordId, roomId());
const letIn = (...guests: readonly string[]) => orders().letIn(world.guildId, code(), guests, player());

test("given a guest is let in, then they can come in and stay; let out again, they are brought out", async () => {
	await given();
	expect(mayEnter()).toBe(false);
	expect(letIn(coach.discordId)).toEqual({ is: "changed", added: [coach.discordId], removed: [] });
	await world.calm();
	expect(mayEnter()).toBe(true);
	scene.join(coach, roomId());
	await world.clock.advance(minute);
	expect(world.whereIs(coach)).toBe(roomId());
	expect(letIn(coach.discordId)).toEqual({ is: "unchanged" });
	expect(letIn()).toEqual({ is: "changed", added: [], removed: [coach.discordId] });
	await world.calm();
	expect(mayEnter()).toBe(false);
	// They came from outside voice, and there is no lobby.
	expect(world.whereIs(coach)).toBeUndefined();
	const trail = world.stored<{ what: string; actor_id: string }>(
		"SELECT what, actor_id FROM trail WHERE what IN ('letIn', 'letOut') ORDER BY entry_id",
	);
	expect(trail).toEqual([
		{ what: "letIn", actor_id: scene.person(0, 0).discordId },
		{ what: "letOut", actor_id: scene.person(0, 0).discordId },
	]);
});

test("given the program starts anew in between, then guests are guests still; they go with the room", async () => {
	await given();
	letIn(coach.discordId);
	await scene.restart("kill");
	expect(mayEnter()).toBe(true);
	await scene.ended();
	expect(orders().letIn(world.guildId, code(), [coach.discordId], staff)).toEqual({ is: "gone" });
});

test("given the room is kept open, then it closes ten minutes later; closed early, at once", async () => {
	await given({ lingerMs: minute });
	expect(orders().keepOpen(world.guildId, code())).toEqual({ is: "goesOn" });
	expect(orders().closeNow(world.guildId, code(), staff)).toEqual({ is: "goesOn" });
	await world.report("finished", scene.matchId, { teams: null });
	await world.calm();
	const [mine, theirs] = [code(), scene.roomOf(world.teams[1])];
	const kept = orders().keepOpen(world.guildId, mine);
	expect(kept).toMatchObject({ is: "kept" });
	await world.clock.advance(2 * minute);
	// Only this one: the others are back.
	expect([roomId() !== "no room", world.discord.channel(theirs)]).toEqual([true, undefined]);
	expect(world.whereIs(scene.person(0, 0))).toBe(roomId());
	await world.clock.advance(10 * minute);
	expect([roomId(), world.whereIs(scene.person(0, 0))]).toEqual(["no room", world.generalId]);
});

test("given staff close it, then everybody is back at once", async () => {
	await given({ lingerMs: 10 * minute });
	await world.report("finished", scene.matchId, { teams: null });
	await world.calm();
	for (const team of world.teams) {
		const name = world.discord.channel(scene.roomOf(team))?.name.split(" · ").at(-1) ?? "";
		expect(orders().closeNow(world.guildId, name, staff)).toEqual({ is: "closing" });
	}
	await scene.within(5 * second, () => world.roomChannels().length === 0, "both rooms gone");
	for (const who of world.people) expect(world.whereIs(who)).toBe(world.generalId);
});

test("given it is kept open over and over, then an hour after the match at most", async () => {
	await given();
	await world.report("finished", scene.matchId, { teams: null });
	const last = Array.from({ length: 8 }, () => orders().keepOpen(world.guildId, code()).is).at(-1);
	expect(last).toBe("longest");
	await world.clock.advance(61 * minute);
	expect(roomId()).toBe("no room");
});

test("given staff close the rooms of a match that goes on, then they stay closed until FACEIT opens it again", async () => {
	await given();
	expect(orders().order(world.guildId, scene.matchId, "closed", staff)).toBe(true);
	await world.clock.advance(minute);
	expect(world.roomChannels()).toEqual([]);
	for (const who of world.people) expect(world.whereIs(who)).toBe(world.generalId);
	await world.report("ready", scene.matchId);
	await world.clock.advance(minute);
	expect(world.roomChannels()).toEqual([]);
	await world.report("cancelled", scene.matchId);
	await world.report("configuring", scene.matchId);
	await world.eventually(() => world.arePlaced(), "everyone in their rooms again");
	expect(orders().order(world.guildId, "1-unknown", "open", staff)).toBe(false);
});

test("given a match that gets no rooms here by itself, when staff open it, then it has them", async () => {
	scene = await begin({ prepare: (made) => made.choose({ leastPlayers: 4 }) });
	({ world } = scene);
	coach = world.person("Coach");
	await world.report("ready", scene.matchId);
	await world.calm();
	expect(world.roomChannels()).toEqual([]);
	expect(Object.values(scene.reasons())).toContain("tooFewPlayers");
	orders().order(world.guildId, scene.matchId, "open", staff);
	await world.eventually(() => world.arePlaced(), "everyone in their rooms");
	await scene.ended();
});

test("given somebody left their room by themselves, when they ask to be moved again, then they are", async () => {
	await given();
	const who = scene.person(0, 0);
	scene.join(who, world.generalId);
	await world.clock.advance(minute);
	expect(world.whereIs(who)).toBe(world.generalId);
	orders().moveAgain(world.guildId, scene.matchId, [who.discordId]);
	await scene.within(5 * second, () => world.whereIs(who) === roomId(), "back in the room");
});
