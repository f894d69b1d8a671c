// SIGTERM and SIGINT to the real process: it stops accepting, keeps what it accepted, finishes the step in flight, leaves
// the gateway, puts everything into the one database file, and ends with 0 within five seconds, whatever hangs.

import { expect, test } from "bun:test";
import type { ProcessWorld } from "../crash/process.ts";
import { create, expectGoodEnd, givenProcess } from "../crash/shutdowns.ts";
import type { Life } from "../life.ts";
import { webhookSecret } from "../program/world.ts";

type Situation = readonly [name: string, prepare: (life: Life<ProcessWorld>) => Promise<void> | void];

/** A supervisor kills after five seconds. On a machine with nothing else to do. */
const patienceMs = 5_000;

async function hang({ world, matchId }: Life<ProcessWorld>): Promise<void> {
	const fault = world.discord.fault({ ...create, times: 10 }, { hang: true });
	await world.report("ready", matchId);
	await world.eventually(() => fault.hits > 0, "a call in flight");
}

const situations: readonly Situation[] = [
	["nothing to do", () => {}],
	["while a call to Discord hangs", hang],
	[
		"while the gateway is refused",
		async ({ world: { discord, eventually } }) => {
			discord.gateway.refuse(true);
			discord.gateway.cut();
			await eventually(() => discord.gateway.connections === 0, "the gateway lost");
			await Bun.sleep(100);
		},
	],
	["while the gateway is frozen", ({ world }) => world.discord.gateway.freeze(true)],
	[
		"while FACEIT hangs",
		async ({ world, matchId }) => {
			world.faceit.fault({ path: "/matches/" }, { hang: true });
			await world.report("configuring", matchId, { teams: null });
			await world.eventually(() => world.faceit.calls.some(({ path }) => path.includes("/matches/")), "FACEIT asked");
		},
	],
	[
		"while a webhook is being sent slowly",
		async ({ world }) => {
			// Its body never ends.
			const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("{")) });
			const headers = { "X-Webhook-Secret": webhookSecret };
			void fetch(`${world.url}/faceit-webhook`, { method: "POST", body, headers }).catch(() => {});
			await Bun.sleep(100);
		},
	],
];

async function endsInTime(life: Life<ProcessWorld>, signal: "SIGTERM" | "SIGINT"): Promise<void> {
	const askedAt = performance.now();
	await expectGoodEnd(life, signal);
	expect(performance.now() - askedAt).toBeLessThan(patienceMs);
}

for (const [name, prepare] of situations) {
	test(`SIGTERM, ${name}`, () => givenProcess(prepare, (life) => endsInTime(life, "SIGTERM")));
}

test("SIGINT, which Fly and Ctrl-C send, does the same", () =>
	givenProcess(
		() => {},
		(life) => endsInTime(life, "SIGINT"),
	));

test("a second signal ends it at once", () =>
	givenProcess(hang, async ({ world }) => {
		world.process.kill("SIGTERM");
		await Bun.sleep(200);
		world.process.kill("SIGTERM");
		expect(await world.process.exited).toBe(143);
	}));
