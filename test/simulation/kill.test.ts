// kill -9 between any two steps of a match's life: at each of its calls, before and after it is carried out, and at any
// moment. After the restart no acknowledged event is lost, no second room exists, nobody was moved twice, everyone is back
// and no room is left. test/crash and test/long do the same to the real process.

import { describe, expect, test } from "bun:test";
import { atCall, begin, callNames, callsOfALife, expectNoHarm, type Life, live, moments } from "../life.ts";
import type { WorldOptions } from "../world.ts";
import { seeded } from "./chance.ts";
import { Simulation } from "./world.ts";

/** Long enough for some kills to fall between a call and its answer, ms. */
const latencyMs = 40;

/** Starts again by itself whenever it was killed. */
class KilledSimulation extends Simulation {
	/** How many events were acknowledged, each counted once. */
	acknowledged = 0;
	kills = 0;
	#isDown = false;

	override kill(): void {
		if (!this.isRunning) return;
		super.kill();
		this.kills += 1;
		this.#isDown = true;
	}

	/** As FACEIT does: again until it is accepted, whatever happens to the program meanwhile. */
	override async post(body: string | object, times = 1): Promise<void> {
		for (;;) {
			const accepted = await super.post(body, times).then(
				() => true,
				(error: unknown) => {
					if (!this.#isDown) throw error;
					return false;
				},
			);
			if (accepted) break;
			await this.#revive();
		}
		this.acknowledged += 1;
	}

	override async eventually(holds: () => boolean | undefined, what: string): Promise<void> {
		do {
			await this.#revive();
			await super.eventually(() => this.#isDown || holds(), what);
		} while (this.#isDown);
	}

	async #revive(): Promise<void> {
		while (this.#isDown) {
			this.#isDown = false;
			await this.start();
		}
	}
}

async function make(options: WorldOptions<KilledSimulation>): Promise<KilledSimulation> {
	const { prepare, ...rest } = options;
	const world = new KilledSimulation({ ...rest, latencyMs, lingerMs: 0 });
	prepare?.(world);
	await world.start();
	return world;
}

async function liveThrough(prepare: (life: Life<KilledSimulation>) => void): Promise<Life<KilledSimulation>> {
	const life = await begin(make);
	const { world } = life;
	prepare(life);
	await live(life);
	const count = (sql: string) => world.stored<{ count: number }>(`select count(*) as count from ${sql}`)[0]?.count;
	await world.eventually(() => count("matches where settled_at is null") === 0, "the match settled");
	await world.calm();
	expect(count("rooms where state in ('opening', 'open')")).toBe(0);
	expect(count("inbox where state = 'done'")).toBe(world.acknowledged);
	expect(world.acknowledged).toBe(3);
	expectNoHarm(life);
	await world.stop();
	return life;
}

for (const name of callNames) {
	describe(name, () => {
		for (let nth = 1; nth <= callsOfALife[name]; nth += 1) {
			for (const moment of moments) {
				test(`${nth}: killed ${moment}`, async () => {
					const { world } = await liveThrough((life) => {
						const kill = () => life.world.kill();
						atCall(
							life.world,
							{ name, nth, moment },
							kill,
							(act) => void life.world.clock.setTimeout(act, latencyMs / 2),
						);
					});
					expect(world.kills).toBe(1);
				});
			}
		}
	});
}

test("look for a room: killed at every moment of the search for a room whose create was not answered", async () => {
	for (const moment of moments) {
		const { world } = await liveThrough((life) => {
			const { discord, clock } = life.world;
			// The create is carried out, its answer is lost, and the gateway does not tell of it before the search.
			discord.fault({ method: "POST", path: "/guilds/:guild/channels" }, { loseAnswer: 502 });
			discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
			const kill = () => life.world.kill();
			const at = { name: "look for a room", nth: 1, moment } as const;
			atCall(life.world, at, kill, (act) => void clock.setTimeout(act, latencyMs / 2));
		});
		expect([moment, world.kills]).toEqual([moment, 1]);
	}
});

test("killed up to three times, at any moments", async () => {
	for (let seed = 1; seed <= 60; seed += 1) {
		const chance = seeded(seed);
		await liveThrough(({ world }) => {
			const waits = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => chance() * 700);
			let at = 0;
			for (const wait of waits) {
				at += wait;
				world.clock.setTimeout(() => world.kill(), at);
			}
		}).catch((error: unknown) => {
			throw new Error(`with seed ${seed}`, { cause: error });
		});
	}
});
