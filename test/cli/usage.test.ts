import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faceitComms, said } from "./program.ts";

const verbs = ["serve", "demo", "doctor", "backup", "restore", "links", "inbox", "rooms"];
const all = [
	...["serve", "demo", "doctor", "backup", "restore", "links export", "links import"],
	...["links list", "links remove", "links reassign", "links log"],
	...["inbox list", "inbox retry", "inbox replay", "rooms list", "rooms close"],
];

describe("help", () => {
	test("given --help, then every verb is named, and what each exit code means", async () => {
		const { code, out, err } = await said(["--help"]);
		expect({ code, err }).toEqual({ code: 0, err: "" });
		for (const verb of verbs) expect(out).toMatch(new RegExp(`^ {2}${verb}\\b`, "m"));
		for (const exitCode of [0, 1, 2, 3, 130, 143]) expect(out).toMatch(new RegExp(`^ {2}${exitCode} +\\w`, "m"));
	});

	test("given a verb and --help, then it shows an example", async () => {
		const helps = await Promise.all(all.map((verb) => said([...verb.split(" "), "--help"])));
		for (const [at, { code, out }] of helps.entries()) {
			expect(code).toBe(0);
			expect(out).toContain(`Usage: faceit-comms ${all[at]}`);
			expect(out).toMatch(/Examples:\n {2}faceit-comms/);
		}
	});

	test("given --version, then one line names the program, its commit, Bun and SQLite", async () => {
		const { code, out } = await said(["--version"]);
		expect(code).toBe(0);
		expect(out).toMatch(/^faceit-comms \d+\.\d+\.\d+ \(commit \w+, Bun \d+\.\d+\.\d+, SQLite \d+\.\d+\.\d+\)\n$/);
	});
});

describe("mistakes", () => {
	const rows: readonly (readonly [args: string, said: string])[] = [
		["docter", "Did you mean doctor?"],
		["inbox lits", "Did you mean list?"],
		["inbox list --jsn", "Did you mean --json?"],
		["rooms close", "missing required argument 'match'"],
		["rooms list everything", "too many arguments"],
		["inbox retry first", "It must be a whole number from 1."],
		["serve --user nobody", "Write the number of the user"],
		["inbox replay", "name either an id or --since"],
		["inbox replay 3 --since 2h", "name either an id or --since"],
		["inbox replay --since yesterday", "Write 30m, 2h, 3d or a time"],
		["links import links.csv --guild Vale", "A server's id has 17 to 20 digits."],
	];

	test("given a wrong command line, then it says what is wrong, and ends with 2", async () => {
		const ended = await Promise.all(rows.map(([args]) => said(args.split(" "))));
		for (const [at, { code, out, err }] of ended.entries()) {
			expect({ code, out }).toEqual({ code: 2, out: "" });
			expect(err).toContain(rows[at]?.[1] ?? "");
		}
	});
});

describe("configuration", () => {
	test("given nothing at all, when it serves, then each missing setting is named at once, and nothing is started", async () => {
		const { code, out, err } = await faceitComms([]);
		expect({ code, out }).toEqual({ code: 2, out: "" });
		expect(err).toContain("Nothing was started");
		for (const name of ["DISCORD_TOKEN", "FACEIT_API_KEY", "FACEIT_WEBHOOK_SECRET"])
			expect(err).toContain(`- ${name} `);
	});

	test("given --env-file, then its settings count, the environment's own win, and no other file is read", async () => {
		const folder = mkdtempSync(join(tmpdir(), "faceit-comms-env-"));
		const file = join(folder, "settings");
		writeFileSync(file, "PORT=none\nDISCORD_TOKEN=a-token\nexport LOG_LEVEL='loud' # a comment\n");
		const [before, after, missing] = await Promise.all([
			said(["--env-file", file, "serve"], { LOG_LEVEL: "info" }),
			said(["serve", "--env-file", file]),
			said(["--env-file", join(folder, "missing")]),
		]);
		rmSync(folder, { recursive: true });
		expect(before.err).toContain("PORT must be a whole number");
		expect(before.err).not.toContain("DISCORD_TOKEN");
		expect(before.err).not.toContain("LOG_LEVEL");
		expect(after.err).toContain("LOG_LEVEL must be one of");
		expect(missing.code).toBe(2);
		expect(missing.err).toContain("cannot be read");
	});

	test("given settings that a verb does not use, then it does not ask for them", async () => {
		const { code, err } = await said(["inbox", "list"], { DATABASE_PATH: "/nowhere/at-all.db", PORT: "none" });
		expect(code).toBe(3);
		expect(err).toBe(
			"There is no database at /nowhere/at-all.db: set DATABASE_PATH to where it is, or start `faceit-comms` once to make it.\n",
		);
	});
});
