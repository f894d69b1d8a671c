// One look at a guild: what is seen of its members, what is planned for its matches and for itself, what of that may start
// now, and why the rest waits. It neither saves nor calls anything.

import type { GuildRecord, GuildSettings } from "../guild.ts";
import { type MatchRecord, withPlacement } from "../record.ts";
import { type GuildShown, lacking } from "../shown.ts";
import type { Wait } from "../wait.ts";
import { subjectOf } from "./action.ts";
import { type Handlers, scopePermissions } from "./actions/handlers.ts";
import type { GuildState } from "./guild-state.ts";
import { guildJob, type Job, matchJob } from "./job.ts";
import { type Chosen, choose, type Held } from "./limits.ts";
import { type Findings, planGuild, spacesIn } from "./plan/guild.ts";
import { type noticed, plan } from "./plan/rooms.ts";
import { type Party, type Space, viewOf } from "./view.ts";

/** What it does and what it makes of what it sees. */
export type Rules = { readonly handlers: Handlers; readonly noticed: typeof noticed };

export type Given = {
	readonly rules: Rules;
	readonly state: GuildState;
	readonly shown: GuildShown;
	readonly settings: GuildSettings;
	readonly record: GuildRecord;
	/** How long rooms stay after a match, ms. */
	readonly lingerMs: number;
	/** The matches that concern the guild. */
	readonly parties: readonly Party[];
	/** The guilds in which a member is in voice. */
	readonly voiceGuilds: (discordId: string) => readonly string[];
	/** Draws a code that no room in the guild has. */
	readonly newCode: () => string;
};

export type Look = {
	/** The records of matches whose members are elsewhere than remembered. */
	readonly noticed: readonly MatchRecord[];
	/** What is to start now, in this order. */
	readonly start: readonly Job[];
	/** Why things are not done now, by match. */
	readonly waits: ReadonlyMap<string, readonly Wait[]>;
	readonly found: Findings;
	/** The matches for which somebody is being moved, or is about to be. */
	readonly moving: ReadonlySet<string>;
};

/** What rooms take: without it, matches get none. */
const roomNeeds = scopePermissions.find(({ scope }) => scope === "rooms")?.needs ?? 0n;

/** `now` is epoch ms. Sets the timer in the guild's state for the next look. */
export function look(given: Given, now: number): Look {
	const { state, shown, settings, record, rules } = given;
	const lacks = lacking(shown, roomNeeds, settings.categoryId);
	const parties = withNoticed(given, now);
	const { jobs, waits, spaces } = planMatches({ ...given, parties }, now);
	const ofMatches = choose(given, jobs, now);
	const found = findings(given, { lacks, waits, spaces, held: ofMatches.held });
	const { actions, wakeAt } = planGuild(record, shown, found, now);
	if (wakeAt !== null) state.wakeAt(wakeAt);
	const guildJobs = actions.map((action, turn) => guildJob(rules.handlers, shown.guildId, action, turn));
	const ofGuild = choose(given, guildJobs, now);
	state.setLimited(
		[...ofMatches.held, ...ofGuild.held].flatMap(({ job, reason }) => (reason === "limit" ? [job] : [])),
		now,
	);
	return {
		noticed: parties.filter((party, index) => party !== given.parties[index]).map((party) => party.record),
		start: [...ofMatches.start, ...ofGuild.start],
		waits: explained(waits, ofMatches.held),
		found,
		moving: moving(state, ofMatches),
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

/** The matches, with placements updated to where their players are now. */
function withNoticed(given: Given, now: number): readonly Party[] {
	const isPending = (discordId: string) => given.state.isPending(subjectOf.member(discordId), now);
	return given.parties.map((party) => {
		const view = viewOf(party, { ...given, spaces: [] });
		const placements = given.rules.noticed(party.record.match, view, isPending, now);
		return placements.length === 0 ? party : { ...party, record: placements.reduce(withPlacement, party.record) };
	});
}

/** Plans each match by itself, and lets each take its spaces before the next. */
function planMatches(given: Given, now: number) {
	const { state, shown, settings, parties, rules } = given;
	const jobs: Job[] = [];
	const waits = new Map<string, readonly Wait[]>();
	let spaces = spacesIn(shown, settings.categoryId, (categoryId) => arriving(state, categoryId));
	for (const party of parties) {
		const { match } = party.record;
		const planned = plan(match, viewOf(party, { ...given, spaces }), now);
		if (planned.wakeAt !== null) state.wakeAt(planned.wakeAt);
		spaces = without(spaces, planned.actions);
		waits.set(match.matchId, planned.waits);
		for (const [turn, action] of planned.actions.entries())
			jobs.push(matchJob(rules.handlers, shown.guildId, match.matchId, action, turn));
	}
	return { jobs, waits, spaces };
}

type Planned = {
	readonly lacks: readonly string[];
	readonly waits: ReadonlyMap<string, readonly Wait[]>;
	readonly spaces: readonly Space[];
	readonly held: readonly Held[];
};

function findings({ state, shown, settings }: Given, { lacks, waits, spaces, held }: Planned): Findings {
	const limited = held.filter(({ reason }) => reason === "limit");
	return {
		...{ categoryId: settings.categoryId, spaces, lacking: lacks },
		lacksSpace: [...waits.values()].some((all) => all.some(({ reason }) => reason === "categoryFull")),
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
	const places = held.flatMap(({ job, reason }) => (reason === "lackingPermissions" ? job.places : []));
	const names = [...new Set(places)].flatMap((place) => shown.channels.get(place ?? "")?.name ?? []);
	return names.toSorted();
}

/** All waits of each match in one place: those from its plan, and those for jobs that the limits held back. */
function explained(
	waits: ReadonlyMap<string, readonly Wait[]>,
	held: readonly Held[],
): ReadonlyMap<string, readonly Wait[]> {
	const all = new Map(waits);
	for (const { job, reason, until } of held) {
		const matchId = job.matchId ?? "";
		all.set(matchId, [...(all.get(matchId) ?? []), { subject: job.about, reason, until }]);
	}
	return all;
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
