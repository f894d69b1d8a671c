// Derives the state of a match from what FACEIT reports. Pure: no clock, no database, no Discord.

import type { MatchInfo } from "./match-info.ts";

/** A FACEIT account as a line-up names it. `faceitId` stays when the nickname changes. */
export type Player = {
	readonly faceitId: string;
	readonly nickname: string;
	/** FACEIT's level in the game of the match, 1 to 10, where it was told. */
	readonly level?: number;
};

/** A player on the bench. FACEIT leaves `roster` as it is when one comes on during play and sets `playing` instead. */
export type Substitute = Player & { readonly playing: boolean };

/** One side of a match and who may play for it now. An empty roster means that it is not known yet. */
export type Team = {
	readonly teamId: string;
	readonly name: string;
	/** The player who leads it, where FACEIT names one. */
	readonly captainId?: string;
	readonly roster: readonly Player[];
	readonly substitutes: readonly Substitute[];
};

export type Competition = {
	readonly id: string;
	readonly name: string;
	/** Such as "hub", "championship" or "matchmaking". */
	readonly type: string;
	/** The organizer, where FACEIT names one. */
	readonly organizerId?: string;
};

/**
 * `waiting`: announced, nothing to open yet. `open`: its teams have rooms. `over`: rooms linger, then close.
 * None is final: FACEIT revives a match that was finished or cancelled under the same id.
 */
export type Phase = "waiting" | "open" | "over";

/** What is known about a match without being part of its state. */
export type MatchDetails = {
	/** Where the recordings of its maps can be downloaded, in the order in which FACEIT reported them. */
	readonly demoUrls: readonly string[];
	/** How it ended, where that was told; it is gone once FACEIT opens the match again. */
	readonly end?: "finished" | "cancelled" | "aborted";
	/** What the Data API said last beside its state. */
	readonly info?: MatchInfo | undefined;
};

export type Match = {
	readonly matchId: string;
	readonly phase: Phase;
	/** The highest `payload.version` seen; null while no event carried one. */
	readonly version: number | null;
	readonly competition: Competition | null;
	readonly teams: readonly Team[];
	/** When FACEIT plans to start it, epoch ms by FACEIT's clock. */
	readonly scheduledAt: number | null;
	/** How often it was opened: 0 while it never was, one more after each revival. It tells one opening from another. */
	readonly openings: number;
	/** When it was opened, or opened again after a revival, epoch ms. */
	readonly openedAt: number | null;
	readonly overAt: number | null;
	/** When the last webhook about its state arrived, epoch ms. */
	readonly heardAt: number;
	readonly details: MatchDetails;
};

/** What a webhook said about a match's state. `at` is when it arrived, epoch ms. */
export type Report = {
	readonly kind: "created" | "configuring" | "ready" | "finished" | "cancelled" | "aborted";
	readonly matchId: string;
	readonly at: number;
	readonly version: number | null;
	readonly competition: Competition | null;
	readonly teams: readonly Team[];
};

/** What the Data API answered when asked about a match at `askedAt`, epoch ms. It carries no usable version. */
export type Checked = {
	readonly kind: "checked";
	readonly matchId: string;
	readonly at: number;
	/** When it answered by FACEIT's clock, epoch ms: `scheduledAt` is compared with this. */
	readonly wallAt: number;
	readonly askedAt: number;
	readonly status: "upcoming" | "open" | "over";
	readonly competition: Competition | null;
	readonly teams: readonly Team[];
	readonly scheduledAt: number | null;
	/** Beside the match's state. */
	readonly info?: MatchInfo | undefined;
	/** It came back to a list of what is on: a match that ended a while ago goes on. */
	readonly isBack?: boolean | undefined;
};

/** It has gone on, or been silent, for too long, and FACEIT does not call it ongoing: the match is treated as over. */
export type Expired = { readonly kind: "expired"; readonly matchId: string; readonly at: number };

/** The recording of one map can be downloaded. It may come long after the end. */
export type DemoReady = {
	readonly kind: "demoReady";
	readonly matchId: string;
	readonly at: number;
	readonly demoUrl: string;
};

/** What people read about it was asked for, beside its state. */
export type Described = {
	readonly kind: "described";
	readonly matchId: string;
	readonly at: number;
	readonly info: MatchInfo;
};

export type MatchEvent = Report | Checked | Expired | DemoReady | Described;

/** How long the Data API may lag behind a webhook before its word overrides the webhook's, in ms. */
export const apiLag = 60_000;

/** When the match began, or is to be taken to have begun, epoch ms: those that began first come first. */
export function beganAt({ openedAt, heardAt }: Match): number {
	return openedAt ?? heardAt;
}

/** How long before its planned start a match that FACEIT only lists as upcoming is opened, in ms. */
export const openAhead = 5 * 60_000;

/**
 * Returns the match once `event` is applied. An event that does not fit changes nothing, and one that says nothing
 * about a match's state leaves an unknown match unknown.
 */
export function advance(match: Match | undefined, event: MatchEvent): Match | undefined {
	switch (event.kind) {
		case "created":
		case "configuring":
		case "ready":
		case "finished":
		case "cancelled":
		case "aborted":
			return reported(match ?? unheardOf(event), event);
		case "checked":
			return checked(match ?? { ...unheardOf(event), heardAt: event.askedAt }, event);
		case "expired":
			return match && over(match, event.at);
		case "demoReady":
			return match && withDemo(match, event.demoUrl);
		case "described":
			return match && withInfo(match, event.info);
		default:
			throw new Error(`no such event: ${event satisfies never}`);
	}
}

/** True while FACEIT has to be asked who plays: a started match without a full line-up, or one not yet described. */
export function needsLineUp(match: Pick<Match, "phase" | "teams">): boolean {
	return match.phase !== "over" && (match.teams.length === 0 || match.teams.some((team) => team.roster.length === 0));
}

/** Who may be in the team's room: its roster and its bench. */
export function lineUp(team: Team): readonly Player[] {
	return [...team.roster, ...team.substitutes];
}

/** Who is to be in the team's room now: its roster and those who came on. */
export function playing(team: Team): readonly Player[] {
	return [...team.roster, ...team.substitutes.filter((substitute) => substitute.playing)];
}

function unheardOf(event: MatchEvent): Match {
	return {
		matchId: event.matchId,
		phase: "waiting",
		version: null,
		competition: null,
		teams: [],
		scheduledAt: null,
		openings: 0,
		openedAt: null,
		overAt: null,
		heardAt: event.at,
		details: { demoUrls: [] },
	};
}

/**
 * FACEIT's `payload.version` grows over a match's life and orders its events; arrival does not. Without a version a
 * match that is over stays over, because a late `ready` cannot be told from a revival.
 */
function isStale(match: Match, report: Report): boolean {
	const starts = report.kind === "created" || report.kind === "configuring" || report.kind === "ready";
	const reopens = match.phase === "over" && starts;
	if (report.version === null || match.version === null) return reopens;
	return report.version < match.version || (report.version === match.version && reopens);
}

function reported(match: Match, report: Report): Match {
	if (isStale(match, report)) return match;
	const heard: Match = {
		...match,
		version: report.version ?? match.version,
		competition: report.competition ?? match.competition,
		teams: refreshed(match.teams, report.teams),
		heardAt: report.at,
	};
	switch (report.kind) {
		case "created":
			return heard.phase === "waiting" && report.teams.length > 0 ? opened(heard, report.at) : heard;
		case "configuring":
		case "ready":
			return opened(heard, report.at);
		case "finished":
		case "cancelled":
		case "aborted":
			return withEnd(over(heard, report.at), report.kind);
		default:
			throw new Error(`no such report: ${report.kind satisfies never}`);
	}
}

/**
 * The API shows FACEIT's current state, but an answer requested before the last webhook is older than that webhook, and
 * the API lags: "over" or another line-up count once the last webhook is a minute old. Only a webhook reopens a match, or
 * a list that it comes back to a minute after its end.
 */
function checked(match: Match, check: Checked): Match {
	if (check.askedAt < match.heardAt) return match;
	const told = withInfo(match, check.info);
	if (match.phase === "over" && !isRevived(match, check)) return told;
	const isBehind = check.askedAt - match.heardAt < apiLag;
	const known: Match = {
		...told,
		competition: check.competition ?? match.competition,
		teams: isBehind && !needsLineUp(match) ? match.teams : refreshed(match.teams, withBench(match.teams, check.teams)),
		scheduledAt: check.scheduledAt ?? match.scheduledAt,
	};
	switch (check.status) {
		case "over":
			return isBehind ? known : over(known, check.at);
		case "open":
			return withInfo(opened(known, check.at), check.info);
		case "upcoming": {
			const isDue = known.scheduledAt !== null && known.scheduledAt - openAhead <= check.wallAt;
			return isDue && !needsLineUp(known) ? withInfo(opened(known, check.at), check.info) : known;
		}
		default:
			throw new Error(`no such status: ${check.status satisfies never}`);
	}
}

function isRevived({ heardAt, overAt }: Match, { isBack, askedAt }: Checked): boolean {
	return isBack === true && askedAt - Math.max(heardAt, overAt ?? 0) >= apiLag;
}

function opened(match: Match, at: number): Match {
	if (match.phase === "open") return match;
	// What FACEIT said of the time before is no longer so.
	const { end: _, info: __, ...details } = match.details;
	return { ...match, phase: "open", openings: match.openings + 1, openedAt: at, overAt: null, details };
}

function over(match: Match, at: number): Match {
	return match.phase === "over" ? match : { ...match, phase: "over", overAt: at };
}

function withEnd(match: Match, end: NonNullable<MatchDetails["end"]>): Match {
	return { ...match, details: { ...match.details, end } };
}

function withInfo(match: Match, info: MatchInfo | undefined): Match {
	return info === undefined ? match : { ...match, details: { ...match.details, info } };
}

function withDemo(match: Match, demoUrl: string): Match {
	const { demoUrls } = match.details;
	if (demoUrls.includes(demoUrl)) return match;
	return { ...match, details: { ...match.details, demoUrls: [...demoUrls, demoUrl] } };
}

/**
 * The newer line-up. A team that comes without players keeps its known ones, since FACEIT sometimes sends reduced
 * rosters, except those who now play for the other team.
 */
function refreshed(known: readonly Team[], reported: readonly Team[]): readonly Team[] {
	if (reported.length === 0) return known;
	const named = new Set(reported.flatMap((team) => lineUp(team).map((player) => player.faceitId)));
	const isFree = (player: Player) => !named.has(player.faceitId);
	return eachOnce(reported).map((team) => {
		const former = known.find((one) => one.teamId === team.teamId);
		if (team.roster.length > 0 || former === undefined) return team;
		return { ...former, roster: former.roster.filter(isFree), substitutes: former.substitutes.filter(isFree) };
	});
}

/** FACEIT has been seen to list a player in both teams: the first roster that names them counts, and else the first bench. */
function eachOnce(teams: readonly Team[]): readonly Team[] {
	const taken = new Set<string>();
	const isNew = ({ faceitId }: Player) => !taken.has(faceitId) && taken.add(faceitId) !== undefined;
	const rosters = teams.map(({ roster }) => roster.filter(isNew));
	return teams.map((team, index) => ({
		...team,
		roster: rosters[index] ?? [],
		substitutes: team.substitutes.filter(isNew),
	}));
}

/** The Data API names no bench before play: a missing one proves nothing, and the one a webhook named is kept. */
function withBench(known: readonly Team[], reported: readonly Team[]): readonly Team[] {
	const inRosters = new Set(reported.flatMap(({ roster }) => roster.map(({ faceitId }) => faceitId)));
	return reported.map((team) => {
		const former = known.find(({ teamId }) => teamId === team.teamId);
		if (former === undefined || team.substitutes.length > 0) return team;
		return { ...team, substitutes: former.substitutes.filter(({ faceitId }) => !inRosters.has(faceitId)) };
	});
}
