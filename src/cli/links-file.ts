// Reads a table of links, from our own export or from elsewhere: which column is which, and what is wrong in which line.

import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { writtenTime } from "./time.ts";

/** Names that a column may have, without regard to case and punctuation: `discord_id`, `Discord ID`, `discordId`. */
const names = {
	discordId: ["discordid", "discorduserid", "discorduser", "discordmemberid", "memberid", "discord"],
	faceitId: ["faceitid", "faceitplayerid", "faceituserid", "faceitguid", "playerid"],
	nickname: ["nickname", "faceitnickname", "faceitname", "faceitusername", "playernickname", "faceit"],
	guildIds: ["guildid", "guildids", "discordguildid", "discordserverid", "serverid", "guild", "server"],
	linkedAt: ["linkedat", "createdat", "insertedat"],
	verifiedAt: ["verifiedat"],
} as const;

export type Column = keyof typeof names;

const columns: readonly Column[] = ["discordId", "faceitId", "nickname", "guildIds", "linkedAt", "verifiedAt"];

/** One line of the file. A null was absent from the file: the nickname or the id is still to be looked up. */
export type Row = {
	readonly line: number;
	readonly discordId: string;
	readonly faceitId: string | null;
	readonly nickname: string | null;
	readonly guildIds: readonly string[];
	readonly linkedAt: number | null;
	readonly verifiedAt: number | null;
};

/** What is wrong with a line, and what to do. */
export type Problem = { readonly line: number; readonly what: string };

export type LinksFile = {
	/** Each column of the file by its heading, and what it was taken for. */
	readonly mapping: readonly { readonly heading: string; readonly column: Column | null }[];
	readonly rows: readonly Row[];
	readonly problems: readonly Problem[];
};

type Cells = Partial<Record<Column, string>>;

const recordsSchema = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

const snowflake = /^\d{17,20}$/;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Takes the text of a file with comma, semicolon or tab between its columns. */
export function readLinks(text: string): LinksFile {
	const records = split(text);
	if ("problem" in records) return { mapping: [], rows: [], problems: [records.problem] };
	const [head, ...body] = records.records;
	if (head === undefined) return { mapping: [], rows: [], problems: [{ line: 1, what: "The file is empty." }] };
	const mapping = head.record.map((heading) => ({ heading, column: columnOf(heading) }));
	const missing = unusable(mapping.map(({ column }) => column));
	if (missing !== undefined) return { mapping, rows: [], problems: [{ line: head.info.lines, what: missing }] };

	const rows: Row[] = [];
	const problems: Problem[] = [];
	for (const { record, info } of body) {
		const cells = Object.fromEntries(
			mapping.flatMap(({ column }, at) => (column ? [[column, unshielded(record[at] ?? "")]] : [])),
		);
		const found = whatIsWrong(cells, record.length - mapping.length);
		if (found.length > 0) problems.push(...found.map((what) => ({ line: info.lines, what })));
		else rows.push(rowOf(cells, info.lines));
	}
	return { mapping, rows, problems: [...problems, ...repeated(rows)] };
}

/**
 * Nicknames are foreign text, and a spreadsheet takes what begins with one of these for a formula, which may do anything:
 * an apostrophe before it makes it text. One that is there already gets another, so that each can be taken off again.
 */
export function shielded(text: string): string {
	return /^['=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function unshielded(text: string): string {
	return /^'['=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function split(text: string): { readonly records: z.infer<typeof recordsSchema> } | { readonly problem: Problem } {
	const [head = ""] = text.split("\n", 1);
	const delimiter = [",", ";", "\t"].toSorted((a, b) => head.split(b).length - head.split(a).length)[0] ?? ",";
	const options = { delimiter, bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true };
	try {
		return { records: recordsSchema.parse(parse(text, options)) };
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = typeof error.lines === "number" ? error.lines : 1;
		return { problem: { line, what: `This is not CSV: ${error.message}.` } };
	}
}

function columnOf(heading: string): Column | null {
	const plain = heading.toLowerCase().replaceAll(/[^a-z]/g, "");
	return columns.find((column) => names[column].some((name) => name === plain)) ?? null;
}

function unusable(found: readonly (Column | null)[]): string | undefined {
	const twice = columns.find((column) => found.indexOf(column) !== found.lastIndexOf(column));
	if (twice !== undefined) return `Two columns are ${heading(twice)}: remove or rename one of them.`;
	if (!found.includes("discordId")) return "No column is discord_id: the first line must name the columns.";
	if (found.includes("faceitId") || found.includes("nickname")) return undefined;
	return "No column is faceit_id or nickname: the first line must name the columns.";
}

/** The column as our own export calls it. */
export function heading(column: Column): string {
	return column === "guildIds" ? "guild_id" : column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function whatIsWrong(cells: Cells, surplus: number): string[] {
	const { discordId = "", faceitId = "", nickname = "", linkedAt = "", verifiedAt = "" } = cells;
	const isTime = (text: string) => text === "" || writtenTime(text) !== undefined;
	const guilds = guildsIn(cells).filter((guildId) => !snowflake.test(guildId));
	return [
		...(surplus > 0 ? ["It has more columns than the first line: put a value with a comma in quotes."] : []),
		...(snowflake.test(discordId) ? [] : [notSnowflake("discord_id", discordId)]),
		...(faceitId === "" || guid.test(faceitId) ? [] : [`faceit_id ${quoted(faceitId)} is not a FACEIT id.`]),
		...(faceitId === "" && nickname === "" ? ["It names no player: fill in faceit_id or nickname."] : []),
		...guilds.map((guildId) => notSnowflake("guild_id", guildId)),
		...(isTime(linkedAt) ? [] : [`The time ${quoted(linkedAt)} cannot be read: write it as 2026-11-22T20:00:00Z.`]),
		...(isTime(verifiedAt) ? [] : [`The time ${quoted(verifiedAt)} cannot be read: write it as 2026-11-22T20:00:00Z.`]),
	];
}

function notSnowflake(column: string, text: string): string {
	if (text === "") return `${column} is empty.`;
	const isRounded = /^\d[.,]?\d*E\+?\d+$/i.test(text);
	const remedy = isRounded
		? "a spreadsheet rounded it; export again, with the column as text"
		: "it has 17 to 20 digits";
	return `${column} ${quoted(text)} is not a Discord id: ${remedy}.`;
}

function rowOf(cells: Cells, line: number): Row {
	const { discordId = "", faceitId = "", nickname = "", linkedAt = "", verifiedAt = "" } = cells;
	return {
		line,
		discordId,
		faceitId: faceitId.toLowerCase() || null,
		nickname: nickname || null,
		guildIds: guildsIn(cells),
		linkedAt: writtenTime(linkedAt) ?? null,
		verifiedAt: writtenTime(verifiedAt) ?? null,
	};
}

/** Several guilds stand in one cell with spaces between them. */
function guildsIn({ guildIds = "" }: Cells): string[] {
	return guildIds.split(/[\s|]+/).filter((guildId) => guildId !== "");
}

function repeated(rows: readonly Row[]): Problem[] {
	return [...repeats(rows, "discord_id", (row) => row.discordId), ...repeats(rows, "faceit_id", (row) => row.faceitId)];
}

/** The lines that repeat a value of an earlier line. */
export function repeats(rows: readonly Row[], column: string, key: (row: Row) => string | null): Problem[] {
	const first = new Map<string, number>();
	return rows.flatMap((row) => {
		const value = key(row);
		const earlier = value === null ? undefined : first.get(value);
		if (value !== null && earlier === undefined) first.set(value, row.line);
		if (earlier === undefined) return [];
		return [
			{ line: row.line, what: `${column} ${quoted(value ?? "")} is in line ${earlier} already: keep one of them.` },
		];
	});
}

export function quoted(text: string): string {
	return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
