// links: which member is which player. Here they are taken out and brought in; see also links-changes.ts.

import { readFileSync, writeFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { faceitApi } from "../faceit/api.ts";
import { type Imported, importLinks, type NewLink } from "../store/imports.ts";
import { type ListedLink, listLinks } from "../store/listings.ts";
import { beside } from "./beside.ts";
import type { Console } from "./console.ts";
import { Ending, exitCodes } from "./exit.ts";
import { addChanges, host } from "./links-changes.ts";
import { heading, type LinksFile, type Problem, type Row, readLinks, repeats, shielded } from "./links-file.ts";
import { addLog } from "./links-log.ts";
import { type Complete, complete, isComplete } from "./links-lookup.ts";
import { forMachine, guildId, iso } from "./links-words.ts";
import { progress } from "./progress.ts";
import { settingsFrom } from "./settings.ts";
import { counted, harmless, json } from "./table.ts";

type ImportOptions = { readonly dryRun?: boolean; readonly replace?: boolean; readonly guild?: string };

/** How many bad lines are named at most; a file with more usually has the same thing wrong with all of them. */
const shownProblems = 50;

export function addLinks(program: Command, console: Console): void {
	const links = program
		.command("links")
		.commandsGroup("Verbs:")
		.description("see, settle, take out or bring in which member is which player");
	addChanges(links, console);
	links
		.command("export")
		.argument("[file]", "where to; - is standard output", "-")
		.description("write all links as CSV, in the form that import reads")
		.option("--json", "for a machine")
		.addHelpText("after", "\nExamples:\n  faceit-comms links export links.csv\n  faceit-comms links export --json")
		.action((file: string, { json: asJson = false }: { json?: boolean }) => {
			const all = beside(console, listLinks);
			const text = asJson ? json({ links: all.map(forMachine) }) : csv(all);
			if (file === "-") console.write(text);
			else save(file, text, counted(all.length, "link"), console);
		});
	addImport(links, console);
	addLog(links, console);
}

function addImport(links: Command, console: Console): void {
	links
		.command("import")
		.argument("<file>", "a CSV file; - is standard input")
		.description("bring links in from CSV: all of them, or none")
		.option("--dry-run", "check everything, keep nothing")
		.option("--replace", "let lines take the place of links that stand in their way; a dry run shows each")
		.addOption(new Option("--guild <id>", "the Discord server where all of them are known").argParser(guildId))
		.addHelpText(
			"after",
			`
The first line names the columns: discord_id, and faceit_id or nickname. Optional: guild_id, linked_at, verified_at.
Other spellings are understood (discord_user_id, faceit_nickname, created_at …), as are tables from other programs;
how the columns were read is shown. What is missing of faceit_id and nickname is looked up with FACEIT_API_KEY.

Members are moved in the servers where they are known: those of guild_id or --guild. In others they become known when
they register or are in voice there. The program may be running: it takes the links into account within two seconds.
Where FACEIT's login is set up, a link without verified_at counts only once its member has proven it.

Examples:
  faceit-comms links import links.csv --dry-run
  faceit-comms links import links.csv --replace --dry-run
  faceit-comms links import player_links_rows.csv --guild 1046783920011223344`,
		)
		.action((file: string, options: ImportOptions) => importFrom(file, options, console));
}

async function importFrom(
	file: string,
	{ dryRun = false, replace = false, guild }: ImportOptions,
	console: Console,
): Promise<void> {
	const read = readLinks(contents(file));
	console.writeError(describe(read));
	if (read.problems.length > 0) throw refusal(read.problems);
	const { rows, problems } = await completed(read.rows, console);
	const again = repeats(rows, "the player", (row) => row.faceitId);
	if (problems.length + again.length > 0) throw refusal([...problems, ...again]);
	const now = console.clock.now();
	const fresh = rows.map((row) => newLink(row, guild, now));
	const how = { isDry: dryRun, isReplacing: replace, deed: host(console) };
	const imported = beside(console, (store) => importLinks(store, fresh, how));
	if (imported.is === "refused") throw refusal(imported.conflicts.map(conflict));
	console.write(result(imported, fresh, dryRun));
}

function contents(file: string): string {
	try {
		return readFileSync(file === "-" ? 0 : file, "utf8");
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new Ending(`${file} cannot be read: ${why}.`, exitCodes.wrong);
	}
}

/** How each column was understood, so that a wrong guess is seen. */
function describe({ mapping, rows }: LinksFile): string {
	const lines = mapping.map(
		({ heading: own, column }) => `  ${harmless(own)} → ${column === null ? "(not used)" : heading(column)}\n`,
	);
	return mapping.length === 0 ? "" : `Columns:\n${lines.join("")}${counted(rows.length, "line")} can be read.\n`;
}

async function completed(rows: readonly Row[], console: Console) {
	if (rows.every(isComplete)) return { rows, problems: [] };
	const { faceit } = settingsFrom(console.env(), ["FACEIT_API_KEY", "FACEIT_API_URL"]);
	return complete(
		rows,
		faceitApi({ url: faceit.apiUrl, key: faceit.apiKey, clock: console.clock }),
		console.clock,
		progress(console),
	);
}

function newLink(row: Complete, guild: string | undefined, now: number): NewLink {
	const guildIds = [...new Set([...row.guildIds, ...(guild === undefined ? [] : [guild])])];
	return { ...row, guildIds, linkedAt: row.linkedAt ?? now };
}

function conflict({ line, is, by }: Extract<Imported, { is: "refused" }>["conflicts"][number]): Problem {
	const link = `${harmless(by.nickname)} (${by.faceitId}) is linked with the member ${by.discordId}`;
	return is === "player held"
		? { line, what: `${link} already: leave the line out, or use --replace to take it from that member.` }
		: { line, what: `${link} already: leave the line out, or use --replace to put the line in its place.` };
}

function refusal(problems: readonly Problem[]): Ending {
	const sorted = [...problems].sort((a, b) => a.line - b.line);
	const lines = sorted.slice(0, shownProblems).map(({ line, what }) => `  line ${line}: ${what}`);
	const more = sorted.length - lines.length;
	return new Ending(
		[
			`Nothing was imported, because ${counted(sorted.length, "thing is", "things are")} wrong:`,
			...lines,
			...(more > 0 ? [`  and ${more.toLocaleString("en")} more`] : []),
		].join("\n"),
	);
}

function result(imported: Extract<Imported, { is: "imported" }>, fresh: readonly NewLink[], dryRun: boolean): string {
	const { added, known, replaced } = imported;
	const nowhere = fresh.filter(({ guildIds }) => guildIds.length === 0).length;
	const would = dryRun ? "would be imported, nothing was kept" : "imported";
	const lines = replaced.map(({ line, by }) => {
		const sure = by.verifiedAt === null ? "" : ", although it was proven";
		const what = `${harmless(by.nickname)} (${by.faceitId}) with the member ${by.discordId}`;
		return `  line ${line} ${dryRun ? "would replace" : "replaced"} the link of ${what}${sure}\n`;
	});
	return [
		...lines,
		`${counted(added, "link")} ${would}; ${known.toLocaleString("en")} known already.\n`,
		...(nowhere === 0
			? []
			: [
					`${counted(nowhere, "member is", "members are")} known in no server yet: they become known when they are in ` +
						"voice or use a command. --guild ID makes them known at once.\n",
				]),
	].join("");
}

function csv(all: readonly ListedLink[]): string {
	const head = "discord_id,faceit_id,nickname,guild_id,linked_at,verified_at";
	const lines = all.map(({ discordId, faceitId, nickname, guildIds, linkedAt, verifiedAt }) =>
		[discordId, faceitId, nickname, guildIds.join(" "), iso(linkedAt), iso(verifiedAt)].map(cell).join(","),
	);
	return `${[head, ...lines].join("\n")}\n`;
}

/** A cell that a spreadsheet shows as it is, and the import reads as it was. */
function cell(text: string): string {
	const safe = shielded(text);
	return /[",;\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save(file: string, text: string, what: string, console: Console): void {
	try {
		writeFileSync(file, text);
	} catch (error) {
		throw new Ending(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
	}
	console.writeError(`${what} written to ${file}.\n`);
}
