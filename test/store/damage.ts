// Databases that a disk has damaged: where the program looks when it starts, and where it does not look by itself.

import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { openDeliveries } from "../../src/store/deliveries.ts";
import { openStore } from "../../src/store/open.ts";

const pageBytes = 4096;

/** Fills the database with events that are done with, and overwrites pages among them. The program must not run. */
export function damage(path: string): void {
	const store = openStore(path);
	const deliveries = openDeliveries(store);
	const event = { event: "match_demo_ready", matchId: null, body: "x".repeat(2_000), receivedAt: Date.now() };
	deliveries.keep(Array.from({ length: 400 }, (_, at) => ({ ...event, eventKey: `damaged ${at}` })));
	store.sqlite.run("UPDATE inbox SET state = 'done', done_at = received_at");
	store.close();
	const pages = statSync(path).size / pageBytes;
	overwrite(
		path,
		[0.4, 0.5, 0.6].map((at) => Math.floor(pages * at)),
	);
}

/** Overwrites the table of the guilds' records, all of which are read at each start. The program must not run. */
export function damageWhatIsReadFirst(path: string): void {
	const store = openStore(path);
	const root = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'guild_records'";
	const page = store.sqlite.query<{ page: number }, []>(root).get()?.page ?? 0;
	store.close();
	// SQLite counts from 1.
	overwrite(path, [page - 1]);
}

function overwrite(path: string, pages: readonly number[]): void {
	const file = openSync(path, "r+");
	for (const page of pages) writeSync(file, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, page * pageBytes);
	closeSync(file);
}
