// What the Data API tells about one match.

import type { Clock } from "../clock.ts";
import type { MatchInfoAnswer, MatchPurpose } from "../lookup.ts";
import type { FaceitApi } from "./api.ts";
import type { Ask } from "./ask.ts";
import { readCheck } from "./check.ts";
import { matchIdSchema } from "./events.ts";
import { withStats } from "./match-stats.ts";
import { remembered } from "./remembered.ts";
import type { Kind } from "./turns.ts";

export function matches({ ask, unreadable }: Ask, clock: Clock): Pick<FaceitApi, "match" | "matchInfo"> {
	const recall = remembered<MatchInfoAnswer>({
		...{ clock, forMs: 10_000, most: 200 },
		isWorthIt: (answer) => answer.is === "found",
	});

	const asked = async (matchId: string, kind: Kind) => {
		if (!matchIdSchema.safeParse(matchId).success) return { is: "missing" } as const;
		const outcome = await ask({ kind, route: "/matches/{id}", path: `/matches/${matchId}` });
		if (outcome.is !== "found") return outcome;
		const check = readCheck(outcome.body, matchId);
		return check === undefined ? unreadable() : ({ is: "found", check } as const);
	};
	async function info(matchId: string): Promise<MatchInfoAnswer> {
		const answer = await asked(matchId, "person");
		if (answer.is !== "found") return answer;
		const { info } = answer.check;
		if (info.startedAt === null || info.finishedAt === null) return { is: "found", info };
		const stats = await ask({ kind: "person", route: "/matches/{id}/stats", path: `/matches/${matchId}/stats` });
		return { is: "found", info: stats.is === "found" ? withStats(info, stats.body) : info };
	}

	return {
		match: (matchId, purpose: MatchPurpose = "compare") => asked(matchId, purpose),
		matchInfo: (matchId) => recall(matchId, () => info(matchId)),
	};
}
