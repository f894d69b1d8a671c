// The connection itself, over real sockets: what discord.js hears reaches our cache, and interactions still work with what
// discord.js keeps for itself.

import { expect, test } from "bun:test";
import { Events } from "discord.js";
import { systemClock } from "../../src/clock.ts";
import { createClient, listen } from "../../src/discord/client.ts";
import { type Connection, type ConnectOptions, connect } from "../../src/discord/connect.ts";
import { RefusedCalls } from "../../src/discord/refused-calls.ts";
import type { Fact } from "../../src/fact.ts";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";
import { eventually } from "../eventually.ts";

const minute = 60_000;

test.concurrent("signs in, shows the guilds, hears what happens, and leaves", async () => {
	const sandbox = await startDiscordSandbox({ limits: false });
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
		...{ clock: systemClock(), chance: Math.random, token: sandbox.token, apiUrl: sandbox.url, timeoutMs: 10_000 },
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

test.concurrent("discord.js is not shown dispatches that nobody asked for: it would throw", () => {
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

test.concurrent("discord.js' own calls are counted when they are refused, and not made while too many were", async () => {
	const sandbox = await startDiscordSandbox({ limits: false });
	const refused = new RefusedCalls(() => {});
	const clock = virtualClock();
	const client = createClient({ apiUrl: sandbox.url, timeoutMs: 10_000, limit: { refused, clock } });
	client.rest.setToken(sandbox.token);
	const call = () => client.rest.get("/users/@me");
	sandbox.fault({ path: "/users/@me", times: 1 }, { status: 403 });
	await expect(call()).rejects.toThrow();
	expect(refused.budget(null, clock.now()).left).toBe(999);
	await call();
	expect(refused.budget(null, clock.now()).left).toBe(999);

	for (let one = 0; one < 999; one += 1) {
		refused.begin(null);
		refused.end(null, 403, null, clock.now());
	}
	const before = sandbox.calls.length;
	await expect(call()).rejects.toThrow("refused too many calls");
	expect(sandbox.calls).toHaveLength(before);
	await clock.advance(11 * minute);
	await call();
	await client.destroy();
	await sandbox.stop();
});

/** Of the only shard. */
function stateOf(connection: Connection) {
	const [state] = connection.state();
	if (state === undefined) throw new Error("no shard");
	return state;
}

type Options = Partial<Pick<ConnectOptions, "clock" | "publish" | "signInTurn" | "timeoutMs">>;

function connectTo(sandbox: DiscordSandbox, options: Options = {}) {
	const nothing = () => {};
	return connect({
		...{ clock: systemClock(), chance: Math.random, token: sandbox.token, apiUrl: sandbox.url },
		...{ timeoutMs: 10_000, publish: nothing, ...options },
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

test.concurrent("an address of the gateway that cannot be had is a failure that may pass: asked again, it signs in once, and leaves", async () => {
	for (const [name, kind] of faults) {
		const sandbox = await startDiscordSandbox({ limits: false });
		sandbox.addGuild({ name: "Vale" });
		const fault = sandbox.fault({ path: "/gateway/bot", times: 2 }, kind);
		// Whatever is late on a busy machine is asked again.
		const connection = connectTo(sandbox, { timeoutMs: 300 });
		const signIn = async (): Promise<void> => {
			await connection.signIn().catch((error: unknown) => {
				expect([name, connection.isFinal(error)]).toEqual([name, undefined]);
				return signIn();
			});
		};
		await signIn();
		expect([name, fault.hits, sandbox.gateway.identifies]).toEqual([name, 2, 1]);
		expect([name, stateOf(connection).isReady, connection.problems()]).toEqual([name, true, []]);
		await connection.close();
		await eventually(() => sandbox.gateway.connections === 0, "no connection left");
		await sandbox.stop();
	}
});

test.concurrent("the watchdog sees heartbeats that are answered, and a connection that is away", async () => {
	const sandbox = await startDiscordSandbox({ limits: false, heartbeatIntervalMs: 50 });
	const connection = connectTo(sandbox);
	const state = () => stateOf(connection);
	expect(state()).toMatchObject({ isReady: false, heardAt: 0 });
	await connection.signIn();
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

test.concurrent("a gateway that is down, whether it refuses or hangs up, is tried ever less often and told of once a minute", async () => {
	for (const how of [true, "close"] as const) {
		const sandbox = await startDiscordSandbox({ limits: false });
		const { gateway } = sandbox;
		const clock = virtualClock();
		const facts: Fact[] = [];
		const connection = connectTo(sandbox, { clock, publish: (fact) => facts.push(fact) });
		await connection.signIn();
		facts.length = 0;

		gateway.refuse(how);
		gateway.cut();
		const downAt = clock.now();
		while (clock.now() < downAt + 10 * minute) {
			// Each attempt takes the time it takes; what comes between two of them is our wait.
			await eventually(() => clock.pending === 1, "an attempt has failed");
			await clock.advance(500);
		}
		expect(gateway.turnedAway).toBeGreaterThan(20);
		expect(gateway.turnedAway).toBeLessThan(45);
		const told = facts.flatMap((fact) => (fact.kind === "gateway" ? fact.state : []));
		expect(told.filter((state) => state === "reconnecting")).toHaveLength(1);
		expect(told.length).toBeLessThanOrEqual(10);

		gateway.refuse(false);
		while (gateway.sessions === 0) await clock.advance(500);
		await eventually(() => facts.some((fact) => fact.kind === "gateway" && fact.state !== "lost"), "back");
		expect([gateway.connections, gateway.identifies <= 2]).toEqual([1, true]);
		await connection.close();
		await sandbox.stop();
	}
});

test.concurrent("a sign-in is told what Discord says is left, each time anew", async () => {
	const sandbox = await startDiscordSandbox({ limits: false });
	const told: unknown[] = [];
	const connection = connectTo(sandbox, { signInTurn: async (_signal, _shard, ask) => void told.push(await ask()) });
	await connection.signIn();
	sandbox.gateway.invalidateSession(false);
	await eventually(() => sandbox.gateway.identifies === 2 && sandbox.gateway.sessions === 1, "signed in again");
	const left = { total: 1_000, resetAfterMs: 86_400_000, maxConcurrency: 1 };
	expect(told).toEqual([
		{ ...left, remaining: 1_000 },
		{ ...left, remaining: 999 },
	]);
	await connection.close();
	await sandbox.stop();
});

test.concurrent("none of the day's sign-ins is left: it waits until there are more, calmly, and then signs in", async () => {
	const sandbox = await startDiscordSandbox({ limits: false });
	const clock = virtualClock();
	const facts: Fact[] = [];
	const spent = { total: 1_000, remaining: 0, reset_after: 3_600_000, max_concurrency: 1 };
	const body = { url: "ws://127.0.0.1:1", shards: 1, session_start_limit: spent };
	sandbox.fault({ path: "/gateway/bot", times: 1 }, { status: 200, body });
	const connection = connectTo(sandbox, { clock, publish: (fact) => facts.push(fact) });
	const signingIn = connection.signIn();
	await eventually(() => clock.pending === 1, "it waits");
	await clock.advance(60 * minute - 1);
	expect([stateOf(connection).isWaiting, sandbox.gateway.identifies]).toEqual([true, 0]);
	expect(facts).toContainEqual({ kind: "signInDelayed", delayMs: 60 * minute });
	await clock.advance(1);
	await signingIn;
	expect([stateOf(connection).isWaiting, sandbox.gateway.identifies]).toEqual([false, 1]);
	await connection.close();
	await sandbox.stop();
});

test("the machine's clock is set back or forward: discord.js' calls do not wait, and it comes back, signing in again", async () => {
	const sandbox = await startDiscordSandbox({ limits: false });
	const connection = connectTo(sandbox);
	const { rest } = connection.client;
	const machine = Date.now;
	await connection.signIn();
	await rest.get("/users/@me");
	let signIns = 1;
	for (const jumpMs of [-60 * minute, 5 * minute, 24 * 60 * minute, -24 * 60 * minute]) {
		const before = Date.now;
		Date.now = () => before() + jumpMs;
		try {
			// More than discord.js would let through in a second: by its reckoning, that second would last an hour.
			for (let call = 0; call < 60; call += 1) await rest.get("/users/@me");
			sandbox.gateway.close(4000);
			await eventually(() => sandbox.gateway.connections === 0, "away");
			await eventually(() => sandbox.gateway.sessions === 1 && stateOf(connection).isReady, "resumed");
			sandbox.gateway.invalidateSession(false);
			signIns += 1;
			const isBack = () => sandbox.gateway.identifies === signIns && sandbox.gateway.sessions === 1;
			await eventually(() => isBack() && stateOf(connection).isReady, "signed in again");
		} finally {
			Date.now = machine;
		}
	}
	await connection.close();
	await sandbox.stop();
});
