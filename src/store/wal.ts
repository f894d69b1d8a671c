// The database's log (-wal): how long it is, and writing it back into the database, which SQLite calls a checkpoint.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Store } from "./open.ts";
import { requireInPlace } from "./place.ts";
import type { Ask, Done } from "./wal-thread.ts";

/** Counted in pages of 4 kB. */
export type Wal = {
	/** How long it is, and how much of it is not in the database yet. It begins anew once all of it is, and nobody reads. */
	length(): { readonly pages: number; readonly left: number };
	/** Writes back what can be, in a thread of its own. Rejects if that fails, or while the database is out of its place. */
	checkpoint(): Promise<void>;
	/** Writes back the rest, here and now. */
	finish(): void;
	/** From this length on, SQLite does it by itself, within a commit. */
	leaveToSqlite(fromPages: number): void;
	/** Ends the thread. */
	close(): Promise<void>;
};

export function openWal(store: Store): Wal {
	const { sqlite } = store;
	// It only looks; -1 is SQLite's answer for a database without a log.
	const look = sqlite.prepare<{ log: number; checkpointed: number }, []>("PRAGMA wal_checkpoint(NOOP)");
	let thread: Thread | undefined;
	return {
		length() {
			const { log = 0, checkpointed = 0 } = look.get() ?? {};
			return { pages: Math.max(0, log), left: log - checkpointed };
		},
		async checkpoint() {
			if (thread?.isEnded() !== false) {
				// A connection that is opened now must not be another file's.
				requireInPlace(store);
				thread = startThread(sqlite.filename);
			}
			await thread.ask("checkpoint");
		},
		finish: () => void sqlite.run("PRAGMA wal_checkpoint(PASSIVE)"),
		leaveToSqlite: (fromPages) => void sqlite.run(`PRAGMA wal_autocheckpoint = ${fromPages}`),
		async close() {
			if (thread?.isEnded() !== false) return;
			await thread.ask("close").catch(() => {});
			await thread.end();
		},
	};
}

type Thread = {
	readonly isEnded: () => boolean;
	/** One thing at a time. Rejects if it fails, or the thread ends. */
	readonly ask: (what: Ask) => Promise<void>;
	readonly end: () => Promise<unknown>;
};

function startThread(path: string): Thread {
	const worker = new Worker(entry(), { workerData: path });
	worker.unref();
	let asked: PromiseWithResolvers<void> | undefined;
	let isEnded = false;
	const ended = (why: string) => {
		isEnded = true;
		asked?.reject(new Error(`the thread that writes the database's log back has ended: ${why}`));
	};
	worker.on("message", ({ why }: Done) => (why === null ? asked?.resolve() : asked?.reject(new Error(why))));
	worker.on("error", (error) => ended(String(error)));
	worker.on("exit", (code) => ended(`code ${code}`));
	return {
		isEnded: () => isEnded,
		ask(what) {
			asked = Promise.withResolvers();
			worker.postMessage(what);
			return asked.promise;
		},
		end: () => worker.terminate(),
	};
}

/** In the executable it is an entry of its own (scripts/build.ts); otherwise this source's neighbour. */
function entry(): string {
	const source = join(import.meta.dir, "wal-thread.ts");
	return existsSync(source) ? source : join(import.meta.dir, "store", "wal-thread.js");
}
