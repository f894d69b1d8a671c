// Several connections to the gateway: each tells of its own guilds, and says nothing about those of the others.

import { expect, test } from "bun:test";
import { carries, onlyShard, shardIdOf, shardName } from "../../src/shard.ts";
import { guild, type Heard, newCache } from "./given.ts";

const botId = "1";
const seconds = 1_000;
/** Guilds of the shards 0, 1 and 2 of three. */
const idOn = (shardId: number) => String(BigInt(300 + shardId) << 22n);
const [first, second, third] = [idOn(0), idOn(1), idOn(2)];

function ready({ cache }: Heard, shardId: number, ...ids: string[]): void {
	const guilds = ids.map((id) => ({ id, unavailable: true }));
	cache.apply("READY", { user: { id: botId }, guilds, shard: [shardId, 3] }, shardId);
}

function show({ cache }: Heard, shardId: number, id: string): void {
	cache.apply("GUILD_CREATE", guild({ id }), shardId);
}

/** All three are up, and each shows its guild. */
function given(): Heard {
	const one = newCache();
	for (const [shardId, id] of [first, second, third].entries()) {
		ready(one, shardId, id);
		show(one, shardId, id);
	}
	one.heard.length = 0;
	return one;
}

test("Discord divides guilds by their ids; what is no id of Discord's, and every guild of the only shard, is the first one's", () => {
	expect([first, second, third].map((id) => shardIdOf(id, 3))).toEqual([0, 1, 2]);
	// The example of Discord's documentation: (guild_id >> 22) % num_shards.
	expect(shardIdOf("197038439483310086", 16)).toBe(Number((197038439483310086n >> 22n) % 16n));
	expect([shardIdOf(third, 1), shardIdOf("vale", 3)]).toEqual([0, 0]);
	expect([carries(onlyShard, third), carries({ id: 2, count: 3 }, third), carries({ id: 1, count: 3 }, third)]).toEqual(
		[true, true, false],
	);
	expect([shardName(onlyShard), shardName({ id: 1, count: 3 })]).toEqual([undefined, "2 of 3"]);
});

test("one shard after the other comes up: each is judged by its own list, and no guild is taken for left", () => {
	const one = newCache();
	ready(one, 1, second);
	show(one, 1, second);
	ready(one, 0, first);
	show(one, 0, first);
	expect(one.heard.filter((words) => !words.startsWith("shown"))).toEqual([
		`refreshed ready ${second}`,
		`refreshed ready ${first}`,
	]);
	expect([...one.cache.guildIds()].sort()).toEqual([first, second].sort());
});

test("a shard signs in again without one of its guilds: the bot has left that one, and no other", () => {
	const one = given();
	ready(one, 1);
	expect(one.heard).toEqual([`left ${second}`, "refreshed ready"]);
	expect([...one.cache.guildIds()]).toEqual([first, third]);
});

test("one shard is away: what its guilds show is not current, and that of the others is", () => {
	const { cache } = given();
	const current = () => [first, second, third].map((id) => cache.isConnected(id));
	expect(current()).toEqual([true, true, true]);
	cache.disconnected(1);
	expect(current()).toEqual([true, false, true]);
	// What another one says changes nothing about it.
	cache.apply("RESUMED", {}, 0);
	expect(current()).toEqual([true, false, true]);
	cache.apply("RESUMED", {}, 1);
	expect(current()).toEqual([true, true, true]);
	expect([cache.see(second)?.name, cache.isConnected("404")]).toEqual(["Vale", true]);
});

test("before its shard has signed in, nothing of a guild is current", () => {
	const one = newCache();
	expect(one.cache.isConnected(first)).toBe(false);
	ready(one, 0, first);
	expect([one.cache.isConnected(first), one.cache.isConnected(second)]).toEqual([true, false]);
});

test("a guild in an outage holds up its own shard only, and only for a while", async () => {
	const one = newCache();
	ready(one, 0, first);
	ready(one, 2, third);
	show(one, 2, third);
	expect(one.heard).toEqual([`shown ${third}`, `refreshed ready ${third}`]);
	// Guilds of others do not renew its patience.
	for (let round = 0; round < 3; round += 1) {
		await one.clock.advance(5 * seconds);
		show(one, 2, third);
	}
	expect(one.heard.at(-2)).toBe(`refreshed ready ${first}`);
	expect(one.heard.filter((words) => words.startsWith("refreshed"))).toHaveLength(2);
});

test("an answered move in a guild of a shard that is away waits for its word, and one elsewhere does not", async () => {
	const one = given();
	const { cache, clock, heard } = one;
	for (const id of [first, second]) cache.movedByUs(id, "ann", `room of ${id}`);
	cache.disconnected(1);
	await clock.advance(30 * seconds);
	expect(heard).toEqual([expect.stringMatching(/^found ann/)]);
	cache.apply("RESUMED", {}, 1);
	await clock.advance(6 * seconds);
	expect(heard).toHaveLength(3);
});
