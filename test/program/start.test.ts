// The program starts while Discord is unwell: webhooks are kept all the same, and it signs in once Discord can be reached.
// How long it waits in between has its rows in test/rules/sign-in.test.ts.

import { expect, test } from "bun:test";
import { statSync } from "node:fs";
import { takeLock } from "../../src/store/lock.ts";
import { damageWhatIsReadFirst } from "../store/damage.ts";
import { makeWorld } from "./world.ts";

test("given no address of the gateway, then a gateway that refuses, and commands that cannot be registered, when they can, then the match that came meanwhile is played, by one connection", async () => {
	const world = await makeWorld({ playersPerTeam: 1 });
	const { discord } = world;
	const { gateway } = discord;
	const address = discord.fault({ path: "/gateway/bot" }, { status: 502, html: "Bad Gateway" });
	const commands = discord.fault({ method: "PUT", path: /commands$/ }, { status: 500 });
	gateway.refuse(true);
	await world.begin();
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => discord.calls.filter(({ path }) => path === "/gateway/bot").length > 1, "asked again");
	expect([address.hits, gateway.identifies]).toEqual([1, 0]);
	gateway.refuse(false);
	await world.eventually(() => world.arePlaced(), "both placed");
	await world.eventually(() => commands.hits === 1, "the commands refused once");
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	expect([gateway.identifies, gateway.connections]).toEqual([1, 1]);
	await world.stopProgram();
	await world.eventually(() => gateway.connections === 0, "the gateway left");
	expect(discord.violations).toEqual([]);
	await world.stop();
}, 60_000);

test("given a program that is stopped while it is loaded, then it never signs in, and the next one takes its place", async () => {
	const world = await makeWorld({ playersPerTeam: 1 });
	await world.begin();
	await world.stopProgram();
	expect(statSync(`${world.config.databasePath}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
	await world.start();
	await world.report("ready", world.newMatchId());
	await world.eventually(() => world.arePlaced(), "both placed");
	expect(world.discord.gateway.identifies).toBe(1);
	await world.stop();
}, 60_000);

test("given a database that cannot be read, when it starts, then it says so, and leaves neither a port nor the database open", async () => {
	const world = await makeWorld({ playersPerTeam: 1, settled: false });
	damageWhatIsReadFirst(world.config.databasePath);
	await world.begin();
	await expect(world.app.started).rejects.toThrow("is damaged: keep it, and bring back a backup");
	await expect(fetch(world.url)).rejects.toThrow();
	takeLock(world.config.databasePath).release();
	await world.stop();
});
