// SIGTERM to the real process, at the worst moment: it keeps what it accepted, leaves the gateway, puts everything into the
// one database file, ends with 0, and the next start goes on. test/long asks in every other situation.

import { expect, test } from "bun:test";
import { create, expectGoodEnd, givenProcess } from "./shutdowns.ts";

test("SIGTERM while calls to Discord hang: it ends well, and what hung is looked for after the restart", async () => {
	await givenProcess(
		async ({ world, matchId }) => {
			const fault = world.discord.fault({ ...create, times: 2 }, { loseAnswer: true });
			await world.report("ready", matchId);
			await world.eventually(() => fault.hits === 2, "both creates in flight");
		},
		async (life) => {
			const { world } = life;
			await expectGoodEnd(life, "SIGTERM");
			await world.eventually(() => world.discord.gateway.connections === 0, "the gateway left");
			await world.start();
			await world.eventually(() => world.arePlaced(), "everyone in one of the two rooms");
			expect(world.roomChannels()).toHaveLength(2);
		},
	);
}, 60_000);
