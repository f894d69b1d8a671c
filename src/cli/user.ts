// serve --user: gives up root before anything else is done. Some platforms mount volumes owned by root, where a
// program that never was root cannot write; this one takes ownership of the folder and can never be root again.

import { lchownSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Config } from "../config.ts";
import { Ending, exitCodes } from "./exit.ts";

export type User = { readonly uid: number; readonly gid: number };

/** "65532" or "65532:65532": an image without a list of users knows no names. */
export function readUser(text: string): User {
	const [uid = "", gid = uid, ...rest] = text.split(":");
	const isId = (id: string) => /^[1-9]\d{0,8}$/.test(id);
	if (!isId(uid) || !isId(gid) || rest.length > 0) {
		throw new InvalidArgumentError("Write the number of the user, and of the group if it is another: 65532:65532.");
	}
	return { uid: Number(uid), gid: Number(gid) };
}

/** The process runs as that user from here on; nothing changes if it does already. */
export function switchTo({ uid, gid }: User, config: Config): void {
	const { getuid, setgroups, setgid, setuid } = process;
	if (!getuid || !setgroups || !setgid || !setuid) {
		throw new Ending("This system has no users by number: leave --user out.", exitCodes.wrong);
	}
	if (getuid() === uid) return;
	if (getuid() !== 0) throw new Ending(`Only root can switch to user ${uid}: leave --user out.`, exitCodes.wrong);
	for (const path of filesOf(config)) lchownSync(path, uid, gid);
	setgroups([]);
	setgid(gid);
	setuid(uid);
}

/** The folder of the database, what is in it of ours, and the folder of the backups. Links are not followed. */
function filesOf({ databasePath, backup }: Config): string[] {
	const folder = dirname(databasePath);
	const name = basename(databasePath);
	const own = namesIn(folder).filter((each) => each.startsWith(name));
	const backups = namesIn(backup.folder).map((each) => join(backup.folder, each));
	return [folder, ...own.map((each) => join(folder, each)), backup.folder, ...backups].filter(isThere);
}

function namesIn(folder: string): string[] {
	return isThere(folder) ? readdirSync(folder) : [];
}

function isThere(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
