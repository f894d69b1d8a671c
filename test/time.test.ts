// Time and chance are arguments: but for the clock itself, no file reads the machine's clock, waits, or draws at random.

import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const forbidden = [
	...["Date.now(", "performance.now(", "new Date()", "Bun.sleep", "AbortSignal.timeout(", "Math.random("],
	...["setTimeout(", "setInterval(", "setImmediate(", "getRandomValues("],
];

/** Each with what it may, and why. */
const excepted: Readonly<Record<string, readonly string[]>> = {
	"src/clock.ts": forbidden,
	"src/sandbox/clock.ts": forbidden,
	// What is drawn by chance can be guessed.
	"src/secret.ts": ["getRandomValues("],
	// It measures itself, in the process that makes the backup.
	"src/store/backup.ts": ["performance.now("],
	// The name of the file that a person gets back.
	"src/store/restore.ts": ["new Date()"],
	// One question each, while a person waits at the command line.
	"src/doctor/way-in.ts": ["AbortSignal.timeout("],
	"src/doctor/asking.ts": ["AbortSignal.timeout("],
	// A full pipe on a synchronous write: no clock can help.
	"src/cli/console.ts": ["Bun.sleep"],
};

const inBrowser = join("sandbox", "page");

/** What the text uses and may not; a clock's own functions are what it should use. */
function uses(file: string, text: string): string[] {
	const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "").replaceAll(/\b\w*[cC]lock\.\w+\(/g, "clock(");
	const allowed = excepted[file] ?? [];
	return forbidden.filter((one) => !allowed.includes(one) && code.includes(one)).map((one) => `${file} uses ${one}`);
}

test("given every file under src, when it is read, then only the clock is asked for time and chance", () => {
	const project = join(import.meta.dir, "..");
	const names = readdirSync(join(project, "src"), { recursive: true, encoding: "utf8" });
	// The page has a browser's clock, which nothing here can turn.
	const files = names
		.filter((name) => /\.tsx?$/.test(name) && !name.startsWith(inBrowser))
		.map((name) => join("src", name));
	expect(files.length).toBeGreaterThan(50);
	expect(files.flatMap((file) => uses(file, readFileSync(join(project, file), "utf8")))).toEqual([]);
});

test("given a file that waits by itself, when it is read, then it is named", () => {
	expect(uses("src/keeper/keeper.ts", "const timer = setTimeout(() => {}, 5);")).toHaveLength(1);
	expect(uses("src/keeper/keeper.ts", "const at = Date.now();")).toHaveLength(1);
	expect(uses("src/keeper/keeper.ts", "const cancel = this.#clock.setTimeout(() => {}, 5);")).toEqual([]);
});
