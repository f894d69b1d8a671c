// The database: there, whole, at this program's schema, with space to grow and backed up; and its inbox processed.

import { statSync } from "node:fs";
import { dirname } from "node:path";
import { lastBackup } from "../backup.ts";
import type { Config } from "../config.ts";
import { type Finding, failing, warning, well } from "../finding.ts";
import { openBeside } from "../store/beside.ts";
import { openDeliveries } from "../store/deliveries.ts";
import { openMeasure } from "../store/measure.ts";
import { openMemos } from "../store/memos.ts";
import type { Store } from "../store/open.ts";
import { refusing, StoreRefused } from "../store/refused.ts";

const about = "database";
const mb = 1024 * 1024;
/** Below the first the program turns webhooks away. */
const leastFree = 64 * mb;
const littleFree = 512 * mb;
/** A backup is due every day. */
const oldBackupMs = 26 * 3_600_000;
const longWaitMs = 60_000;

/** Looks at it beside a running program, and changes nothing. */
export function checkDatabase({ databasePath: path, backup }: Config, now: number): Finding[] {
	if (statSync(path, { throwIfNoEntry: false }) === undefined) return [notYet(path)];
	try {
		const store = openBeside(path);
		try {
			return refusing(path, () => [
				wholeness(store, path),
				space(store, path),
				...inboxState(store, now),
				lastCopy(store, backup, now),
			]);
		} finally {
			store.close();
		}
	} catch (error) {
		if (!(error instanceof StoreRefused)) throw error;
		return [failing(about, error.message, "see above")];
	}
}

function notYet(path: string): Finding {
	const folder = dirname(path);
	if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
		return failing(about, `the folder ${folder} for the database does not exist`, "create it, or set DATABASE_PATH");
	}
	return warning(
		about,
		`there is none at ${path} yet`,
		"start `faceit-comms` once, or set DATABASE_PATH to where it is",
	);
}

function wholeness({ sqlite }: Store, path: string): Finding {
	const fix = "keep the file, and bring back a backup with `faceit-comms restore FILE`";
	const found = sqlite.query<{ integrity_check: string }, []>("PRAGMA integrity_check(1)").get()?.integrity_check;
	if (found !== "ok") return failing(about, `${path} is damaged (SQLite: ${found})`, fix);
	const orphans = sqlite.query("PRAGMA foreign_key_check").all().length;
	if (orphans > 0) return failing(about, `${path}: ${orphans} rows lost what they belong to`, fix);
	const schema = sqlite.query<{ count: number }, []>("SELECT count(*) AS count FROM __drizzle_migrations").get()?.count;
	return well(about, `${path} is whole, schema ${schema}`);
}

function space(store: Store, path: string): Finding {
	const { bytes, freeBytes } = openMeasure(store).size();
	const what = `${megabytes(bytes)} used, ${megabytes(freeBytes)} left on the disk`;
	if (freeBytes < leastFree) {
		return failing(about, `${what}: webhooks are turned away`, `free some space beside ${path}`);
	}
	if (freeBytes >= Math.max(littleFree, 3 * bytes)) return well(about, what);
	return warning(about, what, "make the disk larger: a backup and a migration each need as much as the database has");
}

function inboxState(store: Store, now: number): Finding[] {
	const { waiting, oldestAt, failed } = openDeliveries(store).depth();
	const isStuck = oldestAt !== null && now - oldestAt > longWaitMs;
	return [
		isStuck
			? warning(
					"inbox",
					`${waiting} wait, the oldest for more than a minute`,
					"start `faceit-comms`, or look into its log",
				)
			: well("inbox", waiting === 0 ? "nothing waits" : `${waiting} being processed`),
		...(failed === 0
			? []
			: [warning("inbox", `${failed} could not be read`, "see why with `faceit-comms inbox list`")]),
	];
}

/** With a storage elsewhere, only what has arrived there counts. */
function lastCopy(store: Store, { keep, folder, storage }: Config["backup"], now: number): Finding {
	if (keep === 0) return warning("backup", "none is made (BACKUP_KEEP=0)", "set BACKUP_KEEP to how many are kept");
	const newest = lastBackup(folder);
	if (newest === undefined) {
		return warning("backup", `there is none in ${folder} yet`, "wait: the first is made a minute after a start");
	}
	const isSent = storage === null || openMemos(store).get("backup sent") === newest.file.split(/[\\/]/).at(-1);
	const hours = Math.floor((now - newest.at) / 3_600_000);
	const what = `the last is ${hours} h old: ${newest.file}`;
	if (now - newest.at > oldBackupMs)
		return warning("backup", what, "see the program's log for why none was made since");
	if (isSent) return well("backup", what + (storage === null ? "" : `, sent to ${storage.bucket}`));
	return warning("backup", `${what} is not in ${storage.bucket}`, "see the program's log for why it was not sent");
}

function megabytes(bytes: number): string {
	return bytes < 10 * mb ? `${(bytes / mb).toFixed(1)} MB` : `${Math.round(bytes / mb).toLocaleString("en")} MB`;
}
