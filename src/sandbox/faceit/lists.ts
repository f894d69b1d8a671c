// Which matches of a competition the Data API lists as ongoing, upcoming or past. Lists may lag behind the matches.

import type { SandboxClock } from "../clock.ts";
import type { Json } from "./sides.ts";

export const listTypes = ["all", "upcoming", "ongoing", "past"] as const;
export type Listed = (typeof listTypes)[number];

/** A match as it was from `at` on, epoch ms; undefined once it is gone. */
type Version = { readonly at: number; readonly match: Json | undefined };

/** So many versions of a match are remembered, for lists that lag. */
const mostVersions = 50;

const upcoming = new Set(["CREATED", "SCHEDULED"]);
const past = new Set(["FINISHED", "CANCELLED", "ABORTED"]);

export function matchLists(clock: SandboxClock) {
	const versions = new Map<string, Version[]>();
	let lagMs = 0;
	return {
		set(matchId: string, match: Json | undefined): void {
			const former = versions.get(matchId) ?? [];
			versions.set(matchId, [...former.slice(1 - mostVersions), { at: clock.now(), match }]);
		},
		lag(ms: number): void {
			lagMs = ms;
		},
		/** The newest first. */
		of(competitionId: string, type: Listed): readonly Json[] {
			const at = clock.now() - lagMs;
			const matches = [...versions.values()].flatMap((those): readonly Json[] => {
				const match = those.findLast((one) => one.at <= at)?.match;
				return match === undefined ? [] : [match];
			});
			const theirs = matches.filter((match) => match.competition_id === competitionId);
			return theirs.filter((match) => type === "all" || typeOf(match) === type).toReversed();
		},
	};
}

function typeOf({ status }: Json): Listed {
	if (typeof status !== "string" || upcoming.has(status)) return "upcoming";
	return past.has(status) ? "past" : "ongoing";
}
