// How much the database holds and how large it is, for monitoring.

import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { count } from "drizzle-orm";
import type { Store } from "./open.ts";
import { links } from "./schema.ts";

export type Measure = {
	links(): { readonly all: number; readonly verified: number };
	/** True if another process has written to the database since it was last asked. */
	isWrittenByOthers(): boolean;
	/** The database with its log, and what is left of its disk. */
	size(): { readonly bytes: number; readonly freeBytes: number };
};

export function openMeasure({ db, sqlite }: Store): Measure {
	const counted = db
		.select({ all: count(), verified: count(links.verifiedAt) })
		.from(links)
		.prepare();
	const path = sqlite.filename;
	// SQLite docs: it changes when another connection commits, and never for commits of our own.
	const dataVersion = sqlite.prepare<{ data_version: number }, []>("PRAGMA data_version");
	let known = dataVersion.get()?.data_version;
	return {
		links: () => counted.get() ?? { all: 0, verified: 0 },
		isWrittenByOthers() {
			const former = known;
			known = dataVersion.get()?.data_version;
			return former !== known;
		},
		size() {
			const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
			const { bavail, bsize } = statfsSync(dirname(path));
			return { bytes: files.reduce((sum, size) => sum + size, 0), freeBytes: bavail * bsize };
		},
	};
}
