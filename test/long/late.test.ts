// What takes its time to show: a stop that would hang, and a doctor during an outage of Discord's.

import { expect, test } from "bun:test";
import { webhookBody } from "../../src/sandbox/faceit/webhook-body.ts";
import { environmentOf, said, startFaceitComms } from "../cli/program.ts";
import { asFaceit, eventually, newMatchId, startWorld } from "../world.ts";

test("given a call that hangs while it stops, then it ends within five seconds with 0, and the next start goes on", async () => {
	const world = await startWorld();
	await world.stopProgram();
	const child = startFaceitComms([], environmentOf(world.config));
	const hanging = world.discord.fault({ method: "POST", path: /\/channels$/ }, { hang: true });
	const url = await addressOf(child.stdout);
	const event = { event: "match_status_ready", matchId: newMatchId(), version: 1, teams: world.teams.map(asFaceit) };
	const body = webhookBody(event);
	await world.faceit.post(`${url}/faceit-webhook`, body, { secret: world.config.webhook.secrets[0] ?? "" });
	await eventually(() => hanging.hits > 0, "a create hangs");
	const sentAt = performance.now();
	child.kill("SIGTERM");
	expect(await child.exited).toBe(0);
	expect(performance.now() - sentAt).toBeLessThan(5_000);
	hanging.remove();
	await world.start();
	await eventually(() => world.rooms()["Team Vale"]?.length === 5, "all are in their room", 20_000);
	await world.stop();
}, 60_000);

test("given an outage of Discord's in one server, then doctor says so after Discord's own wait", async () => {
	const world = await startWorld({ settled: false });
	world.discord.setGuildAvailable(world.guildId, false);
	const env = { ...environmentOf(world.config), PUBLIC_URL: world.app.url };
	const { code, out } = await said(["doctor"], env);
	expect(code).toBe(1);
	expect(out).toContain(`server ${world.guildId}: Discord does not show it now`);
	await world.stop();
}, 60_000);

async function addressOf(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
	const decoder = new TextDecoder();
	for await (const bytes of stream) {
		const url = /"url":"([^"]+)"/.exec(decoder.decode(bytes))?.[1];
		if (url !== undefined) return url;
	}
	return undefined;
}
