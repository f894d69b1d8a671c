// Brings Discord into agreement with each match: see, plan, intend, act, note, and look again whenever something changed.

import { type Answer, type Discord, discordCode } from "../call.ts";
import type { Chance, Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import {
	isSettled,
	liveRooms,
	type MatchRecord,
	moved,
	type VoiceChange,
	withChannel,
	withoutGuild,
} from "../record.ts";
import { codeOf, isLive } from "../room.ts";
import { allPermissionsIn, type GuildShown } from "../shown.ts";
import type { Guilds } from "../store/guilds.ts";
import type { Links } from "../store/links.ts";
import type { Records } from "../store/records.ts";
import type { Wait } from "../wait.ts";
import { subjectOf } from "./action.ts";
import { handlers } from "./actions/handlers.ts";
import { openChanges } from "./changes.ts";
import { codesFor } from "./codes.ts";
import { GuildState } from "./guild-state.ts";
import type { Changes, Job } from "./job.ts";
import { look, type Rules } from "./look.ts";
import { isPending } from "./plan/guild.ts";
import { noticed } from "./plan/rooms.ts";
import { isForbidden } from "./rests.ts";
import { publishPlaced, publishStatus } from "./status.ts";
import { guildsOf, type Party, partyOf } from "./view.ts";

export type KeeperNeeds = {
	readonly records: Records;
	readonly links: Links;
	readonly guilds: Guilds;
	readonly discord: Discord;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** What it does and what it makes of what it sees: the program's own rules unless a test plants a fault in them. */
	readonly rules?: Rules;
};

type Answered = { readonly job: Job; readonly answer: Answer<unknown>; readonly tookMs: number };

/** Something that has happened and is to be saved: how it changes the records, and what follows once it is. */
type News = {
	readonly guildId: string;
	readonly write: (changes: Changes, now: number) => void;
	readonly follow: (now: number) => void;
};

/** How soon to try again when the database could not be written, ms. */
const storeRetryMs = 1_000;

/** Unknown member and unknown user: they left the guild. */
const gone: ReadonlySet<number> = new Set([discordCode.unknownMember, discordCode.unknownUser]);

export class Keeper {
	readonly #needs: KeeperNeeds;
	readonly #rules: Rules;
	readonly #states = new Map<string, GuildState>();
	readonly #dirty = new Set<string>();
	readonly #flights = new Set<Promise<void>>();
	/** What is not saved yet, in the order in which it happened. A database that fails must not lose what was done. */
	#news: News[] = [];
	#isScheduled = false;
	#isStopped = false;

	constructor(needs: KeeperNeeds) {
		this.#needs = needs;
		this.#rules = needs.rules ?? { handlers, noticed };
	}

	/** Something about the match changed: looks at every guild that it concerns. */
	lookAtMatch(matchId: string): void {
		const record = this.#needs.records.get(matchId);
		if (record === undefined || isSettled(record)) return;
		for (const guildId of guildsOf(partyOf(record, this.#needs.links), this.#needs.discord)) {
			this.#state(guildId).matches.add(matchId);
			this.lookAtGuild(guildId);
		}
	}

	/** The player's link changed, or where they are in voice. */
	lookAtPlayer(faceitId: string): void {
		for (const record of this.#needs.records.ofPlayer(faceitId)) this.lookAtMatch(record.match.matchId);
	}

	/** Looks soon: many reasons in one turn of the event loop cost one look. */
	lookAtGuild(guildId: string): void {
		this.#dirty.add(guildId);
		if (this.#isScheduled || this.#isStopped) return;
		this.#isScheduled = true;
		this.#needs.clock.soon(() => this.#flush());
	}

	/** Looks afresh at everything active: after a start, and when the gateway is back and may have missed events. */
	lookEverywhere(): void {
		for (const record of this.#needs.records.active()) this.lookAtMatch(record.match.matchId);
		for (const record of this.#needs.guilds.records()) if (isPending(record)) this.lookAtGuild(record.guildId);
	}

	/** The guild is shown anew, or a part of it is another now: if that is what the bot may do, what was refused is tried. */
	guildShown(guildId: string): void {
		const shown = this.#needs.discord.see(guildId);
		const state = this.#states.get(guildId);
		if (shown !== undefined && state?.rests.isRefusing === true) state.rests.reconsider(allPermissionsIn(shown));
		this.lookAtGuild(guildId);
	}

	/** An admin changed the settings of the guild: what was refused is tried again at once. */
	settingsChanged(guildId: string): void {
		this.#states.get(guildId)?.rests.resume();
		this.lookAtGuild(guildId);
	}

	/**
	 * A member joined voice, left it, or changed channels. What the gateway reports and no call of ours did is somebody's
	 * decision, and is saved; of everything else, the next look sees what came of it.
	 */
	voiceChanged(change: VoiceChange): void {
		const { guildId, discordId, from, to, how } = change;
		const link = this.#needs.links.byMember(discordId);
		const hosts = this.#hostsOf(guildId);
		const state = this.#states.get(guildId);
		if (how !== "found") state?.hasMoved(discordId);
		if (how === "moved" && !this.#isOurs(change)) {
			state?.hasMovedAlone(subjectOf.member(discordId));
			// From one match's room into another's nobody walks: it was ours, and its answer is still to come.
			const matchId = (hosts.get(to ?? "") ?? hosts.get(from ?? ""))?.match.matchId;
			if (matchId !== undefined)
				this.#save({
					guildId,
					write: (changes, now) => changes.match(matchId, (record) => moved(record, change, now)),
					follow: () => {},
				});
		}
		if (link !== undefined) this.lookAtPlayer(link.faceitId);
		if (hosts.has(from ?? "") || hosts.has(to ?? "")) this.lookAtGuild(guildId);
	}

	/** A channel is shown: perhaps the room of a create whose answer was lost, or one that was out of reach. */
	meetChannel(guildId: string, channelId: string, name: string): void {
		const code = codeOf(name);
		const record = code === undefined ? undefined : this.#needs.records.byCode(guildId, code);
		if (code === undefined || record === undefined) return;
		if (withChannel(record, guildId, code, channelId) === record) return;
		const { matchId } = record.match;
		this.#save({
			guildId,
			write: (changes) => changes.match(matchId, (one) => withChannel(one, guildId, code, channelId)),
			follow: () => this.lookAtMatch(matchId),
		});
	}

	/** The bot is in these guilds: what is remembered of others is given up, for it was removed while it was away. */
	stayIn(guildIds: ReadonlySet<string>): void {
		const rooms = [...this.#needs.records.active()].flatMap((record) => record.rooms);
		const { links, guilds } = this.#needs;
		const known = [...rooms.filter(isLive), ...guilds.records()].map(({ guildId }) => guildId);
		for (const guildId of new Set([...known, ...links.guilds()])) if (!guildIds.has(guildId)) this.leaveGuild(guildId);
	}

	/** The bot is no longer in the guild: its rooms there are out of reach. */
	leaveGuild(guildId: string): void {
		const { records, guilds } = this.#needs;
		this.#states.get(guildId)?.stop();
		this.#states.delete(guildId);
		this.#save({
			guildId,
			write(changes) {
				for (const { match } of records.active())
					changes.match(match.matchId, (record) => withoutGuild(record, guildId));
			},
			follow: () => guilds.remove(guildId),
		});
	}

	/** Why things of the match are not done in the guild, as of the last look there. */
	waits(guildId: string, matchId: string): readonly Wait[] {
		return this.#states.get(guildId)?.waits.get(matchId) ?? [];
	}

	/**
	 * Starts no more calls. Resolves when those in flight have been answered, or `patienceMs` is over, and what was answered
	 * is written down: the next start looks what became of the others.
	 */
	async stop(patienceMs: number): Promise<void> {
		this.#isStopped = true;
		for (const state of this.#states.values()) state.stop();
		await Promise.race([Promise.all(this.#flights), this.#needs.clock.sleep(patienceMs)]);
		this.#attempt(this.#news[0]?.guildId, () => this.#note());
	}

	#flush(): void {
		this.#isScheduled = false;
		if (this.#isStopped) return;
		this.#attempt(this.#news[0]?.guildId, () => this.#note());
		const guildIds = [...this.#dirty];
		this.#dirty.clear();
		for (const guildId of guildIds) this.#attempt(guildId, () => this.#look(guildId));
	}

	/** A fault, such as a full disk, stops this guild's work for a moment and nothing else. */
	#attempt(guildId: string | undefined, work: () => void): void {
		try {
			work();
		} catch (error) {
			if (guildId === undefined) return;
			this.#needs.publish({ kind: "keeperFailed", guildId, error });
			this.#state(guildId).wakeAt(this.#needs.clock.now() + storeRetryMs);
		}
	}

	/** Saves it soon, with all that happens in one turn of the event loop, and looks at the guild again. */
	#save(news: News): void {
		this.#news.push(news);
		this.lookAtGuild(news.guildId);
	}

	/** Saves all news in one transaction, and only then goes on. */
	#note(): void {
		const news = this.#news;
		if (news.length === 0) return;
		const now = this.#needs.clock.now();
		const changes = openChanges(this.#needs);
		for (const { write } of news) write(changes, now);
		changes.save(now);
		this.#news = [];
		for (const { guildId, follow } of news) this.#attempt(guildId, () => follow(now));
	}

	/** What was answered is noted: what it is about may be planned for again. */
	#settle({ job, answer, tookMs }: Answered, now: number): void {
		const { links, publish, discord } = this.#needs;
		const { guildId, matchId, metric, past, target, scope, subject } = job;
		publish({ kind: "acted", guildId, matchId, action: metric, past, target, answer, tookMs });
		// The bot may have left the guild meanwhile.
		const state = this.#states.get(guildId);
		if (state === undefined) return;
		const { isDoubtful, isRepeated } = state.end(job, answer, now);
		const shown = isForbidden(answer) && !state.rests.isRefusing ? discord.see(guildId) : undefined;
		if (shown !== undefined) state.rests.refusedWith(allPermissionsIn(shown));
		if (isDoubtful && answer.is === "refused") publish({ kind: "forbidden", guildId, scope, why: answer.why });
		if (isRepeated) publish({ kind: "repeated", guildId, matchId, action: metric, subject });
		if (job.action.do === "move" && answer.is === "refused" && gone.has(answer.code))
			links.part(guildId, job.action.discordId);
	}

	#look(guildId: string): void {
		const { discord, records, guilds, clock, chance, publish } = this.#needs;
		const shown = discord.see(guildId);
		if (shown === undefined) return;
		const state = this.#state(guildId);
		const record = guilds.record(guildId);
		if (state.matches.size === 0 && !isPending(record)) return;
		const now = clock.now();
		state.tidy(now);
		const settings = guilds.settings(guildId);
		const lingerMs = settings.lingerMs ?? this.#needs.lingerMs;
		const newCode = codesFor(shown, chance, (code) => records.isCodeTaken(guildId, code));
		const around = { state, shown, settings, record, lingerMs, newCode, rules: this.#rules };
		const parties = this.#parties(state);
		const seen = look({ ...around, parties, voiceGuilds: (id) => discord.voiceGuilds(id) }, now);
		state.waits = seen.waits;
		publishStatus(state, seen.found, publish, now);
		for (const { record } of parties) publishPlaced(state, record, seen.moving.has(record.match.matchId), publish, now);
		// The intents are saved before any call starts.
		const changes = openChanges(this.#needs);
		for (const one of seen.noticed) changes.match(one.match.matchId, () => one);
		for (const job of seen.start) job.intend(changes, now);
		changes.save(now);
		for (const job of seen.start) this.#start(state, job, shown);
	}

	/** The matches that concern the guild; those with nothing left to do are let go. */
	#parties(state: GuildState): Party[] {
		const { records, discord } = this.#needs;
		return [...state.matches].flatMap((matchId) => {
			const record = records.get(matchId);
			const party = record === undefined || isSettled(record) ? undefined : partyOf(record, this.#needs.links);
			if (party !== undefined && guildsOf(party, discord).has(state.guildId)) return [party];
			state.drop(matchId);
			return [];
		});
	}

	#start(state: GuildState, job: Job, shown: GuildShown): void {
		state.begin(job);
		const elapsed = this.#needs.clock.stopwatch();
		const flight = job
			.perform(this.#needs.discord, shown)
			.catch((error: unknown): Answer<unknown> => ({ is: "lost", why: String(error) }))
			.then((answer) => {
				this.#flights.delete(flight);
				const tookMs = elapsed();
				this.#save({
					guildId: job.guildId,
					write: (changes, now) => job.note(changes, answer, now),
					follow: (now) => this.#settle({ job, answer, tookMs }, now),
				});
			});
		this.#flights.add(flight);
	}

	/** True if a call of ours in flight takes the member there. */
	#isOurs({ guildId, discordId, to }: VoiceChange): boolean {
		const action = this.#states.get(guildId)?.flightOf(subjectOf.member(discordId))?.action;
		return (action?.do === "move" || action?.do === "return") && action.channelId === to;
	}

	/** The records of the guild's matches by the channels of their rooms. */
	#hostsOf(guildId: string): ReadonlyMap<string, MatchRecord> {
		const hosts = new Map<string, MatchRecord>();
		for (const matchId of this.#states.get(guildId)?.matches ?? []) {
			const record = this.#needs.records.get(matchId);
			if (record === undefined) continue;
			for (const { channelId } of liveRooms(record, guildId)) if (channelId !== null) hosts.set(channelId, record);
		}
		return hosts;
	}

	#state(guildId: string): GuildState {
		const { clock, chance } = this.#needs;
		const state = this.#states.get(guildId) ?? new GuildState(guildId, clock, chance, () => this.lookAtGuild(guildId));
		this.#states.set(guildId, state);
		return state;
	}
}
