import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { openLinks } from "../../src/store/links.ts";
import { openStore } from "../../src/store/open.ts";
import { deed } from "../deed.ts";
import { type ProgramWorld, startWorld, webhookSecret } from "../program/world.ts";
import { damageWhatIsReadFirst } from "../store/damage.ts";
import { environmentOf, main, startFaceitComms } from "./program.ts";

let world: ProgramWorld;
let served = 0;

beforeAll(async () => {
	world = await startWorld();
});

afterAll(() => world.stop());

/** Starts `serve` on a database of its own. */
function serve(env: Record<string, string> = {}) {
	const databasePath = join(world.folder, `served-${served++}.db`);
	return startFaceitComms([], {
		...environmentOf(world.config),
		DATABASE_PATH: databasePath,
		LOG_FORMAT: "json",
		...env,
	});
}

const startedAt = /"url":"([^"]+)"/;

/** What the pattern finds in what the process writes, once it does. */
async function read(stdout: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
	let text = "";
	// What is read later is not lost.
	for await (const chunk of stdout.values({ preventCancel: true })) {
		text += new TextDecoder().decode(chunk);
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) return found;
	}
	throw new Error(`it never wrote ${pattern}: ${text}`);
}

describe("signals", () => {
	test("given a running program, when it is sent SIGTERM, then it ends with 0, its database closed", async () => {
		const path = join(world.folder, "stopped.db");
		const child = serve({ DATABASE_PATH: path });
		await read(child.stdout, startedAt);
		expect(existsSync(`${path}-wal`)).toBe(true);
		child.kill("SIGTERM");
		expect(await child.exited).toBe(0);
		expect(existsSync(`${path}-wal`)).toBe(false);
	});

	test("given a call that hangs while it stops, when a second signal comes, then it ends at once, saying by which", async () => {
		const child = serve({ DATABASE_PATH: databaseWithLinks() });
		const url = await read(child.stdout, startedAt);
		const hanging = world.discord.fault({ method: "POST", path: /\/channels$/ }, { hang: true });
		const body = { event: "match_status_ready", event_id: crypto.randomUUID(), payload: payloadOf(world.newMatchId()) };
		await world.faceit.post(`${url}/faceit-webhook`, body, { secret: webhookSecret });
		await world.eventually(() => hanging.hits > 0, "the create of a room hangs");
		child.kill("SIGINT");
		expect(await read(child.stdout, /"signal":"(\w+)"/)).toBe("SIGINT");
		expect(child.exitCode).toBe(null);
		child.kill("SIGTERM");
		expect(await child.exited).toBe(143);
		hanging.remove();
	});
});

test.skipIf(process.platform === "win32")(
	"given a shell where everything may be read by everybody, when it serves, then its files are its owner's only",
	async () => {
		const path = join(world.folder, "private.db");
		const unmasked = ["sh", "-c", 'umask 0; exec "$0" "$@"', process.execPath, main, "serve"];
		const env = { ...environmentOf(world.config), DATABASE_PATH: path, LOG_FORMAT: "json" };
		await using child = Bun.spawn(unmasked, { cwd: world.folder, env, stdout: "pipe", stderr: "inherit" });
		await read(child.stdout, startedAt);
		const modes = ["", "-wal", "-shm", "-lock"].map((end) => [end, statSync(`${path}${end}`).mode & 0o777]);
		child.kill("SIGTERM");
		await child.exited;
		expect(modes).toEqual(["", "-wal", "-shm", "-lock"].map((end) => [end, 0o600]));
	},
);

function databaseWithLinks(): string {
	const path = join(world.folder, "linked.db");
	const store = openStore(path);
	for (const { faceitId, discordId, nickname } of world.people) {
		openLinks(store).put({ faceitId, discordId, nickname, linkedAt: 0, verifiedAt: null }, world.guildId, deed);
	}
	store.close();
	return path;
}

function payloadOf(id: string) {
	const teams = world.teams.map(({ id: teamId, name, people }) => ({
		id: teamId,
		name,
		roster: people.map(({ faceitId, nickname }) => ({ id: faceitId, nickname })),
	}));
	return { id, version: 1, entity: { id: crypto.randomUUID(), name: "A cup", type: "championship" }, teams };
}

function unreadableDatabase(): string {
	const path = join(world.folder, "unreadable.db");
	damageWhatIsReadFirst(path);
	return path;
}

test("given something that keeps it from running, then it says what, and ends with its code", async () => {
	const { port: taken } = new URL(world.app.url);
	const rows = [
		{ env: { DISCORD_TOKEN: "not-the-token" }, code: 1, says: "put a valid one into DISCORD_TOKEN" },
		{ env: { DATABASE_PATH: world.config.databasePath }, code: 3, says: "is in use by another running faceit-comms" },
		{ env: { DATABASE_PATH: unreadableDatabase() }, code: 3, says: "is damaged: keep it, and bring back a backup" },
		// Elysia would share the port, and each of the two would get half of the webhooks.
		{ env: { PORT: taken }, code: 1, says: `Port ${taken} is taken by another program: end that one, or set PORT to` },
		{
			env: { METRICS_PORT: taken },
			code: 1,
			says: `Port ${taken} is taken by another program: end that one, or set METRICS_PORT`,
		},
	];
	const ends = rows.map(async ({ env, code, says }) => {
		const child = serve(env);
		const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
		expect(out + err).toContain(says);
		expect(out + err).not.toContain("not-the-token");
		expect(await child.exited).toBe(code);
	});
	await Promise.all(ends);
});
