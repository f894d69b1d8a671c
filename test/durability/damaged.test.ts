// A database that was damaged while nobody looked: the running program finds it soon after its start, in a process of its
// own, takes nothing more, and ends with what to do.

import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { environmentOf, said, startFaceitComms } from "../cli/program.ts";
import { makeWorld } from "../program/world.ts";
import { damage } from "../store/damage.ts";

test.concurrent("given a damaged database, when the program runs on it, then it ends by itself, and a restore makes all well", async () => {
	const world = await makeWorld({ playersPerTeam: 1 });
	const path = world.config.databasePath;
	const backups = join(world.folder, "backups");
	mkdirSync(backups);
	const backup = join(backups, "faceit-comms-2026-11-22T03-00-00.000Z.db");
	const env = { ...environmentOf(world.config), LOG_FORMAT: "json" };
	expect((await said(["backup", backup], env)).code).toBe(0);
	damage(path);

	const child = startFaceitComms([], env);
	const [out, code] = await Promise.all([child.stdout.text(), child.exited]);
	expect(code).toBe(1);
	const fatal = out.split("\n").filter((line) => line.includes('"level":"fatal"'));
	expect(fatal).toHaveLength(1);
	expect(fatal[0]).toContain(`The database ${path} is damaged`);
	expect(fatal[0]).toContain(`\`faceit-comms restore ${backup}\``);
	expect(out).toContain('"msg":"started"');

	expect((await said(["restore", backup], env)).code).toBe(0);
	await world.start();
	await world.eventually(() => world.lines.some((line) => line.includes("database checked")), "it is read and whole");
	expect((await fetch(`${world.url}/healthz`)).status).toBe(200);
	await world.stop();
});

test.concurrent("given it is found to be damaged, then nothing more is taken, and health says so", async () => {
	const world = await makeWorld({ playersPerTeam: 1 });
	damage(world.config.databasePath);
	await world.start();
	expect(await world.app.failed).toContain("is damaged");
	for (const path of ["/healthz", "/readyz"]) {
		const answer = await fetch(`${world.url}${path}`);
		expect(answer.status).toBe(503);
		expect(await answer.text()).toContain("the database is damaged");
	}
	const event = { event: "match_status_ready", event_id: "late", payload: {} };
	await expect(world.post(event)).rejects.toThrow("was not accepted");
	await world.stop();
});
