// How long it takes until a match is in its rooms, and how many webhooks a second are kept for good. `bun run bench`.
//
// "Side by side" is the program itself between the two sandboxes. "One after the other" is what discord.js makes of the
// same calls, all given to it at once: it holds a queue per route and waits for each answer.

import { REST } from "@discordjs/rest";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type ProgramWorld, startWorld, webhookSecret } from "../test/program/world.ts";
import type { Side } from "../test/world.ts";

const roundTripMs = 50;
const runs = 5;

function now(): number {
	return performance.now();
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(act: () => Promise<void>): Promise<number> {
	const startedAt = now();
	await act();
	return now() - startedAt;
}

function bringEveryoneBack(world: ProgramWorld): void {
	for (const { discordId } of world.people) world.discord.joinVoice(world.guildId, discordId, world.generalId);
}

/** From FACEIT's post until all are in their rooms. */
async function sideBySide(world: ProgramWorld): Promise<number> {
	const matchId = world.newMatchId();
	const ms = await timed(async () => {
		await world.report("ready", matchId);
		// Looked at more often than the tests do: it is a measurement.
		while (!world.arePlaced()) await Bun.sleep(1);
	});
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	await world.calm();
	return ms;
}

/** The same two creates and the same moves, by discord.js. */
async function oneAfterTheOther(world: ProgramWorld, rest: REST): Promise<number> {
	const { guildId, teams } = world;
	const place = async ({ name, people }: Side) => {
		const room = await rest.post(`/guilds/${guildId}/channels`, { body: { name: `${name} bench`, type: 2 } });
		const channel_id = String(Object.entries(Object(room)).find(([key]) => key === "id")?.[1]);
		const move = (id: string) => rest.patch(`/guilds/${guildId}/members/${id}`, { body: { channel_id } });
		await Promise.all(people.map(({ discordId }) => move(discordId)));
		return channel_id;
	};
	const rooms: string[] = [];
	const ms = await timed(async () => void rooms.push(...(await Promise.all(teams.map(place)))));
	bringEveryoneBack(world);
	for (const room of rooms) world.discord.deleteChannel(room);
	await world.calm();
	return ms;
}

async function placement(playersPerTeam: number): Promise<object> {
	const prepare = (made: ProgramWorld) => made.choose({ lingerMs: 0 });
	const world = await startWorld({ playersPerTeam, latencyMs: roundTripMs, prepare });
	const rest = new REST({ api: world.discord.url, version: "10" }).setToken(world.discord.token);
	const fast: number[] = [];
	const slow: number[] = [];
	for (let run = 0; run <= runs; run += 1) {
		fast.push(await sideBySide(world));
		slow.push(await oneAfterTheOther(world, rest));
	}
	await world.stop();
	const [ours, theirs] = [median(fast.slice(1)), median(slow.slice(1))];
	return {
		players: 2 * playersPerTeam,
		"side by side, ms": Math.round(ours),
		"one after the other, ms": Math.round(theirs),
		"times faster": Number((theirs / ours).toFixed(1)),
	};
}

/** Deliveries of different events, each answered 204 only after its commit is on the disk. */
async function throughput(world: ProgramWorld, atOnce: number): Promise<object> {
	const count = 2_000;
	const bodies = Array.from({ length: count }, () =>
		JSON.stringify(webhookBody({ event: "match_object_created", matchId: world.newMatchId(), version: 1 })),
	);
	const post = (body: string) =>
		fetch(`${world.app.url}/faceit-webhook`, { method: "POST", headers: { "X-Webhook-Secret": webhookSecret }, body });
	let next = 0;
	const took: number[] = [];
	const work = async () => {
		for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
			const sent = body;
			took.push(
				await timed(async () => {
					const { status } = await post(sent);
					if (status !== 204) throw new Error(`answered ${status}`);
				}),
			);
		}
	};
	const ms = await timed(async () => void (await Promise.all(Array.from({ length: atOnce }, work))));
	return {
		"webhooks at once": atOnce,
		"kept a second": Math.round(count / (ms / 1_000)),
		"median, ms": Number(median(took).toFixed(1)),
		"slowest, ms": Math.round(Math.max(...took)),
	};
}

const placements = [];
for (const playersPerTeam of [1, 2, 5, 7]) placements.push(await placement(playersPerTeam));
const webhooks = [];
for (const atOnce of [1, 20, 200]) {
	const world = await startWorld({ settled: false, env: { LOG_LEVEL: "warn" } });
	webhooks.push(await throughput(world, atOnce));
	await world.stop();
}

const table = (rows: readonly object[]) => Bun.inspect.table([...rows], { colors: process.stdout.isTTY });
process.stdout.write(`A round trip to Discord takes ${roundTripMs} ms; the median of ${runs} matches.\n`);
process.stdout.write(
	`${table(placements)}\nWebhooks, each answered once it is on the disk (synchronous=FULL).\n${table(webhooks)}`,
);
