// The hubs, championships and organizers that somebody chooses from: found at FACEIT, or seen in the latest matches.

import { competitionKey } from "./competition.ts";
import type { FollowedCompetition } from "./guild.ts";
import type { FindAnswer } from "./lookup.ts";

export type Competitions = ReturnType<typeof openCompetitions>;

type Needs = {
	/** Those that a name, a link or an id may mean. Never rejects. */
	readonly find: (text: string) => Promise<FindAnswer>;
	/** Those of the latest matches, so many at most. */
	readonly seenLately: (limit: number) => readonly FollowedCompetition[];
};

/** Discord's limit for a menu. */
const most = 25;
/** So many that were offered are remembered: what is chosen from a menu is only its id. */
const mostRemembered = 500;

export function openCompetitions({ find, seenLately }: Needs) {
	const offered = new Map<string, FollowedCompetition>();
	const offer = (some: readonly FollowedCompetition[]) => {
		for (const one of some) {
			const key = competitionKey(one);
			offered.delete(key);
			offered.set(key, one);
		}
		for (const key of [...offered.keys()].slice(0, Math.max(0, offered.size - mostRemembered))) offered.delete(key);
	};
	return {
		async find(text: string): Promise<FindAnswer> {
			const answer = await find(text);
			if (answer.is === "found") offer(answer.competitions);
			return answer;
		},
		seenLately(): readonly FollowedCompetition[] {
			const seen = seenLately(most);
			offer(seen);
			return seen;
		},
		/** One that was offered lately; undefined for any other, such as one that somebody made up. */
		known: (ref: { readonly kind: string; readonly id: string }): FollowedCompetition | undefined =>
			[...offered.values()].find(({ kind, id }) => kind === ref.kind && id === ref.id),
	};
}
