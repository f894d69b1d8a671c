// Who may import what: the table, and a look at every file under src. CONTRIBUTING.md shows the same table.

import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const nouns = [
	...["match", "record", "room", "placement", "link", "guild", "call", "shown", "permission", "wait", "text"],
	...[
		"delivery",
		"player",
		"lookup",
		"message",
		"match-info",
		"markdown",
		"post",
		"fact",
		"clock",
		"shard",
		"login",
		"trail",
		"kept",
	],
	...["player-profile", "competition", "rehearsal", "finding"],
].map((name) => `src/${name}.ts`);

/** `*` stands for anything but a slash, `**` for anything. */
type Rule = {
	readonly files: readonly string[];
	/** Files of ours that these may import; those at the top may only import one another. */
	readonly ours: readonly string[];
	/** Packages, each with what is in it; what Node and Bun bring with them is free, except `bun:sqlite`. */
	readonly packages: readonly string[];
	readonly why: string;
};

const root = ["src/*.ts"];
/** They put the program together: nothing below knows them. */
const top = ["app", "intake", "assembly", "diagnosis", "main", "cli", "demo", "program"].map(
	(name) => `src/${name}.ts`,
);
const discordJs = ["discord.js", "@discordjs/rest", "discord-api-types"];
/** Whatever comes from outside is parsed where it comes in, so that neither the nouns, the keeper nor the store do. */
const parsing = ["zod"];

/** The first rule that names a file holds for it. */
const table: readonly Rule[] = [
	{ files: nouns, ours: nouns, packages: [], why: "nouns import only nouns" },
	{
		files: ["src/program.ts"],
		ours: [...root, "src/store/**", "src/keeper/**"],
		packages: [],
		why: "the program without its edges: the root, the keeper and the store",
	},
	{
		files: top,
		ours: [...top, "src/**"],
		packages: ["elysia", "commander", "pino"],
		why: "they put the program together: everything of ours, but Discord and SQLite through their folders",
	},
	{ files: ["src/log.ts"], ours: root, packages: ["pino", "pino-pretty"], why: "only it knows how lines are written" },
	{ files: ["src/version.ts"], ours: [], packages: ["bun:sqlite"], why: "it names the versions, SQLite's among them" },
	{
		files: root,
		ours: [...root, "src/store/**", "src/texts/**"],
		packages: parsing,
		why: "the root says what the program does; it knows the store and the texts, and no other folder",
	},
	{
		files: ["src/keeper/**"],
		ours: [...root, "src/store/**", "src/keeper/**", "src/texts/**"],
		packages: [],
		why: "the keeper knows the root, the store, and what it is given",
	},
	{
		files: ["src/discord/**"],
		ours: [...root, "src/discord/**", "src/texts/**"],
		packages: [...discordJs, ...parsing],
		why: "a folder talks to one outsider: it imports the root and its own",
	},
	{
		files: ["src/faceit/**"],
		ours: [...root, "src/faceit/**", "src/texts/**"],
		packages: ["elysia", "oauth4webapi", ...parsing],
		why: "a folder talks to one outsider: it imports the root and its own",
	},
	{
		files: ["src/web/**"],
		ours: [...root, "src/web/**", "src/texts/**"],
		packages: ["elysia", "preact", "preact-render-to-string"],
		why: "a folder talks to one outsider: it imports the root and its own",
	},
	{
		files: ["src/metrics/**"],
		ours: [...root, "src/metrics/**"],
		packages: ["elysia", "prom-client"],
		why: "a folder talks to one outsider: it imports the root and its own",
	},
	{
		files: ["src/store/**"],
		ours: [...nouns, "src/store/**"],
		packages: ["drizzle-orm", "bun:sqlite"],
		why: "the store implements what the nouns name",
	},
	{ files: ["src/s3/**"], ours: [...root, "src/s3/**"], packages: [], why: "a folder talks to one outsider" },
	{ files: ["src/texts/**"], ours: [...nouns, "src/texts/**"], packages: [], why: "texts are data about the nouns" },
	{
		files: ["src/sandbox/**"],
		ours: ["src/sandbox/**"],
		packages: ["discord-api-types", "discord-markdown-parser", "preact", ...parsing],
		why: "the sandbox stands outside the program: it imports nothing of it",
	},
	{
		files: ["src/doctor/**"],
		ours: [...top, "src/**"],
		packages: ["bun:sqlite", ...parsing],
		why: "the doctor looks at everything, at Discord through src/discord",
	},
	{
		files: ["src/cli/**"],
		ours: [...top, "src/**"],
		packages: ["commander", "csv-parse", "bun:sqlite", ...parsing],
		why: "a verb uses every part, Discord and FACEIT through their folders",
	},
	{
		files: ["src/demo/**"],
		ours: [...top, "src/**"],
		packages: parsing,
		why: "the demo plays with everything of ours",
	},
];

function matches(pattern: string, name: string): boolean {
	const parts = pattern.split(/(\*\*|\*)/).map((part) => {
		if (part === "**") return ".*";
		return part === "*" ? "[^/]*" : part.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
	});
	return new RegExp(`^${parts.join("")}$`).test(name);
}

/** What the text imports, exports from, or loads when it runs. */
function importsOf(text: string): string[] {
	const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, "");
	const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)["']([^"'\n]+)["']/gm);
	return [...found].flatMap(([, name]) => name ?? []);
}

/** True for one of these packages, or for something in it. */
function isIn(packages: readonly string[], name: string): boolean {
	return packages.some((one) => name === one || name.startsWith(`${one}/`));
}

/** What the file imports and may not, in words. */
function faults(file: string, text: string): string[] {
	const rule = table.find(({ files }) => files.some((pattern) => matches(pattern, file)));
	if (rule === undefined) return [`${file} has no rule: give its folder one in test/imports.test.ts`];
	return importsOf(text).flatMap((name) => {
		if (name.startsWith(".")) {
			const target = join(file, "..", name);
			const isBelow = !top.includes(target) && rule.ours.some((pattern) => matches(pattern, target));
			const isAllowed = target.endsWith("package.json") || isBelow || rule.ours.includes(target);
			return isAllowed ? [] : [`${file} may not import ${target}: ${rule.why}`];
		}
		const isFree = name.startsWith("node:") || name === "bun";
		return isFree || isIn(rule.packages, name) ? [] : [`${file} may not import ${name}: ${rule.why}`];
	});
}

test("given every file under src, when its imports are read, then each is in the table", () => {
	const project = join(import.meta.dir, "..");
	const files = readdirSync(join(project, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
		/\.tsx?$/.test(name),
	);
	const all = files.map((name) => join("src", name)).toSorted();
	expect(all.length).toBeGreaterThan(50);
	expect(all.flatMap((file) => faults(file, readFileSync(join(project, file), "utf8")))).toEqual([]);
});

test("given an import that is not in the table, when it is read, then it is named with the reason", () => {
	const planted: [file: string, text: string, fault: string | undefined][] = [
		[
			"src/keeper/keeper.ts",
			'import { table } from "../cli/table.ts";',
			"src/keeper/keeper.ts may not import src/cli/table.ts: the keeper knows the root, the store, and what it is given",
		],
		[
			"src/store/backup.ts",
			'export type { Storage } from "../s3/storage.ts";',
			"src/store/backup.ts may not import src/s3/storage.ts: the store implements what the nouns name",
		],
		[
			"src/keeper/plan/rooms.ts",
			'const late = await import("../../discord/client.ts");',
			"src/keeper/plan/rooms.ts may not import src/discord/client.ts: the keeper knows the root, the store, and what it is given",
		],
		[
			"src/store/open.ts",
			'import "../config.ts";',
			"src/store/open.ts may not import src/config.ts: the store implements what the nouns name",
		],
		[
			"src/room.ts",
			'import type { Store } from "./store/open.ts";',
			"src/room.ts may not import src/store/open.ts: nouns import only nouns",
		],
		[
			"src/web/page.ts",
			'import { Client } from "discord.js";',
			"src/web/page.ts may not import discord.js: a folder talks to one outsider: it imports the root and its own",
		],
		[
			"src/sandbox/discord/rest.ts",
			'import {\n\ta,\n} from "../../room.ts";',
			"src/sandbox/discord/rest.ts may not import src/room.ts: the sandbox stands outside the program: it imports nothing of it",
		],
		[
			"src/discord/open.ts",
			'import { start } from "../app.ts";',
			"src/discord/open.ts may not import src/app.ts: a folder talks to one outsider: it imports the root and its own",
		],
		["src/newcomer/file.ts", "", "src/newcomer/file.ts has no rule: give its folder one in test/imports.test.ts"],
		["src/keeper/job.ts", 'import type { Room } from "../room.ts";\n// import x from "elysia"', undefined],
		["src/store/open.ts", 'import { Database } from "bun:sqlite";\nimport { eq } from "drizzle-orm/sql";', undefined],
	];
	for (const [file, text, fault] of planted) expect(faults(file, text)).toEqual(fault === undefined ? [] : [fault]);
});
