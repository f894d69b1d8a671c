// What the database holds and weighs, for those who watch over it.

import { statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { count } from "drizzle-orm";
import type { Store } from "./open.ts";
import { links } from "./schema.ts";

export type Measure = {
	links(): { readonly all: number; readonly verified: number };
	/** The database with its log, and what is left of its disk. */
	size(): { readonly bytes: number; readonly freeBytes: number };
};

export function openMeasure({ db, sqlite }: Store): Measure {
	const counted = db
		.select({ all: count(), verified: count(links.verifiedAt) })
		.from(links)
		.prepare();
	const path = sqlite.filename;
	return {
		links: () => counted.get() ?? { all: 0, verified: 0 },
		size() {
			const files = [path, `${path}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
			const { bavail, bsize } = statfsSync(dirname(path));
			return { bytes: files.reduce((sum, size) => sum + size, 0), freeBytes: bavail * bsize };
		},
	};
}
