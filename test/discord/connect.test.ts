// The connection itself, over real sockets: what discord.js hears reaches our cache, and interactions still work with what
// discord.js keeps for itself.

import { expect, test } from "bun:test";
import { Events } from "discord.js";
import { systemClock } from "../../src/clock.ts";
import { createClient, listen } from "../../src/discord/client.ts";
import { connect } from "../../src/discord/connect.ts";
import { connectionState } from "../../src/discord/watchdog.ts";
import type { Fact } from "../../src/fact.ts";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { eventually } from "../eventually.ts";

test("signs in, shows the guilds, hears what happens, and leaves", async () => {
	const sandbox = await startDiscordSandbox();
	const guildId = sandbox.addGuild({ name: "Vale" }).id;
	const hidden = sandbox.addGuild({ name: "Dale" }).id;
	sandbox.setGuildAvailable(hidden, false);
	const lobby = sandbox.addChannel(guildId, { name: "Lobby", type: "voice" });
	const ann = sandbox.addMember(guildId, { username: "ann" });
	const ben = sandbox.addMember(guildId, { username: "ben" });
	sandbox.joinVoice(guildId, ben, lobby);
	const facts: Fact[] = [];
	const moved = Promise.withResolvers<void>();
	const fatal = Promise.withResolvers<never>();
	const shown = Promise.withResolvers<string>();
	const nothing = () => {};
	const connection = connect({
		...{ clock: systemClock(), token: sandbox.token, apiUrl: sandbox.url, timeoutMs: 10_000 },
		publish: (fact) => facts.push(fact),
		on: {
			...{ refreshed: nothing, guildLeft: nothing, channelShown: nothing, channelGone: nothing },
			...{ guildShown: shown.resolve, fatal: fatal.reject },
			memberMoved: ({ discordId }) => discordId === ann && moved.resolve(),
		},
	});
	const signingIn = connection.signIn();
	expect(await shown.promise).toBe(guildId);
	// A guild in an outage holds the sign-in up; this one is over at once.
	sandbox.setGuildAvailable(hidden, true);
	await signingIn;
	expect([...connection.guildIds()].sort()).toEqual([guildId, hidden].sort());
	expect(connection.port.see(hidden)?.name).toBe("Dale");
	expect(connection.client.application?.id).toBe(sandbox.applicationId);
	sandbox.joinVoice(guildId, ann, lobby);
	await Promise.race([moved.promise, fatal.promise]);
	expect(connection.port.see(guildId)?.occupants(lobby)).toEqual([ben, ann]);
	expect((await connection.port.deleteChannel(guildId, lobby, "test")).is).toBe("done");
	expect(facts).toContainEqual({ kind: "gateway", state: "ready" });
	expect(facts.filter(({ kind }) => kind === "discordCalled").length).toBeGreaterThan(1);
	await connection.close();
	await sandbox.stop();
});

test("discord.js is not shown dispatches that nobody asked for: it would throw", () => {
	const client = createClient({ apiUrl: "http://127.0.0.1:1", timeoutMs: 1_000 });
	const heard: unknown[] = [];
	const apply = (name: string, data: unknown) => heard.push([name, data]);
	listen(client, { apply, disconnected: () => {}, publish: () => {}, fatal: () => {} });
	const presence = { op: 0, s: 1, t: "PRESENCE_UPDATE", d: { user: { id: "1", username: "x" }, guild_id: "100" } };
	const interaction = { op: 0, s: 2, t: "INTERACTION_CREATE", d: {} };
	for (const packet of [presence, interaction, null, { op: 0 }]) client.emit(Events.Raw, packet, 0);
	expect([presence.t, interaction.t]).toEqual(["", "INTERACTION_CREATE"]);
	expect(heard).toEqual([
		["PRESENCE_UPDATE", presence.d],
		["INTERACTION_CREATE", {}],
	]);
});

function connectTo(sandbox: DiscordSandbox) {
	const nothing = () => {};
	return connect({
		...{ clock: systemClock(), token: sandbox.token, apiUrl: sandbox.url, timeoutMs: 300, publish: nothing },
		on: {
			...{ refreshed: nothing, guildShown: nothing, guildLeft: nothing, memberMoved: nothing },
			...{ channelShown: nothing, channelGone: nothing, fatal: nothing },
		},
	});
}

const faults: readonly (readonly [name: string, kind: FaultKind])[] = [
	["500", { status: 500 }],
	["502, a page", { status: 502, html: "Bad Gateway" }],
	["no answer", { hang: true }],
	["connection cut", { reset: true }],
	["answered with broken JSON", { loseAnswer: 200 }],
	["429", { retryAfter: 0.2 }],
	["403 of Cloudflare", { status: 403, html: "Sorry, you have been blocked" }],
];

test("an address of the gateway that cannot be had is a failure that may pass: asked again, it signs in once, and leaves", async () => {
	for (const [name, kind] of faults) {
		const sandbox = await startDiscordSandbox();
		sandbox.addGuild({ name: "Vale" });
		const fault = sandbox.fault({ path: "/gateway/bot", times: 2 }, kind);
		const connection = connectTo(sandbox);
		const signIn = async (): Promise<void> => {
			await connection.signIn().catch((error: unknown) => {
				expect([name, connection.isFinal(error)]).toEqual([name, undefined]);
				return signIn();
			});
		};
		await signIn();
		expect([name, fault.hits, sandbox.gateway.identifies]).toEqual([name, 2, 1]);
		await connection.close();
		await eventually(() => sandbox.gateway.connections === 0, "no connection left");
		await sandbox.stop();
	}
});

test("the watchdog sees heartbeats that are answered, and a connection that is away", async () => {
	const sandbox = await startDiscordSandbox({ heartbeatIntervalMs: 50 });
	const connection = connectTo(sandbox);
	expect(connectionState(connection.client)).toMatchObject({ isReady: false, heardAt: 0 });
	await connection.signIn();
	const state = () => connectionState(connection.client);
	await eventually(() => state().heardAt > 0, "a heartbeat answered");
	const first = state();
	expect(first.isReady).toBe(true);
	await eventually(() => state().heardAt > first.heardAt, "another one");
	sandbox.gateway.refuse(true);
	sandbox.gateway.cut();
	await eventually(() => !state().isReady, "away");
	await connection.close();
	await sandbox.stop();
});
