// Completes imported links at FACEIT: the id of a nickname, or the nickname of an id.

import type { Clock } from "../clock.ts";
import type { FaceitApi } from "../faceit/api.ts";
import type { PlayerAnswer } from "../lookup.ts";
import { Ending } from "./exit.ts";
import { type Problem, quoted, type Row } from "./links-file.ts";
import type { Progress } from "./progress.ts";

export type Complete = Row & { readonly faceitId: string; readonly nickname: string };

/** How many are asked for side by side; the API keeps its own pace. */
const atOnce = 4;
/** How many times one player is requested while FACEIT answers "too many". */
const attempts = 5;

const reasons = {
	limited: "FACEIT allows no more calls for now",
	down: "FACEIT cannot be reached",
	refused: "FACEIT does not accept FACEIT_API_KEY",
	slow: "FACEIT does not answer in time",
	unreadable: "FACEIT's answer could not be read",
} as const;

/** False when FACEIT has to be asked. */
export function isComplete(row: Row): row is Complete {
	return row.faceitId !== null && row.nickname !== null;
}

/** Asks for what is missing. Ends when FACEIT gives no usable answer: half a table is of no use. */
export async function complete(
	rows: readonly Row[],
	api: FaceitApi,
	clock: Clock,
	progress: Progress,
): Promise<{ readonly rows: readonly Complete[]; readonly problems: readonly Problem[] }> {
	const done = new Map<Row, Complete | Problem>();
	const waiting = [...rows];
	const work = async () => {
		for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
			done.set(row, await completed(row, api, clock));
			progress.at(`Asking FACEIT for players: ${done.size} of ${rows.length}`);
		}
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, work));
	} finally {
		waiting.length = 0;
		progress.end();
	}
	const results = rows.flatMap((row) => done.get(row) ?? []);
	return {
		rows: results.filter((one) => "discordId" in one),
		problems: results.filter((one) => "what" in one),
	};
}

async function completed(row: Row, api: FaceitApi, clock: Clock): Promise<Complete | Problem> {
	if (isComplete(row)) return row;
	const { faceitId, nickname, line } = row;
	const answer = await patiently(clock, () =>
		faceitId === null ? byNickname(api, nickname) : api.playerById(faceitId),
	);
	if (answer.is === "found") return { ...row, faceitId: answer.player.faceitId, nickname: answer.player.nickname };
	if (answer.is === "unavailable") {
		throw new Ending(`${reasons[answer.why]} (line ${line}). Nothing was imported: try again later.`);
	}
	if (nickname === null) return { line, what: `FACEIT knows no player with the id ${quoted(faceitId ?? "")}.` };
	return { line, what: `FACEIT knows no player ${quoted(nickname)}${await likely(api, nickname)}` };
}

function byNickname(api: FaceitApi, nickname: string | null): Promise<PlayerAnswer> {
	return nickname === null ? Promise.resolve({ is: "missing" }) : api.playerByNickname(nickname);
}

async function patiently(clock: Clock, ask: () => Promise<PlayerAnswer>): Promise<PlayerAnswer> {
	for (let attempt = 1; ; attempt += 1) {
		const answer = await ask();
		if (answer.is !== "unavailable" || answer.why !== "limited" || attempt === attempts) return answer;
		await clock.sleep(answer.retryAt - clock.now());
	}
}

/** Another spelling is only suggested: it may be somebody else. */
async function likely(api: FaceitApi, nickname: string): Promise<string> {
	const search = await api.search(nickname, 20);
	const players = search.is === "found" ? search.players : [];
	const same = players.find((player) => player.nickname.toLowerCase() === nickname.toLowerCase());
	return same === undefined
		? ": correct it, or leave the line out."
		: `: is it ${quoted(same.nickname)}? Upper and lower case matter.`;
}
