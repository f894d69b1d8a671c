// What FACEIT sent last. A webhook that was switched off, or never on, looks like a community that does not play.

import { existsSync } from "node:fs";
import { span } from "../cli/time.ts";
import type { Config } from "../config.ts";
import { type Finding, warning, well } from "../finding.ts";
import { kept } from "../retention.ts";
import { openBeside } from "../store/beside.ts";
import { lastEvent } from "../store/last-event.ts";
import { refusing, StoreRefused } from "../store/refused.ts";

const about = "webhook";
const day = 24 * 3_600_000;
/** From then on, ms, it is said that the silence may have a reason; many communities play only at weekends. */
const quietMs = 3 * day;
/** From then on, ms, it is likelier that nothing arrives than that nobody plays: also what the inbox can vouch for. */
const silentMs = kept.done;

/** `now` is epoch ms. Nothing is found where there is no database to look into, which is said elsewhere. */
export function checkLastEvent(config: Config, now: number): Finding[] {
	const { databasePath: path } = config;
	if (!existsSync(path)) return [];
	try {
		const store = openBeside(path);
		try {
			return [
				judgeLastEvent(
					refusing(path, () => lastEvent(store)),
					now,
					whatToCheck(config),
				),
			];
		} finally {
			store.close();
		}
	} catch (error) {
		if (!(error instanceof StoreRefused)) throw error;
		return [];
	}
}

/** `now` is epoch ms; `fix` says what to look at where nothing comes. */
export function judgeLastEvent(last: ReturnType<typeof lastEvent>, now: number, fix: string): Finding {
	if (last === undefined) {
		return warning(about, `FACEIT has sent nothing yet, or nothing in the last ${span(silentMs)}`, fix);
	}
	const what = `FACEIT's last event came ${span(now - last.receivedAt)} ago (${last.event})`;
	const silence = now - last.receivedAt;
	if (silence >= silentMs) return warning(about, what, fix);
	return well(about, silence < quietMs ? what : `${what}; that is fine if nobody has played since`);
}

function whatToCheck({ http, webhook }: Config): string {
	const url = `${http.publicUrl ?? "https://YOUR-ADDRESS"}/faceit-webhook`;
	return (
		"unless nobody has played, look at the webhook in App Studio (https://developers.faceit.com): it must be on, " +
		`with the callback URL ${url}, the header ${webhook.header} with your FACEIT_WEBHOOK_SECRET, ` +
		"your organizers as its subscription, and all events that start with match_"
	);
}
