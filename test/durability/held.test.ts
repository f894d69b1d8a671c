// Another process holds the database of the running program: that goes on, and everything is written once it can be.

import { expect, test } from "bun:test";
import { webhookBody } from "../../src/sandbox/faceit/webhook-body.ts";
import { makeWorld, type ProgramWorld, startWorld, webhookSecret } from "../program/world.ts";
import { holdElsewhere } from "../store/holder.ts";
import { asFaceit } from "../world.ts";

/** What the health checks and a webhook are answered, one after the other. */
async function answers(world: ProgramWorld) {
	const healthz = await fetch(`${world.url}/healthz`);
	const body = webhookBody({
		...{ event: "match_status_ready", matchId: world.newMatchId(), version: 1 },
		...{ teams: world.teams.map(asFaceit) },
	});
	const [delivery] = await world.faceit.post(`${world.url}/faceit-webhook`, body, {
		secret: webhookSecret,
		retries: 0,
	});
	return { healthz: healthz.status, webhook: delivery?.attempts[0]?.status };
}

test.concurrent("given it is held when the program starts, then that signs in, and members are linked once it is free", async () => {
	const world = await makeWorld({ settled: false, playersPerTeam: 1 });
	await world.start();
	await world.stopProgram();
	const holder = await holdElsewhere(world.config.databasePath);
	const [ann, bob] = world.people;
	if (ann === undefined || bob === undefined) throw new Error("nobody is there");
	// It resolves once the gateway is ready: neither sign-in nor commands wait for what is to be remembered of them.
	await world.start();
	const registered = [ann, bob].map(({ discordId, nickname }) =>
		world.discord.command(world.guildId, discordId, "register", { nickname }),
	);
	const acknowledged = () =>
		world.discord.calls.filter(({ path, status }) => path.endsWith("/callback") && status === 204).length === 2;
	await world.eventually(acknowledged, "both are acknowledged while it is held");
	expect(world.stored("SELECT * FROM links")).toEqual([]);
	await holder.release();
	for (const reply of await Promise.all(registered)) expect(reply.content).toContain("✅ You are linked to");
	const memos = () => world.stored<{ name: string }>("SELECT name FROM memos").map(({ name }) => name);
	await world.eventually(() => memos().includes("signIns"), "when it signed in is remembered");
	expect(world.lines.filter((line) => line.includes("small things are remembered"))).toHaveLength(1);
	expect(world.lines.filter((line) => line.includes("a command failed"))).toEqual([]);
	await world.stop();
});

test.concurrent("given it is held, when a renamed player looks at their profile, then they see it, and the name is kept later", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const [ann] = world.people;
	if (ann === undefined) throw new Error("nobody is there");
	world.faceit.renamePlayer(ann.faceitId, "renamed");
	const holder = await holdElsewhere(world.config.databasePath);
	const profile = await world.discord.command(world.guildId, ann.discordId, "profile");
	expect(profile.content).toContain("renamed");
	const name = () =>
		world.stored<{ nickname: string }>(`SELECT nickname FROM links WHERE discord_id = '${ann.discordId}'`)[0]?.nickname;
	expect(name()).toBe(ann.nickname);
	await holder.release();
	await world.eventually(() => name() === "renamed", "the name is written");
	expect(world.lines.filter((line) => line.includes("a command failed"))).toEqual([]);
	await world.stop();
});

test.concurrent("given it is held while the program runs, then every request is answered, and health comes back with it", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const holder = await holdElsewhere(world.config.databasePath);
	const held = await answers(world);
	expect([204, 503]).toContain(held.webhook ?? 0);
	expect([200, 503]).toContain(held.healthz);
	await holder.release();
	let last = held;
	while (last.healthz !== 200 || last.webhook !== 204) {
		await Bun.sleep(20);
		last = await answers(world);
	}
	await world.stop();
});
