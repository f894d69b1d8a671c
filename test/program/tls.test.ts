// The real program, as a process, and a Discord over TLS: how many connections a match takes.

import { expect, test } from "bun:test";
import { startProcessWorld } from "../crash/process.ts";
import { certFile, certificate } from "../tls.ts";

/** A match from beginning to end. Returns how many connections Discord saw, the gateway's among them. */
async function playOver(http2: boolean): Promise<number> {
	const world = await startProcessWorld({
		discord: { tls: { ...certificate, http2 }, roundTripMs: 0 },
		env: { NODE_EXTRA_CA_CERTS: certFile, LINGER_SECONDS: "0" },
	});
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "all are in their rooms");
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room is left");
	const { connections = 0 } = world.discord.distance ?? {};
	expect(world.discord.violations).toEqual([]);
	// Warmed when the gateway was ready.
	expect(world.discord.calls.filter(({ path }) => path === "/gateway").map(({ status }) => status)).toContain(200);
	await world.stop();
	return connections;
}

test("over HTTP/2, all calls of a match share one connection with those of discord.js", async () => {
	expect(await playOver(true)).toBe(2);
});

test("without HTTP/2, the match is played all the same", async () => {
	expect(await playOver(false)).toBeGreaterThan(2);
});
