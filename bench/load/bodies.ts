// The two events of a match between strangers as FACEIT sent them, with places for the ids of match and event.

import { join } from "node:path";

const fixtures = join(import.meta.dir, "../../test/fixtures/faceit/webhooks");
const ready = "match_status_ready.championship.json";
const finished = "match_status_finished.championship.forfeit-epoch-started_at.json";

/** "Ready" and "finished", one a line, with `@match@` and `@event@` where their ids go. */
export async function bodies(): Promise<string> {
	const lines = await Promise.all([ready, finished].map(readTemplate));
	return `${lines.join("\n")}\n`;
}

async function readTemplate(file: string, index: number): Promise<string> {
	const body = await Bun.file(join(fixtures, file)).json();
	body.event_id = "@event@";
	body.payload.id = "@match@";
	body.payload.version = index + 1;
	return JSON.stringify(body);
}
