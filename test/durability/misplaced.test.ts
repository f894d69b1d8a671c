// The files of the database are deleted, moved or replaced under the running program.

import { expect, test } from "bun:test";
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../src/store/open.ts";
import { type ProgramWorld, startWorld } from "../program/world.ts";

const says = /nothing new is stored. Stop the program, put the file back or bring back a backup with/;

async function status(world: ProgramWorld, path: string) {
	const answer = await fetch(`${world.url}${path}`);
	return { status: answer.status, text: await answer.text() };
}

async function isRefused(world: ProgramWorld, problem: string): Promise<void> {
	for (const path of ["/healthz", "/readyz"]) {
		const answer = await status(world, path);
		expect(answer.status).toBe(503);
		expect(answer.text).toContain(problem);
		expect(answer.text).not.toContain(world.folder);
	}
	await expect(world.post({ event: "match_status_ready", event_id: crypto.randomUUID(), payload: {} })).rejects.toThrow(
		"was not accepted",
	);
}

test.concurrent("given it is moved away, then nothing new is taken, the log says so once, and all goes on when it is back", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const path = world.config.databasePath;
	const told = () => world.lines.filter((line) => says.test(line));
	renameSync(path, `${path}-moved`);
	await isRefused(world, "the database was deleted or moved away");
	const [{ discordId, nickname } = { discordId: "", nickname: "" }] = world.people;
	const reply = await world.discord.command(world.guildId, discordId, "register", { nickname });
	expect(reply.content).toStartWith("❌ Something went wrong on my side");
	await world.eventually(() => told().length > 0, "the log says it");
	expect(told()).toHaveLength(1);
	expect(told()[0]).toContain(path);

	renameSync(`${path}-moved`, path);
	while ((await status(world, "/healthz")).status !== 200) await Bun.sleep(20);
	const matchId = world.newMatchId();
	await world.report("ready", matchId);
	await world.eventually(() => world.arePlaced(), "everyone in their room");
	await world.stop();
});

const ways: readonly (readonly [what: string, problem: string, change: (path: string, other: string) => void])[] = [
	["deleted", "the database was deleted", (path) => rmSync(path)],
	["replaced", "the database was replaced", (path, other) => renameSync(other, path)],
	["without its log", "log (-wal) was deleted", (path) => rmSync(`${path}-wal`)],
	["without its index", "index (-shm) was deleted", (path) => rmSync(`${path}-shm`)],
	["without its folder", "the database was deleted", (path) => rmSync(join(path, ".."), { recursive: true })],
];

test.concurrent.each(ways)(
	"given it is %s, then nothing new is taken, and the program still stops in order",
	async (_, ...way) => {
		const [problem, change] = way;
		const world = await startWorld({ playersPerTeam: 1 });
		const path = world.config.databasePath;
		openStore(join(world.folder, "other.db")).close();
		change(path, join(world.folder, "other.db"));
		await isRefused(world, problem);
		await world.stop();
	},
);

test.concurrent("given another database in its place, when the program has stopped, then no log of the former one is left for it", async () => {
	const world = await startWorld({ playersPerTeam: 1 });
	const path = world.config.databasePath;
	const other = join(world.folder, "other.db");
	openStore(other).close();
	copyFileSync(other, `${other}-copy`);
	renameSync(other, path);
	await isRefused(world, "the database was replaced");
	await world.stopProgram();
	expect(existsSync(`${path}-wal`) ? Bun.file(`${path}-wal`).size : 0).toBe(0);
	expect(await Bun.file(path).bytes()).toEqual(await Bun.file(`${other}-copy`).bytes());
	await world.stop();
});
