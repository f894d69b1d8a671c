// The thread that writes the database's log back into it, with a connection of its own: no commit waits for that.

import { Database } from "bun:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** What it is asked to do. */
export type Ask = "checkpoint" | "close";
/** That it is done, or why not. */
export type Done = { readonly why: string | null };

const sqlite = new Database(String(workerData), { create: false, readwrite: true });
// Whoever writes goes first: what cannot be written back now is the next time.
sqlite.run("PRAGMA busy_timeout = 0");
sqlite.run("PRAGMA synchronous = FULL");

parentPort?.on("message", (ask: Ask) => {
	const done: Done = { why: attempt(ask) };
	parentPort?.postMessage(done);
});

function attempt(ask: Ask): string | null {
	try {
		if (ask === "checkpoint") sqlite.run("PRAGMA wal_checkpoint(PASSIVE)");
		else sqlite.close();
		return null;
	} catch (error) {
		return String(error);
	}
}
