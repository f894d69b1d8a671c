// Brings Discord into agreement with each match: look, plan, act, note, and look again whenever something changed.

import { type Discord, perform } from "./act.ts";
import { type Answer, discordCode } from "./answer.ts";
import { Desk } from "./desk.ts";
import type { Fact } from "./fact.ts";
import { overLimit, permitted, tellWaiting } from "./limits.ts";
import { closed, intended, noted, withPlacement, withRoom } from "./notes.ts";
import { noticed, plan, type Room } from "./plan.ts";
import { codeOf, roomCode } from "./room.ts";
import { inOrder, resting, type Step, stepOf, teamSubject } from "./step.ts";
import type { Guilds } from "./store/guilds.ts";
import type { Links } from "./store/links.ts";
import { isSettled, type MatchRecord, type Records } from "./store/records.ts";
import { guildsOf, type Party, type Surroundings, viewOf } from "./view.ts";

type Needs = {
	readonly records: Records;
	readonly links: Links;
	readonly guilds: Guilds;
	readonly discord: Discord;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** Stretches or shortens the waits after failures; 1 as a rule. */
	readonly pace: number;
	readonly tell: (fact: Fact) => void;
};

type Answered = { readonly step: Step; readonly answer: Answer<unknown>; readonly tookMs: number };

/** Unknown member and unknown user: they left the guild. */
const gone: ReadonlySet<number> = new Set([discordCode.unknownMember, discordCode.unknownUser]);

/** How soon to try again when the database could not be written, ms. */
const storeRetryMs = 1_000;

export class Keeper {
	readonly #needs: Needs;
	readonly #desks = new Map<string, Desk>();
	readonly #dirty = new Set<string>();
	readonly #underWay = new Set<Promise<void>>();
	/** Answers that are not written down yet. A database that fails must not lose what was done. */
	#answers: Answered[] = [];
	#isScheduled = false;
	#isStopped = false;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Something about the match changed: looks at every guild that it concerns. */
	lookAtMatch(matchId: string): void {
		const record = this.#needs.records.get(matchId);
		if (record === undefined || isSettled(record)) return;
		for (const guildId of guildsOf(this.#party(record), this.#needs.discord.voiceGuilds)) {
			this.#desk(guildId).matches.add(matchId);
			this.lookAtGuild(guildId);
		}
	}

	/** The player's link changed, or where they are in voice. */
	lookAtPlayer(faceitId: string): void {
		for (const record of this.#needs.records.ofPlayer(faceitId)) this.lookAtMatch(record.match.matchId);
	}

	/** Someone came into the channel or left it; undefined is no channel. Looks only if it is a room. */
	lookAtChannel(guildId: string, channelId: string | undefined): void {
		const matches = [...(this.#desks.get(guildId)?.matches ?? [])];
		const isRoom = matches.some((matchId) =>
			this.#needs.records.get(matchId)?.rooms.some((room) => room.channelId === channelId),
		);
		if (channelId !== undefined && isRoom) this.lookAtGuild(guildId);
	}

	/** Looks soon: many reasons in one turn of the event loop cost one look. */
	lookAtGuild(guildId: string): void {
		this.#dirty.add(guildId);
		if (this.#isScheduled || this.#isStopped) return;
		this.#isScheduled = true;
		setImmediate(() => this.#flush());
	}

	/** Looks afresh at all that is active: after a start, and when the gateway is back and may have missed events. */
	lookEverywhere(): void {
		for (const record of this.#needs.records.active()) this.lookAtMatch(record.match.matchId);
	}

	/** An admin changed what the bot may do in the guild: what was refused is tried again at once. */
	reconsider(guildId: string): void {
		this.#desks.get(guildId)?.forgive();
		this.lookAtGuild(guildId);
	}

	/**
	 * A voice channel is there. A create whose answer was lost may have made it long after it was given up, and a room that
	 * was out of reach is there again when the bot is back in the guild.
	 */
	meetChannel(guildId: string, channelId: string, name: string): void {
		const code = codeOf(name);
		const record = code === undefined ? undefined : this.#needs.records.byCode(code);
		const room = record?.rooms.find((one) => one.code === code && one.guildId === guildId);
		if (record === undefined || room === undefined || room.state === "open") return;
		if (room.channelId !== null && room.channelId !== channelId) return;
		this.#attempt(guildId, () => {
			this.#needs.records.save([withRoom(record, { ...room, state: "open", channelId })], Date.now());
			this.lookAtMatch(record.match.matchId);
		});
	}

	/** The bot is in these guilds: what is remembered of others is given up, for it was removed while it was away. */
	stayIn(guildIds: ReadonlySet<string>): void {
		const rooms = [...this.#needs.records.active()].flatMap((record) => record.rooms);
		const open = rooms.filter((room) => room.state !== "closed").map((room) => room.guildId);
		for (const guildId of new Set([...open, ...this.#needs.links.guilds()])) {
			if (!guildIds.has(guildId)) this.leaveGuild(guildId);
		}
	}

	/** The bot is no longer in the guild: its rooms there are out of reach and given up. */
	leaveGuild(guildId: string): void {
		const isLeft = (room: Room) => room.guildId === guildId && room.state !== "closed";
		const left = [...this.#needs.records.active()].filter((record) => record.rooms.some(isLeft));
		const close = (room: Room): Room => (isLeft(room) ? closed(room) : room);
		this.#desks.get(guildId)?.stop();
		this.#desks.delete(guildId);
		this.#attempt(guildId, () => {
			this.#needs.records.save(
				left.map((record) => ({ ...record, rooms: record.rooms.map(close) })),
				Date.now(),
			);
			this.#needs.guilds.remove(guildId);
		});
	}

	/**
	 * Starts no more calls. Resolves when those under way have been answered, or `patienceMs` is over, and what was answered
	 * is written down: the next start looks what became of the others.
	 */
	async stop(patienceMs: number): Promise<void> {
		this.#isStopped = true;
		for (const desk of this.#desks.values()) desk.stop();
		await Promise.race([Promise.all(this.#underWay), Bun.sleep(patienceMs)]);
		this.#attempt(this.#answers[0]?.step.guildId, () => this.#note());
	}

	#flush(): void {
		this.#isScheduled = false;
		if (this.#isStopped) return;
		this.#attempt(this.#answers[0]?.step.guildId, () => this.#note());
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
			this.#needs.tell({ kind: "broken", guildId, error });
			this.#desk(guildId).wakeAt(Date.now() + storeRetryMs);
		}
	}

	/** Writes all answers down in one transaction, then lets those they are about be planned for again. */
	#note(): void {
		const answers = this.#answers;
		if (answers.length === 0) return;
		const now = Date.now();
		this.#write(answers, (record, { step, answer }) => noted(record, step, answer, now), now);
		this.#answers = [];
		for (const answered of answers) this.#settle(answered, now);
	}

	#settle({ step, answer, tookMs }: Answered, now: number): void {
		const { links, records, tell } = this.#needs;
		const { guildId, matchId, action, subject } = step;
		const desk = this.#desk(guildId);
		const isPaused = desk.end(subject, resting(step, answer), answer, now);
		if (isPaused && answer.is === "refused") tell({ kind: "forbidden", guildId, why: answer.why });
		if (action.do === "move" && answer.is === "refused" && gone.has(answer.code)) links.part(guildId, action.discordId);
		this.lookAtGuild(guildId);

		const record = records.get(matchId);
		if (record === undefined) return;
		const { match } = record;
		tell({ kind: "acted", guildId, match, step, answer, tookMs });
		if (action.do !== "move" || record.placements.some((one) => desk.isUnderWay(one.discordId))) return;
		tell({ kind: "placed", guildId, match, sinceMs: now - match.heardAt });
	}

	#look(guildId: string): void {
		const desk = this.#desk(guildId);
		const seen = this.#needs.discord.see(guildId);
		if (seen === undefined || desk.matches.size === 0) return;
		const now = Date.now();
		desk.tidy(now);
		const { categoryId, lobbyId, lingerMs } = this.#needs.guilds.settings(guildId);
		const around: Surroundings = {
			guildId,
			seen,
			lobbyId,
			lingerMs: lingerMs ?? this.#needs.lingerMs,
			parties: this.#parties(desk),
			isBusy: (matchId, subject) => desk.isBusy(subject, now) || desk.isBusy(teamSubject(matchId, subject), now),
		};
		const parties = this.#noticed(around, now);
		const newCode = this.#codes();
		const steps = parties.flatMap((party) => {
			const { match } = party.record;
			const { actions, wakeAt } = plan(match, viewOf(party, { ...around, parties }), now);
			if (wakeAt !== null) desk.wakeAt(wakeAt);
			return actions.map((action, turn) => stepOf(match, guildId, action, turn, newCode, now));
		});
		if (steps.length === 0) return;
		const here = { desk, seen, tell: this.#needs.tell };
		const chosen = permitted(here, categoryId, inOrder(steps), now);
		// The intents are written down before any call.
		this.#write(
			chosen.map((step) => ({ step })),
			(record, { step }) => intended(record, step, now),
			now,
		);
		const waiting = overLimit(desk, seen, chosen);
		for (const step of chosen) if (!waiting.has(step)) this.#start(desk, step, categoryId);
		tellWaiting(here, waiting, seen.budget("move").moreAt, now);
	}

	/** Codes for new rooms: none that was ever used, and none twice. */
	#codes(): () => string {
		const drawn = new Set<string>();
		return () => {
			const code = roomCode((one) => drawn.has(one) || this.#needs.records.byCode(one) !== undefined);
			drawn.add(code);
			return code;
		};
	}

	/** The matches that concern the guild; those with nothing left to do are let go. */
	#parties(desk: Desk): Party[] {
		const { records, discord } = this.#needs;
		return [...desk.matches].flatMap((matchId) => {
			const record = records.get(matchId);
			const party = record === undefined || isSettled(record) ? undefined : this.#party(record);
			if (party !== undefined && guildsOf(party, discord.voiceGuilds).has(desk.guildId)) return [party];
			desk.matches.delete(matchId);
			return [];
		});
	}

	/** Writes down what is seen of the players: who arrived, who left, who walked away. */
	#noticed(around: Surroundings, now: number): readonly Party[] {
		const parties = around.parties.map((party) => {
			const placements = noticed(party.record.match, viewOf(party, around), now);
			return placements.length === 0 ? party : { ...party, record: placements.reduce(withPlacement, party.record) };
		});
		const changed = parties.filter((party, index) => party !== around.parties[index]);
		if (changed.length > 0)
			this.#needs.records.save(
				changed.map((party) => party.record),
				now,
			);
		return parties;
	}

	/** Applies `change` for each to the record of its match, one after the other, and saves all in one transaction. */
	#write<One extends { readonly step: Step }>(
		all: readonly One[],
		change: (record: MatchRecord, one: One) => MatchRecord,
		now: number,
	): void {
		const changed = new Map<string, MatchRecord>();
		for (const one of all) {
			const { matchId } = one.step;
			const record = changed.get(matchId) ?? this.#needs.records.get(matchId);
			if (record !== undefined) changed.set(matchId, change(record, one));
		}
		this.#needs.records.save([...changed.values()], now);
	}

	#start(desk: Desk, step: Step, categoryId: string | null): void {
		desk.begin(step.subject);
		const startedAt = performance.now();
		const flight = perform(this.#needs.discord, step, categoryId)
			.catch((error: unknown): Answer<unknown> => ({ is: "lost", why: String(error) }))
			.then((answer) => {
				this.#underWay.delete(flight);
				this.#answers.push({ step, answer, tookMs: performance.now() - startedAt });
				this.lookAtGuild(step.guildId);
			});
		this.#underWay.add(flight);
	}

	#party(record: MatchRecord): Party {
		const players = record.match.teams.flatMap((team) => [...team.roster, ...team.substitutes]);
		return { record, known: this.#needs.links.known(players.map((player) => player.faceitId)) };
	}

	#desk(guildId: string): Desk {
		const desk = this.#desks.get(guildId) ?? new Desk(guildId, () => this.lookAtGuild(guildId), this.#needs.pace);
		this.#desks.set(guildId, desk);
		return desk;
	}
}
