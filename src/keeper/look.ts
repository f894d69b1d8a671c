// One look at a guild: what is seen of its members, what is planned for its matches and for itself, what of that may start
// now, and why the rest waits. It neither saves nor calls anything.

import type { GuildRecord, GuildSettings } from "../guild.ts";
import type { ClaimRule } from "../link.ts";
import { beganAt } from "../match.ts";
import type { Placement } from "../placement.ts";
import { type MatchRecord, withPlacement } from "../record.ts";
import { type GuildShown, type Limit, lacking } from "../shown.ts";
import type { Texts } from "../texts/texts.ts";
import type { Wait } from "../wait.ts";
import { subjectOf } from "./action.ts";
import { type Handlers, scopePermissions } from "./actions/handlers.ts";
import type { Allowance } from "./allowance.ts";
import type { GuildState } from "./guild-state.ts";
import { guildJob, type Job, matchJob } from "./job.ts";
import { type Chosen, choose, type Held } from "./limits.ts";
import { type Findings, planGuild, spacesIn } from "./plan/guild.ts";
import { planMatch } from "./plan/match.ts";
import type { noticed } from "./plan/rooms.ts";
import { type Party, type Space, type View, viewOf } from "./view.ts";

/** What it does and what it makes of what it sees. */
export type Rules = { readonly handlers: Handlers; readonly noticed: typeof noticed };

export type Given = {
	readonly rules: Rules;
	/** Its standings hold the matches as they are now. */
	readonly state: GuildState;
	readonly shown: GuildShown;
	readonly allowance: Allowance;
	readonly settings: GuildSettings;
	readonly record: GuildRecord;
	/** What people of the guild read. */
	readonly texts: Texts;
	/** How long rooms stay after a match, ms. */
	readonly lingerMs: number;
	/** Which claims count. */
	readonly claimRule: ClaimRule;
	/** The guilds in which a member is in voice. */
	readonly voiceGuilds: (discordId: string) => readonly string[];
	/** Draws a code that no room in the guild has. */
	readonly newCode: () => string;
};

export type Look = {
	/** The placements of members who are elsewhere than remembered. */
	readonly noticed: readonly Placement[];
	/** What is to start now, in this order. */
	readonly start: readonly Job[];
	readonly found: Findings;
	/** The matches that were planned. */
	readonly planned: readonly MatchRecord[];
	/** The matches for which somebody is being moved, or is about to be. */
	readonly moving: ReadonlySet<string>;
	/** The limit of the first call that waits for what Discord allows the whole bot; undefined if none does. */
	readonly awaiting: Limit | undefined;
};

/** What rooms take: without it, matches get none. */
const roomNeeds = scopePermissions.find(({ scope }) => scope === "rooms")?.needs ?? 0n;

/** `now` is epoch ms. Keeps the plans in the guild's standings, what is held, and the timer for the next look. */
export function look(given: Given, now: number): Look {
	const { state, shown, settings, record, rules } = given;
	const { standings } = state;
	const lacks = lacking(shown, roomNeeds, settings.categoryId);
	const { placements, seen } = notice(given, now);
	const spaces = planMatches(given, seen, now);
	const planAt = standings.wakeAt();
	if (planAt !== undefined) state.wakeAt(planAt);
	const ofMatches = choose(given, standings.jobs(), now);
	const found = findings(given, { lacks, spaces, held: ofMatches.held });
	const { actions, wakeAt } = planGuild(record, shown, found, now);
	if (wakeAt !== null) state.wakeAt(wakeAt);
	const guildJobs = actions.map((action, turn) => guildJob(rules.handlers, shown.guildId, action, turn));
	const ofGuild = choose(given, guildJobs, now);
	state.held = [...ofMatches.held, ...ofGuild.held];
	state.setLimited(
		state.held.flatMap(({ job, reason }) => (reason === "limit" ? [job] : [])),
		now,
	);
	return {
		noticed: placements,
		start: [...ofMatches.start, ...ofGuild.start],
		found,
		planned: seen.map(({ party }) => party.record),
		moving: moving(state, ofMatches),
		awaiting: ofMatches.awaiting ?? ofGuild.awaiting,
	};
}

/** The matches with somebody to move, or a room to open first. One whom Discord refuses to move counts as answered. */
function moving(state: GuildState, { start, held }: Chosen): ReadonlySet<string> {
	const isPending = ({ job, reason }: Held) => job.action.do === "openRoom" || !answered.has(reason);
	const jobs = [...state.inFlight(), ...start, ...held.filter(isPending).map(({ job }) => job)];
	const steps = jobs.filter(({ action }) => action.do === "move" || action.do === "openRoom");
	return new Set(steps.flatMap(({ matchId }) => matchId ?? []));
}

const answered: ReadonlySet<Wait["reason"]> = new Set(["refused", "paused", "lackingPermissions"]);

/** What is seen of a match that is to be planned. */
type Seen = { readonly party: Party; readonly view: View };

/** What is seen of each match to be planned, those that began first before the others. */
function see(given: Given): readonly Seen[] {
	const { standings } = given.state;
	return standings.toPlan().map((party) => ({ party, view: viewOf(party, { ...given, standings, spaces: [] }) }));
}

/**
 * The placements that read differently now that members are seen where they are, which the standings hold from now on;
 * and what is seen with them: what is remembered in one match is part of what is seen of others.
 */
function notice(
	given: Given,
	now: number,
): { readonly placements: readonly Placement[]; readonly seen: readonly Seen[] } {
	const { state, rules } = given;
	const isPending = (discordId: string) => state.isPending(subjectOf.member(discordId), now);
	const seen = see(given);
	const placements = seen.flatMap(({ party, view }) => {
		const found = rules.noticed(party.record.match, view, isPending, now);
		if (found.length > 0) state.standings.put({ ...party, record: found.reduce(withPlacement, party.record) });
		return found;
	});
	return { placements, seen: placements.length > 0 ? see(given) : seen };
}

/** Plans each match by itself, and lets each take its spaces before the next. Returns those that are left. */
function planMatches(given: Given, seen: readonly Seen[], now: number): readonly Space[] {
	const { state, shown, settings, rules } = given;
	const { standings } = state;
	let spaces = spacesIn(shown, settings.categoryId, (categoryId) => arriving(state, categoryId));
	for (const { party, view } of seen) {
		const { match } = party.record;
		const { actions, waits, wakeAt } = planMatch(match, { ...view, spaces }, now);
		spaces = without(spaces, actions);
		const began = beganAt(match);
		const jobs = actions.map((action, turn) =>
			matchJob(rules.handlers, shown.guildId, match.matchId, action, { beganAt: began, turn }),
		);
		const isQuiet = jobs.length === 0 && !waits.some(isForSpace) && !isUncertain(party, view, state, now);
		standings.planned(match.matchId, { jobs, waits, wakeAt, isQuiet, asked: view.asked });
	}
	return spaces;
}

/** True while it is not known where one of its members is: a call may still be carried out, or is not confirmed yet. */
function isUncertain({ known, record }: Party, view: View, state: GuildState, now: number): boolean {
	if ([...view.positions.values()].some(({ isConfirmed }) => !isConfirmed)) return true;
	const members = [...known, ...record.placements].map(({ discordId }) => discordId);
	return members.some((discordId) => state.isPending(subjectOf.member(discordId), now));
}

function isForSpace({ reason }: Wait): boolean {
	return reason === "categoryFull";
}

type Planned = {
	readonly lacks: readonly string[];
	readonly spaces: readonly Space[];
	readonly held: readonly Held[];
};

function findings({ state, shown, settings, texts }: Given, { lacks, spaces, held }: Planned): Findings {
	const limited = held.filter(({ reason }) => reason === "limit");
	return {
		...{ categoryId: settings.categoryId, spaces, lacking: lacks, texts },
		...{ noticeChannelId: settings.noticeChannelId, linkChannelId: settings.linkChannelId },
		lacksSpace: state.standings.busyWaits().some(isForSpace),
		isFull: held.some(({ reason }) => reason === "guildFull"),
		hidden: lacks.length > 0 ? [] : hidden(held, shown),
		refused: state.rests.refusal("rooms"),
		waiting: limited.flatMap(({ job: { action } }) => {
			if (action.do !== "move") return [];
			const { discordId, channelId: roomId } = action;
			const channelId = shown.position(discordId);
			return channelId === undefined ? [] : [{ discordId, channelId, roomId }];
		}),
		waitingUntil: Math.max(0, ...limited.map(({ until }) => until ?? 0)),
	};
}

/** The names of the channels in which the bot lacks what it needs there, though it has it in the guild. */
function hidden(held: readonly Held[], shown: GuildShown): readonly string[] {
	const isHidden = ({ job, reason }: Held) => job.scope === "rooms" && reason === "lackingPermissions";
	const places = held.filter(isHidden).flatMap(({ job }) => job.places);
	const names = [...new Set(places)].flatMap((place) => shown.channels.get(place ?? "")?.name ?? []);
	return names.toSorted();
}

/** How many rooms are on their way into the category. */
function arriving(state: GuildState, categoryId: string): number {
	const jobs = [...state.inFlight()];
	return jobs.filter(({ action }) => action.do === "openRoom" && action.parentId === categoryId).length;
}

/** The spaces that are left once these actions have theirs. */
function without(spaces: readonly Space[], actions: readonly Job["action"][]): readonly Space[] {
	return spaces.map(({ parentId, left }) => {
		const used = actions.filter((action) => action.do === "openRoom" && action.parentId === parentId).length;
		return { parentId, left: left - used };
	});
}
