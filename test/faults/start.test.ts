// The program starts while Discord is unwell: webhooks are kept all the same, and it signs in once Discord can be reached.

import { describe, expect, test } from "bun:test";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import { eventually, newMatchId, startWorld, type World, type WorldOptions } from "../world.ts";

const options: WorldOptions = { playersPerTeam: 1, pace: 0.02, env: { LINGER_SECONDS: "0" } };

const moods: readonly (readonly [name: string, kind: FaultKind])[] = [
	["500", { status: 500 }],
	["502, a page", { status: 502, html: "Bad Gateway" }],
	["no answer", { hang: true }],
	["connection cut", { reset: true }],
	["answered with broken JSON", { loseAnswer: 200 }],
	["429", { retryAfter: 1 }],
	["403 of Cloudflare", { status: 403, html: "Sorry, you have been blocked" }],
];

async function playOneMatch(world: World): Promise<void> {
	const matchId = newMatchId();
	await world.report("ready", matchId);
	await eventually(() => world.arePlaced(), "both placed", 10_000);
	await world.report("finished", matchId);
	await eventually(() => world.roomChannels().length === 0, "no room left");
	expect(world.discord.violations).toEqual([]);
}

describe("given the gateway's address cannot be had", () => {
	for (const [name, kind] of moods) {
		test.concurrent(`${name}: it is asked for again, and the gateway is left at the end`, async () => {
			const world = await startWorld({
				...options,
				prepare: ({ discord }) => void discord.fault({ path: "/gateway/bot", times: 2 }, kind),
			});
			try {
				await playOneMatch(world);
				expect(world.discord.gateway.identifies).toBe(1);
				await world.stopProgram();
				await eventually(() => world.discord.gateway.connections === 0, "no connection left", 1_000);
			} finally {
				await world.stop();
			}
		}, 20_000);
	}
});

describe("given the commands cannot be told", () => {
	for (const [name, kind] of moods) {
		test.concurrent(`${name}: a match is played all the same`, async () => {
			const world = await startWorld({
				...options,
				prepare: ({ discord }) => void discord.fault({ method: "PUT", path: /commands$/, times: 3 }, kind),
			});
			try {
				await playOneMatch(world);
			} finally {
				await world.stop();
			}
		}, 20_000);
	}
});

test.concurrent("given a gateway that refuses at first, when it no longer does, then the match that came meanwhile is played", async () => {
	const world = await startWorld({
		...options,
		prepare({ discord }) {
			discord.gateway.refuse(true);
			setTimeout(() => discord.gateway.refuse(false), 1_000);
		},
	});
	try {
		await playOneMatch(world);
	} finally {
		await world.stop();
	}
}, 30_000);

test.concurrent("given a token that is refused at the start, then the program has failed, and says why", async () => {
	const world = await startWorld({
		...options,
		prepare: ({ discord }) => void discord.fault({ path: "/gateway/bot" }, { status: 401 }),
	});
	try {
		expect(await Promise.race([world.app.failed, Bun.sleep(4_000)])).toContain("DISCORD_TOKEN");
	} finally {
		await world.stop();
	}
});

test.concurrent("given sessions that are lost over and over, then the day's sign-ins are not burned, and stopping does not wait", async () => {
	const world = await startWorld(options);
	try {
		const { gateway } = world.discord;
		const lose = () => {
			if (gateway.sessions === 0) return;
			gateway.forgetSessions();
			gateway.cut();
		};
		const losing = setInterval(lose, 10);
		// Five are free within ten minutes; after that one every two minutes.
		await eventually(() => gateway.identifies === 5, "five sign-ins", 15_000);
		await Bun.sleep(1_500);
		clearInterval(losing);
		expect(gateway.identifies).toBe(5);
		const askedAt = performance.now();
		await world.stopProgram();
		expect(performance.now() - askedAt).toBeLessThan(2_000);
	} finally {
		await world.stop();
	}
}, 30_000);
