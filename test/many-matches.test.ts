// Many matches at once: each gets its two rooms, and Discord's limits are shared fairly and never run into.

import { afterAll, expect, test } from "bun:test";
import { eventually, newMatchId, type Side, startWorld, type World, type WorldOptions } from "./world.ts";

/** Most of the time these wait for Discord's limits: side by side, each in a world of its own. */
const worlds: World[] = [];
afterAll(() => Promise.all(worlds.map((world) => world.stop())));

async function given(options: WorldOptions): Promise<World> {
	const world = await startWorld({ settled: false, ...options });
	worlds.push(world);
	return world;
}

const movesIn = ({ discord }: World) => discord.calls.filter(({ route }) => route === "/guilds/:guild/members/:user");

/** Matches of new people, all linked and in "General". */
function matches(count: number, size: number, made: World): Side[][] {
	return Array.from({ length: count }, (_, n) => [
		made.newSide(`Red ${n + 1}`, size),
		made.newSide(`Blue ${n + 1}`, size),
	]);
}

test.concurrent("twenty matches at once: two rooms each, everyone in theirs, everyone back, no room left", async () => {
	const all: { matchId: string; sides: Side[] }[] = [];
	const world = await given({
		prepare: (made) => all.push(...matches(20, 2, made).map((sides) => ({ matchId: newMatchId(), sides }))),
	});
	await Promise.all(all.map(({ matchId, sides }) => world.report("ready", matchId, { teams: sides })));
	await eventually(() => all.every(({ sides }) => world.arePlaced(sides)), "80 players in their rooms", 15_000);
	await world.calm();
	const names = all.flatMap(({ sides }) => sides.map(({ name }) => name));
	expect(Object.keys(world.rooms()).toSorted()).toEqual(names.toSorted());
	expect(world.discord.calls.filter(({ method }) => method === "POST")).toHaveLength(40);
	expect(movesIn(world)).toHaveLength(80);

	await Promise.all(all.map(({ matchId }) => world.report("finished", matchId, { teams: null })));
	await eventually(() => world.roomChannels().length === 0, "no room left", 15_000);
	expect(world.discord.membersIn(world.generalId)).toHaveLength(80);
	expect(world.discord.invalidRequests).toBe(0);
	expect(world.discord.violations).toEqual([]);
}, 40_000);

test.concurrent("under Discord's limits: a match that starts before one whose people go home, its teams in turn, and no 429", async () => {
	let [ending, starting]: Side[][] = [[], []];
	const world = await given({
		limits: true,
		prepare(made) {
			made.choose({ lingerMs: 0 });
			[ending] = matches(1, 4, made);
			starting = [made.newSide("Gold", 8), made.newSide("Silver", 8)];
		},
	});
	const [over, gold, silver] = [ending ?? [], starting?.[0], starting?.[1]];
	if (gold === undefined || silver === undefined) throw new Error("no teams");
	const away = ({ people }: Side) => people.filter((person) => world.whereIs(person) !== world.generalId).length;

	const matchId = newMatchId();
	await world.report("ready", matchId, { teams: over });
	await eventually(() => world.arePlaced(over), "the first match in its rooms");
	await world.report("ready", newMatchId(), { teams: [gold, silver] });
	await world.report("finished", matchId, { teams: null });
	await eventually(() => movesIn(world).length === 10, "as many moves as Discord allows in ten seconds");
	await world.calm(300);
	expect(movesIn(world)).toHaveLength(10);
	const before = [gold, silver].map(away);

	await eventually(() => movesIn(world).length === 20, "the moves of the next ten seconds", 12_000);
	await world.calm(300);
	expect(movesIn(world)).toHaveLength(20);
	expect([gold, silver].map((side, index) => away(side) - (before[index] ?? 0))).toEqual([5, 5]);
	expect(over.map(away)).toEqual([4, 4]);
	expect(world.discord.invalidRequests).toBe(0);
	expect(world.discord.violations).toEqual([]);
}, 30_000);

test.concurrent("several guilds under Discord's limits: each has its own, and the bot's fifty a second are kept", async () => {
	const guilds: { guildId: string; sides: Side[] }[] = [];
	const world = await given({
		limits: true,
		prepare(made) {
			for (let n = 0; n < 8; n += 1) {
				const guildId = made.discord.addGuild({ name: `Guild ${n}` }).id;
				const channelId = made.discord.addChannel(guildId, { name: "Voice", type: "voice" });
				const sides = [
					made.newSide(`Red ${n}`, 4, channelId, guildId),
					made.newSide(`Blue ${n}`, 4, channelId, guildId),
				];
				guilds.push({ guildId, sides });
			}
		},
	});
	await Promise.all(guilds.map(({ sides }) => world.report("ready", newMatchId(), { teams: sides })));
	await eventually(
		() => guilds.every(({ guildId, sides }) => world.arePlaced(sides, guildId)),
		"64 players in 8 guilds",
		15_000,
	);
	expect(world.discord.invalidRequests).toBe(0);
	const starts = world.discord.calls.map(({ startedAt }) => startedAt);
	const busiest = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000).length));
	expect(busiest).toBeLessThanOrEqual(50);
}, 30_000);
