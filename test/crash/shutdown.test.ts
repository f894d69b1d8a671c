// SIGTERM and SIGINT to the real process: it stops accepting, keeps what it accepted, finishes the step under way, leaves
// the gateway, puts everything into the one database file, and ends with 0 within five seconds, whatever hangs.

import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { beginIn, type Life } from "../faults/life.ts";
import { eventually } from "../world.ts";
import { type ProcessWorld, startProcessWorld } from "./process.ts";

type Situation = readonly [name: string, prepare: (life: Life<ProcessWorld>) => Promise<void> | void];

const create = { method: "POST", path: "/guilds/:guild/channels" };

const situations: readonly Situation[] = [
	["nothing to do", () => {}],
	[
		"while a call to Discord hangs",
		async ({ world, matchId }) => {
			const fault = world.discord.fault({ ...create, times: 10 }, { hang: true });
			await world.report("ready", matchId);
			await eventually(() => fault.hits > 0, "a call under way");
		},
	],
	[
		"while the gateway is refused",
		async ({ world }) => {
			world.discord.gateway.refuse(true);
			world.discord.gateway.cut();
			await eventually(() => world.discord.gateway.connections === 0, "the gateway lost");
			await Bun.sleep(100);
		},
	],
	["while the gateway is frozen", ({ world }) => world.discord.gateway.freeze(true)],
	[
		"while FACEIT hangs",
		async ({ world, matchId }) => {
			world.faceit.fault({ path: "/matches/" }, { hang: true });
			await world.report("configuring", matchId, { teams: null });
			await eventually(() => world.faceit.calls.some(({ path }) => path.includes("/matches/")), "FACEIT asked");
		},
	],
	[
		"while a webhook is being sent slowly",
		async ({ world }) => {
			// Its body never ends.
			const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) });
			const secret = world.config.webhook.secrets[0] ?? "";
			void fetch(`${world.url}/faceit-webhook`, {
				method: "POST",
				body,
				headers: { "X-Webhook-Secret": secret },
			}).catch(() => {});
			await Bun.sleep(100);
		},
	],
];

async function given(prepare: Situation[1], act: (life: Life<ProcessWorld>) => Promise<void>): Promise<void> {
	const life = await beginIn(startProcessWorld);
	try {
		await eventually(() => life.world.discord.gateway.sessions === 1, "signed in");
		await prepare(life);
		await act(life);
	} finally {
		life.world.discord.gateway.unfreeze();
		await life.world.stop();
	}
}

async function endsWell({ world }: Life<ProcessWorld>, signal: "SIGTERM" | "SIGINT"): Promise<void> {
	const askedAt = performance.now();
	world.process.kill(signal);
	expect(await world.process.exited).toBe(0);
	expect(performance.now() - askedAt).toBeLessThan(5_000);
	const log = `${world.config.databasePath}-wal`;
	expect(existsSync(log) ? statSync(log).size : 0).toBe(0);
	const kept = world.stored<{ count: number }>("select count(*) as count from inbox")[0]?.count;
	expect(kept).toBe(world.acknowledged);
}

for (const [name, prepare] of situations) {
	test.concurrent(`SIGTERM, ${name}`, () => given(prepare, (life) => endsWell(life, "SIGTERM")), 30_000);
}

test.concurrent(
	"SIGINT, which Fly and Ctrl-C send, does the same",
	() =>
		given(
			() => {},
			(life) => endsWell(life, "SIGINT"),
		),
	30_000,
);

test.concurrent("the gateway is left, so that Discord shows the bot as gone at once", async () => {
	await given(
		() => {},
		async (life) => {
			await endsWell(life, "SIGTERM");
			await eventually(() => life.world.discord.gateway.connections === 0, "no connection left", 500);
		},
	);
}, 30_000);

test.concurrent("what hung is looked for after the restart, and the match goes on", async () => {
	await given(
		async ({ world, matchId }) => {
			const fault = world.discord.fault({ ...create, times: 2 }, { loseAnswer: true });
			await world.report("ready", matchId);
			await eventually(() => fault.hits === 2, "both creates under way");
		},
		async (life) => {
			await endsWell(life, "SIGTERM");
			await life.world.start();
			await eventually(() => life.world.arePlaced(), "everyone in one of the two rooms", 10_000);
			expect(life.world.roomChannels()).toHaveLength(2);
		},
	);
}, 30_000);

test.concurrent("a second signal ends it at once", async () => {
	const [, hang] = situations[1] ?? [];
	await given(hang ?? (() => {}), async ({ world }) => {
		world.process.kill("SIGTERM");
		await Bun.sleep(200);
		const askedAt = performance.now();
		world.process.kill("SIGTERM");
		expect(await world.process.exited).toBe(143);
		expect(performance.now() - askedAt).toBeLessThan(300);
	});
}, 30_000);
