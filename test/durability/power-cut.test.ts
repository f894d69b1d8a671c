// What was answered 204 survives a power cut. The real program runs under strace; at each answer that leaves it, the files
// are rebuilt as a cut of the power at that very moment would leave them, and opened: every answered event has to be there.
// It shows what the program asks of the disk, and in which order. That the disk does what fsync asks is the disk's matter.

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ProcessWorld, startProcessWorld } from "../crash/process.ts";
import { webhookSecret } from "../program/world.ts";
import { Disk, readTrace, type Syscall, unescaped } from "./trace.ts";

const calls = "pwrite64,ftruncate,fsync,fdatasync,write,writev,sendto,sendmsg";

class TracedWorld extends ProcessWorld {
	get trace(): string {
		return join(this.folder, "trace");
	}

	/** The database as the program found it. */
	found = Buffer.alloc(0);

	protected override command(): string[] {
		this.found = readFileSync(this.config.databasePath);
		return ["strace", "-f", "-y", "-xx", "-s", "70000", "-e", `trace=${calls}`, "-o", this.trace, ...super.command()];
	}

	/** Once, however long its answer takes: a second delivery would be answered as well, and there is one event. */
	override async post(body: string | object): Promise<void> {
		const once = { retries: 0, timeoutMs: 300_000 };
		const [delivery] = await this.faceit.post(`${this.url}/faceit-webhook`, body, { secret: webhookSecret, ...once });
		expect(delivery?.delivered).toBe(true);
	}

	/** Ends the program; strace ends with it. */
	override kill(): void {
		const { pid } = this.process;
		const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
		for (const child of children.map(Number)) if (child > 0) process.kill(child, "SIGKILL");
	}

	override async stop(): Promise<void> {
		if (this.process.exitCode === null && this.process.signalCode === null) this.kill();
		await this.process.exited;
		await super.stop();
	}
}

async function startTracedWorld(): Promise<TracedWorld> {
	const world = await startProcessWorld({}, TracedWorld);
	if (!(world instanceof TracedWorld)) throw new Error("not traced");
	return world;
}

/** How many events there are once the power is back. */
function eventsAfterCut(disk: Disk, databasePath: string): number {
	const folder = mkdtempSync(join(tmpdir(), "power-cut-"));
	try {
		const path = join(folder, "test.db");
		writeFileSync(path, disk.durable(databasePath));
		writeFileSync(`${path}-wal`, disk.durable(`${databasePath}-wal`));
		const database = new Database(path, { readwrite: true });
		expect(database.query("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
		const row = database.query<{ count: number }, []>("select count(*) as count from inbox").get();
		database.close();
		return row?.count ?? 0;
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function isAnswer({ name, args }: Syscall): boolean {
	if (!["write", "writev", "sendto", "sendmsg"].includes(name)) return false;
	const text = /"([^"]*)"/.exec(args)?.[1] ?? "";
	return unescaped(text.slice(0, 4 * 16))
		.toString()
		.startsWith("HTTP/1.1 204");
}

/** How many answers 204 strace has written down completely. */
function answersIn(trace: string): number {
	return [...readTrace(readFileSync(trace, "utf8"))].filter(isAnswer).length;
}

const isTraceable = Bun.which("strace") !== null;

test.skipIf(!isTraceable)(
	"given events one by one and in bursts, when the power is cut right after any answer, then all answered are there",
	async () => {
		const world = await startTracedWorld();
		try {
			for (let count = 0; count < 20; count += 1) await world.report("ready", world.newMatchId());
			for (let burst = 0; burst < 3; burst += 1) {
				await Promise.all(Array.from({ length: 10 }, () => world.report("ready", world.newMatchId())));
			}
			// The program has sent them; strace writes each down a moment later.
			while (answersIn(world.trace) < 50) await Bun.sleep(50);
			world.kill();
			await world.process.exited;

			const { databasePath } = world.config;
			const disk = new Disk();
			const liar = new Disk(false);
			for (const one of [disk, liar]) one.put(databasePath, world.found);
			let answers = 0;
			let folderSyncs = 0;
			for (const call of readTrace(readFileSync(join(world.folder, "trace"), "utf8"))) {
				disk.apply(call);
				liar.apply(call);
				if (call.name === "fsync" && call.path === dirname(databasePath)) folderSyncs += 1;
				if (!isAnswer(call)) continue;
				answers += 1;
				expect(eventsAfterCut(disk, databasePath)).toBeGreaterThanOrEqual(answers);
			}
			expect(answers).toBe(50);
			// The names of the files are safe as well.
			expect(folderSyncs).toBeGreaterThan(0);
			// The same on a disk that takes no fsync for one: the test does notice.
			expect(eventsAfterCut(liar, databasePath)).toBe(0);
		} finally {
			await world.stop();
		}
	},
);
