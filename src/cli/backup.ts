// backup and restore: the database into one file, whether a file is whole, and back.

import { statSync } from "node:fs";
import type { Command } from "commander";
import { backupTo } from "../store/backup.ts";
import { checkFile } from "../store/check.ts";
import { restore } from "../store/restore.ts";
import type { Console } from "./console.ts";
import { Ending, exitCodes } from "./exit.ts";
import { databasePath } from "./settings.ts";
import { counted } from "./table.ts";

/** Copying this many bytes takes two or three seconds, and no progress can be shown meanwhile. */
const longBytes = 200_000_000;

export function addBackup(program: Command, console: Console): void {
	program
		.command("backup")
		.argument("<file>", "where the backup goes; replaced if it is there")
		.description("copy the database into one file, checked; the program may be running")
		.option("--check", "copy nothing: say whether the file, a backup or a database, is whole")
		.addHelpText(
			"after",
			`
Only its owner may read a new backup. --check changes nothing, and the program may be running on the file; exit
code 3 means that it is damaged or not this program's, 1 that it could not be checked.

Examples:
  faceit-comms backup /var/backups/faceit-comms.db
  faceit-comms backup --check /var/backups/faceit-comms.db`,
		)
		.action((file: string, { check = false }: { check?: boolean }) => {
			if (check) checked(file, console);
			else backup(file, console);
		});
}

function backup(file: string, console: Console): void {
	const path = databasePath(console.env());
	announce(console, path, "Copying and checking");
	const { bytes, rows, tookMs } = backupTo(path, file);
	console.write(`${file}: ${size(bytes)}, ${counted(rows, "row")}, checked, in ${Math.round(tookMs)} ms.\n`);
}

function checked(file: string, console: Console): void {
	announce(console, file, "Checking");
	const found = checkFile(file);
	if (found.is === "refused") throw new Ending(found.why, exitCodes.refused);
	if (found.is === "unknown") throw new Ending(found.why);
	console.write(`${file} is whole: ${size(found.bytes)}, ${counted(found.rows, "row")}.\n`);
}

export function addRestore(program: Command, console: Console): void {
	program
		.command("restore")
		.argument("<file>", "a backup")
		.description("put a backup in the place of the database, which is kept; the program must not be running")
		.addHelpText(
			"after",
			"\nThe backup is checked first; exit code 3 means that nothing was changed.\n\nExamples:\n" +
				"  faceit-comms restore backups/faceit-comms-2026-11-22T03-00-00.000Z.db",
		)
		.action((file: string) => {
			const path = databasePath(console.env());
			announce(console, file, "Checking and copying");
			const { kept, rows } = restore(file, path);
			console.write(`${path} is now ${file}: ${counted(rows, "row")}.\n`);
			if (kept !== null) console.write(`What was there before is kept as ${kept}.\n`);
		});
}

function announce({ isWatched, writeError }: Console, file: string, doing: string): void {
	const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	if (isWatched && bytes > longBytes) writeError(`${doing} ${size(bytes)} …\n`);
}

function size(bytes: number): string {
	return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
