// The product, with its hourly retention on demand: SIGUSR2 starts it, and the file that RETENTION_DONE names is written
// when it is done. Its statements have a connection of their own, on the same event loop.

import { systemClock } from "../../src/clock.ts";
import { removeOld } from "../../src/retention.ts";
import { openBeside } from "../../src/store/beside.ts";
import { openHistory } from "../../src/store/history.ts";

const { DATABASE_PATH = "", RETENTION_DONE = "" } = process.env;
process.on("SIGUSR2", async () => {
	const store = openBeside(DATABASE_PATH);
	// As the program's own connection does it: it waits for nobody, and checkpoints are not made in passing.
	store.sqlite.run("PRAGMA busy_timeout = 0");
	store.sqlite.run("PRAGMA wal_autocheckpoint = 0");
	const removed = await removeOld(openHistory(store), systemClock(), () => false);
	store.close();
	await Bun.write(RETENTION_DONE, JSON.stringify(removed));
});
await import("../../src/main.ts");
