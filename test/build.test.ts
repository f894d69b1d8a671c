import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "../scripts/build.ts";

const source = join(import.meta.dir, "../src");
const migrations = [...new Bun.Glob("*.sql").scanSync(join(source, "../drizzle"))];
const folder = mkdtempSync(join(tmpdir(), "faceit-comms-build-"));
const executable = join(folder, process.platform === "win32" ? "probe.exe" : "probe");

/** Uses what behaves otherwise in an executable: embedded migrations, a thread, the logger, names kept, the environment. */
const probe = `
import { createLog, lineFormat } from ${JSON.stringify(join(source, "log.ts"))};
import { openStore } from ${JSON.stringify(join(source, "store/open.ts"))};
import { openWal } from ${JSON.stringify(join(source, "store/wal.ts"))};
import { versionLine } from ${JSON.stringify(join(source, "version.ts"))};
class KeptName {}
const store = openStore("probe.db");
const wal = openWal(store);
await wal.checkpoint();
await wal.close();
const format = process.argv[2] === "pretty" ? "pretty" : "json";
createLog({ level: "info", show: await lineFormat(format), secrets: ["a-secret"] }).info({
	version: versionLine(),
	left: wal.length().left,
	applied: store.sqlite.query("SELECT count(*) AS steps FROM __drizzle_migrations").get(),
	hostile: process.env.HOSTILE ?? "not read",
	production: process.env.NODE_ENV,
	className: KeptName.name,
}, "probed a-secret");
store.close();
await Promise.resolve();
process.exit(3);
`;

beforeAll(async () => {
	const entry = join(folder, "probe.ts");
	writeFileSync(entry, probe);
	await build({ entry, outfile: executable });
	rmSync(entry);
	expect(readdirSync(folder)).toEqual([basename(executable)]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the executable in a folder of its own, beside whatever `files` are. */
function run(name: string, files: Record<string, string> = {}, ...args: string[]) {
	const cwd = join(folder, name);
	mkdirSync(cwd);
	for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
	const ended = Bun.spawnSync([executable, ...args], { cwd, env: { PATH: "" } });
	return { exitCode: ended.exitCode, out: ended.stdout.toString(), err: ended.stderr.toString() };
}

test("given the executable alone in an empty folder, when it runs, then all it needs is inside", () => {
	const { exitCode, out, err } = run("empty");
	expect(err).toBe("");
	expect(exitCode).toBe(3);
	expect(JSON.parse(out)).toMatchObject({
		level: "info",
		version: expect.stringMatching(
			/^faceit-comms \d+\.\d+\.\d+ \(commit [0-9a-f]{7,}, Bun 1\.4\.5, SQLite 3\.\d+\.\d+\)$/,
		),
		left: 0,
		applied: { steps: migrations.length },
		production: "production",
		className: "KeptName",
		msg: "probed [redacted]",
	});
});

test("given a hostile .env and bunfig.toml beside it, when it runs, then it reads neither", () => {
	const { exitCode, out } = run("hostile", {
		".env": "HOSTILE=read\n",
		".env.production": "HOSTILE=read\n",
		"bunfig.toml": 'preload = ["./hostile.ts"]\n',
		"hostile.ts": 'console.log("hostile code ran"); process.exit(66);\n',
	});
	expect(exitCode).toBe(3);
	expect(out).not.toContain("hostile code ran");
	expect(JSON.parse(out)).toMatchObject({ hostile: "not read" });
});

test("given the pretty format, when the executable logs, then its formatter is inside too", () => {
	const { out } = run("pretty", {}, "pretty");
	expect(Bun.stripANSI(out)).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: probed \[redacted\] \{/);
});
