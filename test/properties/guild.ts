// A guild that exists only in memory, with people in it, and the keeper's loop around the pure parts: it sees, plans,
// writes down and acts on this guild, where every call may fail in every way. No database, no Discord.

import type { Answer } from "../../src/call.ts";
import type { Clock } from "../../src/clock.ts";
import { defaultSettings } from "../../src/guild.ts";
import { subjectOf } from "../../src/keeper/action.ts";
import { handlers, type MatchAction } from "../../src/keeper/actions/handlers.ts";
import { GuildState } from "../../src/keeper/guild-state.ts";
import { type Changes, type Job, matchJob } from "../../src/keeper/job.ts";
import { choose } from "../../src/keeper/limits.ts";
import { spacesIn } from "../../src/keeper/plan/guild.ts";
import { noticed, plan, stayMs } from "../../src/keeper/plan/rooms.ts";
import { type Party, type Surroundings, viewOf } from "../../src/keeper/view.ts";
import { advance, beganAt, lineUp, type MatchEvent, type playing, type Team } from "../../src/match.ts";
import {
	isSettled,
	liveRooms,
	type MatchRecord,
	moved,
	newRecord,
	type VoiceChange,
	withPlacement,
	withRoom,
} from "../../src/record.ts";
import { isLive, roomName } from "../../src/room.ts";
import type { GuildShown } from "../../src/shown.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { allowanceOf, channel, shownGuild, standingsOf } from "../keeper/shown.ts";
import { knownAs } from "../known.ts";
import { guildId } from "../rules/given.ts";

/** What becomes of a call: done, refused, sent back, or without an answer (carried out, or not). */
export type Outcome = "done" | "refused" | "forbidden" | "later" | "lost after" | "lost before";

type Channel = { readonly code: string | null; readonly teamId: string | null; admitted: ReadonlySet<string> };
/** The keeper's jobs here are all of matches. */
type Flight = { readonly job: Job; readonly action: MatchAction; readonly matchId: string };

export const lingerMs = 60_000;
const restMs = 1_000;

/**
 * Where people were before the bot moved them, which matches they walked out of (the gateway said so), and since when the
 * bot has tried to bring them back.
 */
type Person = { homes: (string | null)[]; readonly walked: Set<string>; triedSince: number };

export class SimulatedGuild {
	now = 1_000_000_000;
	readonly channels = new Map<string, Channel>();
	readonly voice = new Map<string, string>();
	readonly links = new Map<string, string>();
	readonly people = new Map<string, Person>();
	readonly flights: Flight[] = [];
	/** What must never happen, and did. */
	readonly broken: string[] = [];
	/** How many calls were started. */
	calls = 0;
	records = new Map<string, MatchRecord>();
	/** Those whose last step was ours. */
	readonly #moved = new Set<string>();
	/** Rooms whose close was asked for after people had stayed in them for long enough, and who was in them. */
	readonly #cleared = new Map<string, ReadonlySet<string>>();
	/** What the guild state has asked to be woken for. */
	#timers: readonly { readonly at: number; readonly act: () => void }[] = [];
	#state: GuildState;
	#ids = 0;

	constructor(people: readonly string[], places: readonly string[]) {
		for (const place of places) this.channels.set(place, { code: null, teamId: null, admitted: new Set() });
		for (const person of people) this.people.set(person, { homes: [null], walked: new Set(), triedSince: Infinity });
		this.#state = this.#newState();
	}

	// What happens.

	report(event: MatchEvent): void {
		const record = this.records.get(event.matchId);
		const match = advance(record?.match, event);
		if (match === undefined) return;
		if (match.openings !== record?.match.openings)
			for (const { walked } of this.people.values()) walked.delete(event.matchId);
		this.records.set(event.matchId, record === undefined ? newRecord(match) : { ...record, match });
	}

	/** As people can: anywhere public, and into the rooms that let them in. */
	enter(person: string, channelId: string): void {
		const target = this.channels.get(channelId);
		const from = this.voice.get(person);
		const known = this.people.get(person);
		if (target === undefined || known === undefined || from === channelId) return;
		if (target.code !== null && !target.admitted.has(person)) return;
		if (target.code === null) {
			// Anyone who changes channels while being moved may be brought back to either.
			known.homes = this.#isBeingMoved(person) ? [channelId, ...known.homes] : [channelId];
		} else {
			// Anyone who walks in unasked counts as come from outside, or as come from where a former move took them.
			const origins = [...this.records.values()].flatMap(({ placements }) =>
				placements.flatMap((one) => (one.discordId === person ? [one.originId] : [])),
			);
			known.homes = [null, ...known.homes, ...origins];
		}
		this.#rememberWalk(person, known, from, channelId);
		this.voice.set(person, channelId);
		this.#moved.delete(person);
		this.#hasMoved(person);
		this.#hear({ how: "moved", guildId, discordId: person, from, to: channelId });
	}

	leave(person: string): void {
		const from = this.voice.get(person);
		if (from === undefined) return;
		this.voice.delete(person);
		const known = this.people.get(person);
		if (known !== undefined) known.homes = this.#isBeingMoved(person) ? [null, ...known.homes] : [null];
		this.#hear({ how: "moved", guildId, discordId: person, from, to: undefined });
	}

	/** A person deletes the channel: everyone in it is thrown out of voice. */
	remove(channelId: string): void {
		for (const [person, where] of [...this.voice]) if (where === channelId) this.leave(person);
		this.channels.delete(channelId);
	}

	/** The gateway tells of all channels: a room whose create was not answered, or that was given up, is met again. */
	meet(): void {
		for (const [channelId, { code }] of this.channels) {
			for (const record of this.records.values()) {
				const room = record.rooms.find((one) => one.code === code && one.state !== "closed");
				if (room === undefined || room.state === "open") continue;
				if (room.channelId !== null && room.channelId !== channelId) continue;
				this.records.set(record.match.matchId, withRoom(record, { ...room, state: "open", channelId }));
			}
		}
	}

	/** The process is killed and started again: calls in flight act or not, and nobody hears of it. */
	crash(outcomes: readonly Outcome[]): void {
		for (const [index, { action }] of this.flights.splice(0).entries()) {
			if (outcomes[index % outcomes.length] !== "lost before") this.#carryOut(action, () => undefined);
		}
		this.#state = this.#newState();
	}

	// What the bot does.

	/** Looks, plans and starts the calls, as the keeper does whenever something changed. */
	look(): readonly MatchAction[] {
		const shown = this.#shown();
		this.#ring();
		// A room that has been found meanwhile: whoever is in it has come back to the match.
		for (const [person, where] of this.voice) this.#forgetWalk(person, where);
		this.#state.tidy(this.now);
		const parties = this.#parties();
		const around: Surroundings = {
			shown,
			settings: { ...defaultSettings, lobbyId: "lobby" },
			lingerMs,
			claimRule: "count",
			texts: textsIn("en"),
			standings: standingsOf(parties),
			spaces: spacesIn(shown, null, () => 0),
			newCode: () => code(this.#ids++),
			state: this.#state,
			voiceGuilds: (discordId) => (this.voice.has(discordId) ? [guildId] : []),
		};
		const isPending = (discordId: string) => this.#state.isPending(subjectOf.member(discordId), this.now);
		const updated = parties.map((party) => {
			const placements = noticed(party.record.match, viewOf(party, around), isPending, this.now);
			const record = placements.reduce(withPlacement, party.record);
			this.records.set(record.match.matchId, record);
			return { ...party, record };
		});
		const planned = new Map<Job, Flight>();
		for (const party of updated) {
			const { match } = party.record;
			const { actions } = plan(match, viewOf(party, { ...around, standings: standingsOf(updated) }), this.now);
			for (const [turn, action] of actions.entries()) {
				const job = matchJob(handlers, guildId, match.matchId, action, { beganAt: beganAt(match), turn });
				planned.set(job, { job, action, matchId: match.matchId });
			}
		}
		const { start } = choose(
			{ state: this.#state, shown, allowance: allowanceOf(1_000) },
			[...planned.keys()],
			this.now,
		);
		const flights = start.flatMap((job) => planned.get(job) ?? []);
		for (const flight of flights) this.#judge(flight);
		for (const { job } of flights) job.intend(this.#changes(), this.now);
		for (const { job } of flights) this.#state.begin(job);
		this.flights.push(...flights);
		this.calls += flights.length;
		return flights.map(({ action }) => action);
	}

	/** The answer to one of the calls in flight. */
	answer(which: number, outcome: Outcome): void {
		if (this.flights.length === 0) return;
		const [flight] = this.flights.slice(which % this.flights.length);
		if (flight === undefined) return;
		// What it does is seen while it is in flight, before its answer comes.
		const answer = this.#outcome(flight.action, outcome);
		this.flights.splice(this.flights.indexOf(flight), 1);
		flight.job.note(this.#changes(), answer, this.now);
		this.#state.end(flight.job, answer, this.now);
		// They are where we took them: not where they walked to.
		if (flight.action.do === "return" && answer.is === "done")
			this.people.get(flight.action.discordId)?.walked.delete(flight.matchId);
	}

	/** Nothing goes wrong any more: looks and answers until nothing is left to do. Returns how many looks that took. */
	settle(): number {
		for (let looks = 1; looks <= 100; looks += 1) {
			const started = this.look();
			const isIdle = this.flights.length === 0 && started.length === 0;
			if (isIdle && this.#timers.length === 0) return looks;
			while (this.flights.length > 0) this.answer(0, "done");
			if (isIdle) this.now = Math.max(this.now, Math.min(...this.#timers.map(({ at }) => at)));
		}
		return Number.POSITIVE_INFINITY;
	}

	// What can be asked of it.

	roomsOf(teamId: string, matchId: string): [id: string, room: Channel][] {
		const codes = new Set(this.records.get(matchId)?.rooms.map((room) => room.code));
		return [...this.channels].filter(([, { code, teamId: of }]) => of === teamId && code !== null && codes.has(code));
	}

	get roomCount(): number {
		return [...this.channels.values()].filter(({ code }) => code !== null).length;
	}

	isRoom(channelId: string | undefined): boolean {
		return (this.channels.get(channelId ?? "")?.code ?? null) !== null;
	}

	members(team: Team, who: typeof lineUp | typeof playing): string[] {
		return who(team).flatMap(({ faceitId }) => this.links.get(faceitId) ?? []);
	}

	isIdle(matchId: string): boolean {
		const record = this.records.get(matchId);
		return record === undefined || isSettled(record);
	}

	#parties(): Party[] {
		return [...this.records.values()]
			.filter((record) => !isSettled(record))
			.map((record) => ({
				record,
				known: record.match.teams.flatMap((team) =>
					lineUp(team).flatMap(({ faceitId }) => {
						const discordId = this.links.get(faceitId);
						return discordId === undefined ? [] : [knownAs(faceitId, discordId, guildId)];
					}),
				),
			}))
			.filter(({ record, known }) => known.length > 0 || record.rooms.some(isLive));
	}

	#shown(): GuildShown {
		return shownGuild({
			channels: [...this.channels].map(([channelId, { code, admitted }]) => {
				const overwrites = [...admitted].map((id) => ({ id, kind: "member" as const, allow: 1n, deny: 0n }));
				return channel(channelId, { name: code === null ? channelId : roomName("Team", code), overwrites });
			}),
			voice: Object.fromEntries(this.voice),
		});
	}

	/** Wakes whoever is due. */
	#ring(): void {
		const due = this.#timers.filter(({ at }) => at <= this.now);
		this.#timers = this.#timers.filter((timer) => !due.includes(timer));
		for (const { act } of due) act();
	}

	#newState(): GuildState {
		this.#timers = [];
		const clock: Pick<Clock, "now" | "setTimeout"> = {
			now: () => this.now,
			setTimeout: (act, ms) => {
				const timer = { at: this.now + ms, act };
				this.#timers = [...this.#timers, timer];
				return () => {
					this.#timers = this.#timers.filter((one) => one !== timer);
				};
			},
		};
		return new GuildState(
			guildId,
			{ ...clock, wall: clock.now, stopwatch: noTimers, soon: noTimers, sleep: noTimers },
			() => 0.5,
			() => undefined,
		);
	}

	/** What the gateway tells of anyone's own steps, as the keeper takes it. */
	#hear(change: VoiceChange): void {
		if (this.#isOurs(change)) return;
		this.#state.hasMovedAlone(subjectOf.member(change.discordId));
		const host = this.#hostOf(change.to) ?? this.#hostOf(change.from);
		if (host !== undefined) this.records.set(host.match.matchId, moved(host, change, this.now));
	}

	#isOurs({ discordId, to }: Pick<VoiceChange, "discordId" | "to">): boolean {
		return this.flights.some(
			({ action }) =>
				(action.do === "move" || action.do === "return") && action.discordId === discordId && action.channelId === to,
		);
	}

	/** The match whose room the channel is, as far as the bot knows. */
	#hostOf(channelId: string | undefined): MatchRecord | undefined {
		return [...this.records.values()].find((record) =>
			liveRooms(record, guildId).some((room) => room.channelId !== null && room.channelId === channelId),
		);
	}

	/** What would be rude or wrong whatever happens later. */
	#judge({ job, action, matchId }: Flight): void {
		for (const subject of [job.subject, ...job.blockedBy])
			if (this.#state.isInFlight(subject))
				this.broken.push(`${action.do} ${subject} while a call about it is in flight`);
		if (action.do === "openRoom" && this.roomsOf(action.team.teamId, matchId).length > 0)
			this.broken.push(`a second room for ${action.team.teamId} of ${matchId}`);
		if (action.do === "move" && this.people.get(action.discordId)?.walked.has(matchId))
			this.broken.push(`${action.discordId} walked out and was pulled back`);
		if ((action.do === "move" || action.do === "return") && this.#isClosing(action.channelId))
			this.broken.push(`${action.discordId} is moved into a channel that is being deleted`);
		const match = this.records.get(matchId)?.match;
		const isLate = match?.phase === "over" && this.now >= (match.overAt ?? 0) + lingerMs + stayMs;
		if (action.do === "closeRoom" && isLate) this.#cleared.set(action.channelId, this.#stuckIn(action.channelId));
		if (action.do === "return") {
			const person = this.people.get(action.discordId);
			if (person !== undefined) person.triedSince = Math.min(person.triedSince, this.now);
			const homes = person?.homes ?? [];
			const right = homes.map((home) => (home !== null && this.channels.has(home) ? home : "lobby"));
			if (!right.includes(action.channelId))
				this.broken.push(`${action.discordId} came from ${homes} and is brought to ${action.channelId}`);
		}
	}

	/** Those in the channel who have nowhere to go, or could not be brought there for as long as a room stays for them. */
	#stuckIn(channelId: string): ReadonlySet<string> {
		const inside = [...this.voice].flatMap(([person, where]) => (where === channelId ? [person] : []));
		const isStuck = (person: string) => this.now - (this.people.get(person)?.triedSince ?? Infinity) >= stayMs;
		return new Set(inside.filter((person) => !this.channels.has("lobby") || isStuck(person)));
	}

	/** To be in a channel that is deleted is to be thrown out of voice: only after staying for long, or by walking in just then. */
	#judgeThrownOut(channelId: string): void {
		for (const [person, where] of this.voice) {
			const isStuck = this.#cleared.get(channelId)?.has(person) === true;
			if (where === channelId && this.#moved.has(person) && !isStuck)
				this.broken.push(`${person} is thrown out of voice`);
		}
	}

	#isClosing(channelId: string): boolean {
		return this.flights.some(({ action }) => action.do === "closeRoom" && action.channelId === channelId);
	}

	#outcome(action: MatchAction, outcome: Outcome): Answer<unknown> {
		switch (outcome) {
			case "done":
				return this.#carryOut(action, (change) => this.#hear(change));
			case "refused":
				return { is: "refused", status: 400, code: 0, why: "no" };
			case "forbidden":
				return { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };
			case "later":
				return { is: "later", at: this.now + restMs };
			case "lost after":
				this.#carryOut(action, (change) => this.#hear(change));
				return { is: "lost", why: "502" };
			case "lost before":
				return { is: "lost", why: "502" };
			default:
				throw new Error(`no such outcome: ${outcome satisfies never}`);
		}
	}

	/** What Discord does with the call; the gateway tells of it unless the program is down. */
	#carryOut(action: MatchAction, hear: (change: VoiceChange) => void): Answer<unknown> {
		switch (action.do) {
			case "openRoom": {
				const channelId = `room-${action.code}`;
				const { teamId } = action.team;
				const admitted = new Set(action.admit.map(({ id }) => id));
				this.channels.set(channelId, { code: action.code, teamId, admitted });
				return done(channelId);
			}
			case "findRoom":
				return done([...this.channels].find(([, { code }]) => code === action.room.code)?.[0]);
			case "admit":
			case "revoke": {
				const channel = this.channels.get(action.channelId);
				if (channel === undefined) return unknownChannel;
				const { id } = action.admission;
				const others = [...channel.admitted].filter((member) => member !== id);
				channel.admitted = new Set(action.do === "admit" ? [...others, id] : others);
				return done();
			}
			case "move":
			case "return": {
				const { discordId, channelId } = action;
				const from = this.voice.get(discordId);
				if (!this.channels.has(channelId)) return unknownChannel;
				if (from === undefined) return notInVoice;
				this.voice.set(discordId, channelId);
				this.#moved.add(discordId);
				this.#hasMoved(discordId);
				this.#forgetWalk(discordId, channelId);
				hear({ how: "moved", guildId, discordId, from, to: channelId });
				return done();
			}
			case "disconnect": {
				const { discordId } = action;
				const from = this.voice.get(discordId);
				if (from === undefined) return notInVoice;
				this.voice.delete(discordId);
				this.#hasMoved(discordId);
				hear({ how: "moved", guildId, discordId, from, to: undefined });
				return done();
			}
			case "closeRoom":
				if (!this.channels.has(action.channelId)) return unknownChannel;
				this.#judgeThrownOut(action.channelId);
				this.remove(action.channelId);
				return done();
			case "forgetRoom":
				return done();
			default:
				throw new Error(`no action of rooms: ${action.do}`);
		}
	}

	/** Anyone who goes straight from a room of the match that the bot knows to a channel that is no room walks out of it. */
	#rememberWalk(discordId: string, { walked }: Person, from: string | undefined, to: string): void {
		const host = this.#hostOf(from);
		const isPlaced = host?.placements.some((one) => one.discordId === discordId) === true;
		const isOut = this.#hostOf(to) === undefined && !this.#isOurs({ discordId, to });
		if (host !== undefined && isPlaced && isOut) walked.add(host.match.matchId);
		this.#forgetWalk(discordId, to);
	}

	/** Whatever was tried to bring them back is over: they are somewhere else. */
	#hasMoved(discordId: string): void {
		const person = this.people.get(discordId);
		if (person !== undefined) person.triedSince = Infinity;
		this.#state.hasMoved(discordId);
	}

	/** Whoever is in a room of the match again has come back to it. */
	#forgetWalk(discordId: string, channelId: string): void {
		const host = this.#hostOf(channelId);
		if (host !== undefined) this.people.get(discordId)?.walked.delete(host.match.matchId);
	}

	#isBeingMoved(person: string): boolean {
		return this.#state.isBusy(subjectOf.member(person), this.now);
	}

	#changes(): Changes {
		return {
			match: (matchId, change) => {
				const record = this.records.get(matchId);
				if (record !== undefined) this.records.set(matchId, change(record));
			},
			guild: () => undefined,
		};
	}
}

/** A code as rooms have it, another for each number. */
function code(number: number): string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	return Array.from({ length: 4 }, (_, at) => letters[Math.floor(number / letters.length ** at) % letters.length]).join(
		"",
	);
}

function noTimers(): never {
	throw new Error("the guild state asks for nothing but timers");
}

function done(value?: string): Answer<unknown> {
	return { is: "done", value };
}

const unknownChannel: Answer<unknown> = { is: "refused", status: 404, code: 10003, why: "Unknown Channel" };
const notInVoice: Answer<unknown> = { is: "refused", status: 400, code: 40032, why: "Target user is not in voice" };
