// Verbs run one after the other, and end with the program.

import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, constants, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { backupMaker } from "../src/backup-process.ts";
import { type Ended, oneByOne, runVerb, type Verb } from "../src/second-process.ts";
import { type Folder, linkedIn, linkSome, makeFolder } from "./backup/folder.ts";
import { virtualClock } from "./clock.ts";

let folder: Folder;
beforeEach(() => {
	folder = makeFolder();
	linkSome(folder.database, ["ann"]);
});
afterEach(() => folder.remove());

const never = new AbortController().signal;

test("given several verbs, then each begins when the one before has ended, also when that failed", async () => {
	const begun: { readonly verb: Verb; readonly end: PromiseWithResolvers<Ended> }[] = [];
	const run = oneByOne((verb) => {
		const end = Promise.withResolvers<Ended>();
		begun.push({ verb, end });
		return end.promise;
	});
	const names = () => begun.map(({ verb }) => verb.args[0]);
	const stopped = new AbortController();
	const [first, second, third, fourth] = ["first", "second", "third", "fourth"].map((name) =>
		run({ args: [name], signal: name === "third" ? stopped.signal : never }),
	);
	await Promise.resolve();
	expect(names()).toEqual(["first"]);
	begun[0]?.end.reject(new Error("no memory"));
	expect(await first?.catch(String)).toBe("Error: no memory");
	await Bun.sleep(0);
	expect(names()).toEqual(["first", "second"]);
	stopped.abort(new Error("the program stops"));
	begun[1]?.end.resolve({ code: 0, said: "" });
	expect(await second).toEqual({ code: 0, said: "" });
	expect(await third?.catch(String)).toBe("Error: the program stops");
	await Bun.sleep(0);
	expect(names()).toEqual(["first", "second", "fourth"]);
	begun[2]?.end.resolve({ code: 3, said: "refused" });
	expect(await fourth).toEqual({ code: 3, said: "refused" });
});

function makerOf(run = runVerb) {
	const suspected: string[] = [];
	const { database: databasePath } = folder;
	const make = backupMaker({ clock: virtualClock(), databasePath, run, suspect: () => suspected.push("suspected") });
	return { make, suspected };
}

test("given the program's verb, when a backup is made by it, then it can be opened", async () => {
	const file = join(folder.path, "copy.db");
	expect(await makerOf().make(file, never)).toMatchObject({ file, bytes: expect.any(Number) });
	expect(linkedIn(file)).toEqual(["ann"]);
});

test("given a backup that is refused, then the verb's own words say why, and the database is looked at", async () => {
	const { make, suspected } = makerOf();
	const file = join(folder.path, "no", "copy.db");
	await expect(make(file, never)).rejects.toThrow(/copy.db cannot be written, because the folder .* does not exist/);
	expect(suspected).toEqual(["suspected"]);
});

test("given a verb that is killed, then that is said, and nothing is left of what it wrote", async () => {
	const file = join(folder.path, "copy.db");
	const { make, suspected } = makerOf(async ({ timeoutMs }) => {
		await Bun.write(`${file}-unfinished`, "half of it");
		return { code: null, said: `${timeoutMs}` };
	});
	await expect(make(file, never)).rejects.toThrow("the backup was ended by a signal, or took over 60");
	expect(suspected).toEqual([]);
	expect(readdirSync(folder.path).filter((name) => name.startsWith("copy"))).toEqual([]);
});

/** A program that starts a verb which waits for what its settings say, and tells the verb's process id. */
const starts = `
	const [, source, settings] = process.argv;
	const { runVerb } = await import(source);
	const { spawn } = Bun;
	Bun.spawn = (...args) => {
		const child = spawn(...args);
		console.log(child.pid);
		return child;
	};
	await runVerb({ args: ["backup", "x", "--env-file", settings], signal: new AbortController().signal });`;

test.skipIf(process.platform !== "linux")(
	"given the program is killed, then so is its verb, whatever it waits for",
	async () => {
		const settings = join(folder.path, "settings");
		expect(Bun.spawnSync(["mkfifo", settings]).success).toBe(true);
		const source = join(import.meta.dir, "../src/second-process.ts");
		const child = Bun.spawn([process.execPath, "-e", starts, source, settings], { stdout: "pipe", stderr: "inherit" });
		const writer = await openForWriting(settings);
		child.kill("SIGKILL");
		const pid = Number(await child.stdout.text());
		expect(pid).toBeGreaterThan(0);
		while (!isDead(pid)) await Bun.sleep(10);
		closeSync(writer);
	},
);

/** Once somebody reads it. */
async function openForWriting(pipe: string): Promise<number> {
	for (;;) {
		try {
			return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
		} catch {
			await Bun.sleep(10);
		}
	}
}

/** Nobody may be there to collect it. */
function isDead(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z");
	} catch {
		return true;
	}
}
