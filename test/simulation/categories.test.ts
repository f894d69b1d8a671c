// More rooms than a category takes: the next one is opened, used, and closed once it is empty, whatever is lost on the way.

import { afterEach, expect, test } from "bun:test";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

type Match = { readonly matchId: string; readonly sides: readonly Side[] };

let scene: Scene;
let world: Simulation;
let categoryId: string;
let matches: Match[];
afterEach(() => world.stop());

/** How many channels a category takes. */
const most = 50;
const isCategory = ({ body }: Pick<Call, "body">) => JSON.stringify(body).includes('"type":4');
const openings = () => scene.creates().filter(isCategory);
const createCategory = { method: "POST", path: "/guilds/:guild/channels", when: isCategory };

/** So many teams of one player, two to a match, and a category "Matches" that takes only so many more channels. */
async function given(teams: number, space: number, options: SimulationOptions = {}): Promise<void> {
	matches = [];
	scene = await begin({
		playersPerTeam: 0,
		...options,
		prepare(made) {
			categoryId = made.discord.addChannel(made.guildId, { name: "Matches", type: "category" });
			fill(made, categoryId, most - space);
			made.choose({ categoryId });
			const sides = Array.from({ length: teams }, (_, n) => made.newSide(`Team ${n + 1}`, 1));
			while (sides.length > 0) matches.push({ matchId: made.newMatchId(), sides: sides.splice(0, 2) });
			options.prepare?.(made);
		},
	});
	({ world } = scene);
}

function fill({ discord, guildId }: Simulation, parentId: string, count: number): string[] {
	return Array.from({ length: count }, (_, n) =>
		discord.addChannel(guildId, { name: `text ${n}`, type: "text", parentId }),
	);
}

/** The categories by name, each with how many rooms are in it. */
function categories(): Record<string, number> {
	const { channels } = world.discord.snapshot(world.guildId);
	const all = channels.filter(({ kind }) => kind === "category");
	const inside = ({ children }: (typeof all)[number]) => children.filter(({ kind }) => kind === "voice").length;
	return Object.fromEntries(all.map((one) => [one.name, inside(one)]));
}

function idOf(name: string): string {
	return world.discord.snapshot(world.guildId).channels.find((one) => one.name === name)?.id ?? "";
}

async function ready(some: readonly Match[] = matches): Promise<void> {
	for (const { matchId, sides } of some) await world.report("ready", matchId, { teams: sides });
}

const areIn = () => matches.every(({ sides }) => world.arePlaced(sides));
const placed = () => world.eventually(areIn, "everyone in their room");

async function finish(some: readonly Match[] = matches): Promise<void> {
	for (const { matchId } of some) await world.report("finished", matchId, { teams: null });
	await world.calm();
}

function expectNothingLeft(): void {
	expect(categories()).toEqual({ Matches: 0 });
	expect(world.discord.violations).toEqual([]);
	expect(world.discord.invalidRequests).toBe(0);
}

test("51 rooms: the category after fifty is opened by one call, used, and closed once it is empty and there is space before it", async () => {
	await given(51, most);
	await ready();
	await placed();
	expect(categories()).toEqual({ Matches: 50, "Matches · 2": 1 });
	expect(openings()).toHaveLength(1);
	await finish(matches.slice(-1));
	expect(categories()).toEqual({ Matches: 50, "Matches · 2": 0 });
	await finish(matches.slice(0, 1));
	expect(categories()).toEqual({ Matches: 48 });
	await finish(matches.slice(1, -1));
	expectNothingLeft();
});

test("under Discord's limits: the same, and no 429", async () => {
	await given(3, 2, { limits: true });
	await ready();
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
	await finish();
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	await world.calm();
	expect(openings()).toHaveLength(1);
	expectNothingLeft();
});

test("an admin's own empty category of the same name is used, and stays, also after a restart", async () => {
	const own = ({ discord, guildId }: Simulation) =>
		void discord.addChannel(guildId, { name: "Matches · 2", type: "category" });
	await given(4, 2, { prepare: own });
	await ready();
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 2 });
	expect(openings()).toEqual([]);
	await finish();
	await scene.restart("kill");
	await world.clock.advance(10 * 60_000);
	expect(categories()).toEqual({ Matches: 0, "Matches · 2": 0 });
	expect(world.discord.violations).toEqual([]);
});

test("the second is full as well: a third, and both of ours are closed in the end", async () => {
	await given(5, 2);
	await ready(matches.slice(0, 2));
	await world.calm();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 2 });
	const more = fill(world, idOf("Matches · 2"), most - 2);
	await ready(matches.slice(2));
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 2, "Matches · 3": 1 });
	expect(openings()).toHaveLength(2);
	await finish();
	expect(categories()).toEqual({ Matches: 0, "Matches · 2": 0 });
	for (const id of more) world.discord.deleteChannel(id);
	await world.calm();
	expectNothingLeft();
});

test('one that an admin made, "Matches · 2": used, and never closed', async () => {
	await given(3, 2, {
		prepare: (made) => void made.discord.addChannel(made.guildId, { name: "Matches · 2", type: "category" }),
	});
	await ready();
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
	await finish();
	await scene.restart();
	expect(categories()).toEqual({ Matches: 0, "Matches · 2": 0 });
	expect(openings()).toEqual([]);
});

const lost: [title: string, isToldByGateway: boolean][] = [
	["and the gateway tells of it", true],
	["and so is the gateway's event", false],
];
for (const [title, isTold] of lost) {
	test(`the answer to its create is lost, ${title}: found, used and closed, not made again`, async () => {
		await given(3, 2);
		const isIt = ({ data }: { data: unknown }) => JSON.stringify(data).includes("Matches · 2");
		if (!isTold) world.discord.gateway.drop(({ name, data }) => name === "CHANNEL_CREATE" && isIt({ data }));
		world.discord.fault(createCategory, { loseAnswer: "reset" });
		await ready();
		await placed();
		expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
		expect(openings()).toHaveLength(1);
		await finish();
		expectNothingLeft();
	});
}

test("its create is never carried out: looked for, then made", async () => {
	await given(3, 2);
	world.discord.fault(createCategory, { reset: true });
	await ready();
	await placed();
	expect(openings()).toHaveLength(2);
	await finish();
	expectNothingLeft();
});

test("killed while it is created: the next start finds it, uses it, and closes it", async () => {
	await given(3, 2, { latencyMs: 100 });
	await ready();
	await world.eventually(() => openings().length === 1, "the category is being created");
	await scene.restart("kill");
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
	expect(openings()).toHaveLength(1);
	await finish();
	expectNothingLeft();
});

test("restarted while it is in use: still known as ours, and closed", async () => {
	await given(3, 2);
	await ready();
	await placed();
	await scene.restart("kill");
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
	await finish();
	expectNothingLeft();
	expect(openings()).toHaveLength(1);
});

test("stopped before it could be closed, with every match settled: the next start closes it", async () => {
	await given(3, 2);
	await ready();
	await placed();
	await world.calm();
	const id = idOf("Matches · 2");
	const fault = world.discord.fault({ method: "DELETE", path: `/channels/${id}`, times: 100 }, { status: 500 });
	await finish();
	expect(categories()).toEqual({ Matches: 0, "Matches · 2": 0 });
	world.kill();
	fault.remove();
	await world.start();
	await world.calm();
	expectNothingLeft();
});

test("deleted by an admin with a room in it: the room stays, and another is opened when it is needed", async () => {
	await given(5, 2);
	await ready(matches.slice(0, 2));
	await world.calm();
	world.discord.deleteChannel(idOf("Matches · 2"));
	await world.calm();
	await ready(matches.slice(2));
	await placed();
	expect(categories()).toEqual({ Matches: 2, "Matches · 2": 1 });
	await finish();
	expectNothingLeft();
});
