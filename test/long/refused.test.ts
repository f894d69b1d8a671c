// Discord bans an address after 10,000 of 401, 403 and 429 in ten minutes: however much is refused, we stay far below.

import { expect, test } from "bun:test";
import { given } from "../simulation/scene.ts";
import type { Side } from "../world.ts";

const refusals = { "403 without a code": { status: 403 }, "429": { retryAfter: 1 } } as const;

for (const [name, kind] of Object.entries(refusals))
	test(`${name} for everything, in 150 guilds with a match each: 1,000 in ten minutes at most; all is well once it is over`, async () => {
		const matches: { guildId: string; teams: readonly Side[] }[] = [];
		const { world } = await given({
			prepare(made) {
				for (let n = 0; n < 150; n += 1) {
					const guildId = made.discord.addGuild({ name: `Guild ${n}` }).id;
					const general = made.discord.addChannel(guildId, { name: "General", type: "voice" });
					const teams = ["Red", "Blue"].map((team) => made.newSide(`${team} ${n}`, 2, general, guildId));
					matches.push({ guildId, teams });
				}
			},
		});
		let most = 0;
		world.discord.onEvent(() => {
			most = Math.max(most, world.discord.invalidRequests);
		});
		const fault = world.discord.fault({ times: Number.POSITIVE_INFINITY }, kind);
		for (const { teams } of matches) await world.report("ready", world.newMatchId(), { teams });
		await world.clock.advance(30 * 60_000);
		fault.remove();
		const areAllPlaced = () => matches.every(({ teams, guildId }) => world.arePlaced(teams, guildId));
		await world.eventually(areAllPlaced, "every match in its rooms");
		expect(most).toBeLessThanOrEqual(1_000);
		expect(world.discord.violations).toEqual([]);
		await world.stop();
	});
