// The last event that FACEIT itself sent: what we post to ourselves is stored in the same table.

import type { Store } from "./open.ts";

/** Its name, and when it was received, epoch ms. */
export type LastEvent = { readonly event: string; readonly receivedAt: number };

/** From the newest row back, which is the first or the second; the bodies behind the names are not read. */
export const lastEventQuery = `SELECT event, received_at AS receivedAt FROM inbox NOT INDEXED
	WHERE event NOT GLOB 'faceit_comms_*' ORDER BY delivery_id DESC LIMIT 1`;

/** Undefined if none is kept. */
export function lastEvent({ sqlite }: Store): LastEvent | undefined {
	return sqlite.query<LastEvent, []>(lastEventQuery).get() ?? undefined;
}
