// All queries of one open database.

import { type Deliveries, openDeliveries } from "./deliveries.ts";
import { type Guilds, openGuilds } from "./guilds.ts";
import { type History, openHistory } from "./history.ts";
import { type Links, openLinks } from "./links.ts";
import { type Measure, openMeasure } from "./measure.ts";
import { type Memos, openMemos } from "./memos.ts";
import type { Store } from "./open.ts";
import { openRecords, type Records } from "./records.ts";

export type Tables = {
	readonly records: Records;
	readonly links: Links;
	readonly guilds: Guilds;
	readonly memos: Memos;
	readonly deliveries: Deliveries;
	readonly measure: Measure;
	readonly history: History;
};

/** `now` is epoch ms. */
export function openTables(store: Store, now: number): Tables {
	return {
		records: openRecords(store, now),
		links: openLinks(store),
		guilds: openGuilds(store, now),
		memos: openMemos(store),
		deliveries: openDeliveries(store),
		measure: openMeasure(store),
		history: openHistory(store),
	};
}
