// A database that a disk has damaged where the program does not look by itself when it starts.

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
	const file = openSync(path, "r+");
	for (const at of [0.4, 0.5, 0.6])
		writeSync(file, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, Math.floor(pages * at) * pageBytes);
	closeSync(file);
}
