// FACEIT as it is played on the page: matches that begin, change and end, one press at a time.

import { webhookBody } from "../sandbox/faceit/webhook-body.ts";
import type { MatchWords } from "../sandbox/faceit.ts";
import type { FaceitPanel } from "../sandbox/page/server.ts";
import { substituted, type Team } from "../sandbox/story.ts";
import type { Stage } from "./stage.ts";

type Played = {
	readonly id: string;
	readonly number: number;
	teams: readonly [Team, Team];
	version: number;
	status: string;
	startedAt: number | undefined;
};

/** What FACEIT then says in its Data API, and the event that it posts; none is posted for what only the API tells. */
type Happening = {
	readonly status: string;
	readonly event: string | null;
	readonly words?: (match: Played, now: number) => MatchWords;
};

const map = "de_mirage";
const played = { maps: [map], location: "Germany", averageElo: [1_912, 1_874] as const };

const happenings: Readonly<Record<string, Happening>> = {
	Created: { status: "CREATED", event: "object_created" },
	Configuring: { status: "CONFIGURING", event: "status_configuring", words: (_, now) => ({ configuredAt: now }) },
	Ready: { status: "READY", event: "status_ready", words: () => played },
	Substitution: { status: "READY", event: "status_configuring" },
	"Live, 6 : 4": {
		...{ status: "ONGOING", event: null },
		words: ({ startedAt }, now) => ({ ...played, startedAt: startedAt ?? now, score: [6, 4] }),
	},
	"Finished, 13 : 7": {
		...{ status: "FINISHED", event: "status_finished" },
		words: ({ startedAt }, now) => ({
			...{ ...played, startedAt: startedAt ?? now - 2_400_000, finishedAt: now },
			played: [{ map, score: [13, 7] }],
		}),
	},
	Cancelled: { status: "CANCELLED", event: "status_cancelled" },
	Aborted: { status: "ABORTED", event: "status_aborted" },
};

export function faceitPanel({ faceit, webhook, cast, clock }: Stage): FaceitPanel {
	const matches: Played[] = [];

	async function happen(match: Played, name: string): Promise<void> {
		const happening = happenings[name];
		if (happening === undefined) throw new Error(`FACEIT has no event ${name}`);
		const now = clock.wall();
		if (name === "Substitution") match.teams = substituted(cast);
		if (happening.status === "ONGOING") match.startedAt ??= now;
		match.version += 1;
		match.status = happening.status;
		const { id, teams, version } = match;
		faceit.setMatch(id, { status: happening.status, teams, ...happening.words?.(match, now) });
		if (happening.event === null) return;
		const body = webhookBody({ event: `match_${happening.event}`, matchId: id, version, teams });
		const deliveries = await faceit.post(webhook.url, body, { secret: webhook.secret });
		if (!deliveries.every(({ delivered }) => delivered)) throw new Error("The webhook did not take it");
	}

	return {
		events: Object.keys(happenings),
		matches: () =>
			matches.map(({ id, number, teams, status }) => ({
				...{ id, status },
				name: `${number}: ${teams.map(({ name }) => name).join(" vs ")}`,
			})),
		async fire(event, matchId) {
			if (event === "new") {
				matches.push({
					...{ id: `1-${crypto.randomUUID()}`, number: matches.length + 1, teams: cast.teams },
					...{ version: 0, status: "new", startedAt: undefined },
				});
				return;
			}
			const match = matches.find(({ id }) => id === matchId);
			if (match === undefined) throw new Error("There is no such match");
			await happen(match, event);
		},
	};
}
