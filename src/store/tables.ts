// All queries of one open database.

import { type Deliveries, openDeliveries } from "./deliveries.ts";
import { type Guilds, openGuilds } from "./guilds.ts";
import { type History, openHistory } from "./history.ts";
import { type Links, openLinks } from "./links.ts";
import { type Measure, openMeasure } from "./measure.ts";
import { type Memberships, openMemberships } from "./memberships.ts";
import { type Memos, openMemos } from "./memos.ts";
import type { Store } from "./open.ts";
import { openPersonal, type Personal } from "./personal.ts";
import { loadRecords, openRecords, type Records } from "./records.ts";
import { openSeenLately, type SeenCompetition } from "./seen-lately.ts";
import { openTrail, type Trail } from "./trail.ts";

export type Tables = {
	readonly records: Records;
	readonly links: Links;
	readonly guilds: Guilds;
	readonly memos: Memos;
	readonly deliveries: Deliveries;
	readonly measure: Measure;
	readonly history: History;
	readonly trail: Trail;
	readonly memberships: Memberships;
	readonly personal: Personal;
	/** The competitions of the latest matches. */
	readonly seenLately: (limit: number) => readonly SeenCompetition[];
};

/** What storing webhooks takes. */
export type IntakeTables = Pick<Tables, "deliveries" | "memos" | "measure">;

/** Reads nothing, however much there is. */
export function openIntakeTables(store: Store): IntakeTables {
	return { deliveries: openDeliveries(store), memos: openMemos(store), measure: openMeasure(store) };
}

/** Reads the active matches into memory. `now` is epoch ms; `first` is what was opened before. */
export function openTables(store: Store, now: number, first: IntakeTables = openIntakeTables(store)): Tables {
	return tablesWith(openRecords(store, now), first, store, now);
}

/** The same for a database with thousands of active matches: a few ms at a time, others have their turn in each `pause`. */
export async function loadTables(
	store: Store,
	now: number,
	first: IntakeTables,
	pause: () => Promise<void>,
): Promise<Tables> {
	return tablesWith(await loadRecords(store, now, pause), first, store, now);
}

function tablesWith(records: Records, first: IntakeTables, store: Store, now: number): Tables {
	const links = openLinks(store);
	const guilds = openGuilds(store, now);
	return {
		...{ ...first, records, links },
		guilds: {
			...guilds,
			// With the guild goes, and comes, who was known there.
			leave(guildId, at) {
				guilds.leave(guildId, at);
				links.forget();
			},
			comeBack(guildId) {
				guilds.comeBack(guildId);
				links.forget();
			},
		},
		history: openHistory(store),
		trail: openTrail(store),
		memberships: openMemberships(store),
		personal: openPersonal(store),
		seenLately: openSeenLately(store),
	};
}
