// A full disk under the running program: FACEIT is told 503 and sends again, nothing is half-written, nothing is done in
// Discord that could not be written down, and all goes on once there is space.

import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webhookBody } from "../../src/sandbox/faceit/webhook-body.ts";
import { type ProgramWorld, startWorld, webhookSecret } from "../program/world.ts";
import { asFaceit } from "../world.ts";

/** A small disk of its own; undefined where this user may not mount one. */
function mountDisk(): string | undefined {
	const folder = mkdtempSync(join(tmpdir(), "small-disk-"));
	const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]);
	if (mounted.exitCode === 0) return folder;
	rmSync(folder, { recursive: true });
	return undefined;
}

function unmount(folder: string): void {
	Bun.spawnSync(["umount", "-l", folder]);
	rmSync(folder, { recursive: true, force: true });
}

const canMount = (() => {
	const folder = process.platform === "linux" && process.getuid?.() === 0 ? mountDisk() : undefined;
	if (folder !== undefined) unmount(folder);
	return folder !== undefined;
})();

async function statusOf(world: ProgramWorld, event: string, matchId: string): Promise<number | null | undefined> {
	const body = webhookBody({ event, matchId, version: 20, teams: world.teams.map(asFaceit) });
	const url = `${world.url}/faceit-webhook`;
	const [delivery] = await world.faceit.post(url, body, { secret: webhookSecret, retries: 0 });
	return delivery?.attempts[0]?.status;
}

test.skipIf(!canMount)(
	"given a match that is on and a disk that is full, then 503, and all goes on once there is space",
	async () => {
		const folder = mountDisk() ?? "";
		const world = await startWorld({
			playersPerTeam: 2,
			env: { LINGER_SECONDS: "0", DATABASE_PATH: join(folder, "test.db") },
		});
		try {
			const { discord, guildId, generalId, people } = world;
			const matchId = world.newMatchId();
			await world.report("ready", matchId);
			await world.eventually(() => world.arePlaced(), "everyone placed");
			const kept = () => world.stored<{ count: number }>("select count(*) as count from inbox")[0]?.count;
			expect(kept()).toBe(1);

			const { bavail, bsize } = statfsSync(folder);
			writeFileSync(join(folder, "filler"), Buffer.alloc(bavail * bsize));
			let status: number | null | undefined = 204;
			// What SQLite has set aside in its log may still take a few.
			let taken = 1;
			for (let count = 0; count < 200 && status === 204; count += 1) {
				status = await statusOf(world, "match_demo_ready", world.newMatchId());
				if (status === 204) taken += 1;
			}
			expect(status).toBe(503);
			const before = discord.calls.length;
			const [person] = people;
			discord.leaveVoice(guildId, person?.discordId ?? "");
			discord.joinVoice(guildId, person?.discordId ?? "", generalId);
			expect(await statusOf(world, "match_status_finished", matchId)).toBe(503);
			const failures = () => world.lines.filter((line) => line.includes("could not work on this server")).length;
			await world.eventually(() => failures() > 0, "what it saw cannot be saved");
			expect(discord.calls.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);

			rmSync(join(folder, "filler"));
			expect(kept()).toBe(taken);
			await world.report("finished", matchId, { version: 30 });
			await world.eventually(() => world.roomChannels().length === 0, "no room left");
			for (const one of people) expect(world.whereIs(one)).toBe(generalId);
			expect(world.stored<{ integrity_check: string }>("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
		} finally {
			await world.stop();
			unmount(folder);
		}
	},
);
