// What takes its time to show: a doctor during an outage of Discord's.

import { expect, test } from "bun:test";
import { said } from "../cli/program.ts";
import { startWorld } from "../program/world.ts";

test("given an outage of Discord's in one server, then doctor says so after Discord's own wait", async () => {
	const world = await startWorld({ settled: false });
	world.discord.setGuildAvailable(world.guildId, false);
	const { code, out } = await said(["doctor"], { ...world.environment, PUBLIC_URL: world.url });
	expect(code).toBe(1);
	expect(out).toContain(`server ${world.guildId}: Discord does not show it now`);
	await world.stop();
}, 60_000);
