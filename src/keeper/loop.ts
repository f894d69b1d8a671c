// The loop: save what has happened, see, plan, save what is intended, act, and look again whenever something changed.

import { type Answer, type Discord, discordCode } from "../call.ts";
import type { Chance, Clock } from "../clock.ts";
import type { Publish } from "../fact.ts";
import type { ClaimRule } from "../link.ts";
import { beganAt } from "../match.ts";
import { withPlacement } from "../record.ts";
import { allPermissionsIn, type GuildShown } from "../shown.ts";
import type { Guilds } from "../store/guilds.ts";
import type { Links } from "../store/links.ts";
import type { Records } from "../store/records.ts";
import { textsIn } from "../texts/texts.ts";
import { handlers } from "./actions/handlers.ts";
import { Agenda } from "./agenda.ts";
import { Allowance } from "./allowance.ts";
import { codesFor } from "./codes.ts";
import { GuildState } from "./guild-state.ts";
import { GuildStates } from "./guild-states.ts";
import type { Job } from "./job.ts";
import { look, type Rules } from "./look.ts";
import { type Happened, News } from "./news.ts";
import { Placing } from "./placing.ts";
import { isNew } from "./plan/greetings.ts";
import { isPending } from "./plan/guild.ts";
import { noticed } from "./plan/rooms.ts";
import { isForbidden } from "./rests.ts";
import { type Fault, saveAll, type Writing } from "./saving.ts";
import { publishPlaced, publishStatus } from "./status.ts";

export type LoopNeeds = {
	readonly records: Records;
	readonly links: Links;
	readonly guilds: Guilds;
	readonly discord: Discord;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** Which claims count where the guild did not choose. */
	readonly claimRule: ClaimRule;
	/** What it does and what it makes of what it sees: the program's own rules unless a test plants a fault in them. */
	readonly rules?: Rules;
};

/** What came of a look at a guild: what is to be saved before these jobs start. */
type Looked = Writing & {
	readonly state: GuildState;
	readonly shown: GuildShown;
	readonly start: readonly Job[];
	/** The matches that were planned. */
	readonly matchIds: readonly string[];
};

type Answered = {
	readonly state: GuildState;
	readonly job: Job;
	readonly answer: Answer<unknown>;
	readonly tookMs: number;
};

/** How long one turn of the event loop may go on looking, ms. */
const turnMs = 4;
/** How soon to try again after a fault, such as a database that cannot be written, ms. */
const retryMs = 1_000;

/** Unknown member and unknown user: they left the guild. */
const gone: ReadonlySet<number> = new Set([discordCode.unknownMember, discordCode.unknownUser]);

export class Loop {
	readonly states: GuildStates;
	readonly #needs: LoopNeeds;
	readonly #rules: Rules;
	readonly #agenda = new Agenda();
	readonly #news: News;
	readonly #placing: Placing;
	readonly #flights = new Set<Promise<void>>();
	#cancelWait = () => {};
	#isScheduled = false;
	#isStopped = false;

	constructor(needs: LoopNeeds) {
		this.#needs = needs;
		this.#rules = needs.rules ?? { handlers, noticed };
		this.#news = new News(needs);
		const { clock, chance } = needs;
		this.states = new GuildStates((id) => new GuildState(id, clock, chance, () => this.lookAtGuild(id)));
		const again = (matchId: string) => this.lookAtMatch(matchId);
		this.#placing = new Placing({ ...needs, agenda: this.#agenda, states: this.states, again });
	}

	/** Looks soon at every guild that the match concerns, or did. */
	lookAtMatch(matchId: string): void {
		this.#agenda.matches.add(matchId);
		this.#schedule();
	}

	/** Looks soon: many reasons in one turn of the event loop cost one look. */
	lookAtGuild(guildId: string): void {
		this.#agenda.add(guildId);
		this.#schedule();
	}

	/** Saves it soon, with all that happens in one turn of the event loop, and looks at the guild again. */
	save(one: Happened): void {
		this.#news.add(one);
		this.lookAtGuild(one.guildId);
	}

	/**
	 * Starts no more calls. Resolves when those in flight have been answered, or `patienceMs` is over, and what was answered
	 * is written down: the next start looks what became of the others.
	 */
	async stop(patienceMs: number): Promise<void> {
		this.#isStopped = true;
		this.#cancelWait();
		for (const state of this.states.all()) state.stop();
		await Promise.race([Promise.all(this.#flights), this.#needs.clock.sleep(patienceMs)]);
		this.#note();
	}

	#schedule(): void {
		if (this.#isScheduled || this.#isStopped) return;
		this.#isScheduled = true;
		this.#needs.clock.soon(() => this.#flush());
	}

	/**
	 * Saves what has happened, then looks at guilds for a few ms, those whose matches began first before the others. What is
	 * to be done in all of them is saved in one transaction before any call starts. The rest follows in the next turn of the
	 * event loop: others have theirs in between.
	 */
	#flush(): void {
		this.#isScheduled = false;
		if (this.#isStopped) return;
		this.#note();
		this.#placing.place(this.#turn());
		const now = this.#needs.clock.now();
		const allowance = new Allowance((kept) => this.#needs.discord.allowance(kept));
		const looked: Looked[] = [];
		const isOver = this.#turn();
		for (const guildId of this.#agenda.guilds(allowance, (id) => this.#beganAt(id))) {
			this.#attempt(guildId, () => {
				const one = this.#look(guildId, allowance, now);
				if (one !== undefined) looked.push(one);
			});
			if (isOver()) break;
		}
		this.#begin(looked, now);
		if (this.#agenda.isPending) this.#schedule();
		this.#wait(this.#agenda.moreAt(allowance));
	}

	/** True once this turn of the event loop has taken long enough. */
	#turn(): () => boolean {
		const elapsed = this.#needs.clock.stopwatch();
		return () => elapsed() >= turnMs;
	}

	/** Looks again when Discord allows more calls, epoch ms, unless an answer brings that about before. */
	#wait(until: number | undefined): void {
		const { clock } = this.#needs;
		this.#cancelWait();
		if (until !== undefined) this.#cancelWait = clock.setTimeout(() => this.#schedule(), until - clock.now());
	}

	/** When the first of the guild's matches that are on, and not in order, began, epoch ms. */
	#beganAt(guildId: string): number {
		const unfinished = [...(this.states.get(guildId)?.standings.unfinished() ?? [])];
		const open = unfinished.flatMap((matchId) => {
			const match = this.#placing.record(matchId)?.match;
			return match?.phase === "open" ? [beganAt(match)] : [];
		});
		return open.reduce((first, at) => Math.min(first, at), Number.MAX_VALUE);
	}

	/** A fault, such as a full disk, stops this guild's work for a moment and nothing else. */
	#attempt(guildId: string, work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#failed({ guildId, error });
		}
	}

	#failed({ guildId, error }: Fault): void {
		this.#needs.publish({ kind: "keeperFailed", guildId, error });
		this.states.of(guildId).wakeAt(this.#needs.clock.now() + retryMs);
	}

	#note(): void {
		const now = this.#needs.clock.now();
		const { saved, faults, matchIds } = this.#news.save(now);
		for (const fault of faults) this.#failed(fault);
		this.states.matchesChanged(matchIds);
		for (const { guildId, follow } of saved) this.#attempt(guildId, () => follow(now));
	}

	/** What was answered is noted: what it is about may be planned for again. */
	#settle({ state, job, answer, tookMs }: Answered, now: number): void {
		const { links, publish, discord } = this.#needs;
		const { guildId, matchId, metric, past, target, scope, subject } = job;
		publish({ kind: "acted", guildId, matchId, action: metric, past, target, answer, tookMs });
		// The bot may have left the guild meanwhile, and may even be back.
		if (this.states.get(guildId) !== state) return;
		if (matchId !== null) this.states.matchesChanged([matchId]);
		const { isDoubtful, isRepeated } = state.end(job, answer, now);
		const shown = isForbidden(answer) && !state.rests.isRefusing ? discord.see(guildId) : undefined;
		if (shown !== undefined) state.rests.refusedWith(allPermissionsIn(shown));
		if (isDoubtful && answer.is === "refused") publish({ kind: "forbidden", guildId, scope, why: answer.why });
		if (isRepeated) publish({ kind: "repeated", guildId, matchId, action: metric, subject });
		if (job.action.do === "move" && answer.is === "refused" && gone.has(answer.code))
			links.part(guildId, job.action.discordId);
	}

	/** Looks at the guild. Undefined where there is nothing to look at. */
	#look(guildId: string, allowance: Allowance, now: number): Looked | undefined {
		const { discord, records, guilds, chance, publish } = this.#needs;
		const shown = discord.see(guildId);
		if (shown === undefined) return undefined;
		const state = this.states.of(guildId);
		const record = guilds.record(guildId);
		const settings = guilds.settings(guildId);
		const isGreeted = !isNew(record, shown, now) && settings.linkChannelId === null;
		if (state.standings.size === 0 && !isPending(record) && isGreeted) return undefined;
		this.#reconsider(state, shown);
		state.tidy(now);
		this.#refresh(state, now);
		const lingerMs = settings.lingerMs ?? this.#needs.lingerMs;
		const newCode = codesFor(shown, chance, (codes) => records.takenCodes(guildId, codes));
		const claimRule = settings.claims ?? this.#needs.claimRule;
		const texts = textsIn("en");
		const around = {
			state,
			shown,
			allowance,
			settings,
			record,
			texts,
			lingerMs,
			claimRule,
			newCode,
			rules: this.#rules,
		};
		const seen = look({ ...around, voiceGuilds: (id) => discord.voiceGuilds(id) }, now);
		if (seen.awaiting !== undefined) this.#agenda.await(guildId, seen.awaiting);
		publishStatus(state, seen.found, publish, now);
		for (const one of seen.planned) publishPlaced(state, one, seen.moving.has(one.match.matchId), publish, now);
		return {
			...{ guildId, state, shown, start: seen.start },
			matchIds: seen.planned.map(({ match }) => match.matchId),
			write(changes) {
				for (const placement of seen.noticed) changes.match(placement.matchId, (one) => withPlacement(one, placement));
				for (const job of seen.start) job.intend(changes, now);
			},
		};
	}

	/** What was noticed and what is intended is saved before any call starts. Where it cannot be, it is looked for again. */
	#begin(looked: readonly Looked[], now: number): void {
		const { saved, faults, matchIds } = saveAll(this.#needs, looked, now);
		this.states.matchesChanged(matchIds);
		for (const fault of faults) this.#failed(fault);
		const isSaved = new Set(saved);
		for (const one of looked) {
			if (isSaved.has(one)) continue;
			this.states.matchesChanged(one.matchIds);
			one.state.wakeAt(now + retryMs);
		}
		for (const { state, shown, start } of saved) for (const job of start) this.#start(state, job, shown);
	}

	/** If what the bot may do is what has changed, what was refused is tried. */
	#reconsider(state: GuildState, shown: GuildShown): void {
		if (state.isPermissionNews && state.rests.isRefusing) state.rests.reconsider(allPermissionsIn(shown));
		state.isPermissionNews = false;
	}

	/** The guild's matches are as they are now; those with nothing left to do, or nothing to do with it, are let go. */
	#refresh(state: GuildState, now: number): void {
		const { standings, guildId } = state;
		standings.touchExpired(now);
		for (const matchId of standings.unfinished()) {
			const party = this.#placing.partyIn(matchId, guildId);
			if (party !== undefined) standings.put(party);
			else this.states.drop(matchId, guildId);
		}
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
				this.save({
					guildId: job.guildId,
					write: (changes, now) => job.note(changes, answer, now),
					follow: (now) => this.#settle({ state, job, answer, tookMs }, now),
				});
			});
		this.#flights.add(flight);
	}
}
