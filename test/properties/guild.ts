// A guild that exists only in memory, with people in it, and the keeper's loop around the pure parts: it sees, plans,
// writes down and acts on this guild, where every call may fail in every way. No clock, no database, no Discord.

import type { Answer } from "../../src/answer.ts";
import { advance, lineUp, type MatchEvent, type playing, type Team } from "../../src/match.ts";
import { intended, noted, withPlacement } from "../../src/notes.ts";
import { noticed, type Plan, plan, stayMs } from "../../src/plan.ts";
import { type Step, stepOf } from "../../src/step.ts";
import { isSettled, type MatchRecord } from "../../src/store/records.ts";
import { type GuildSeen, type Party, type Surroundings, viewOf } from "../../src/view.ts";

/** What becomes of a call: done, refused, sent back, or without an answer (carried out, or not). */
export type Outcome = "done" | "refused" | "later" | "lost after" | "lost before";

type Channel = { readonly code: string | null; readonly teamId: string | null; admitted: ReadonlySet<string> };
type Flight = { readonly step: Step };

const guildId = "guild";
export const lingerMs = 60_000;
const restMs = 1_000;

/** Where people were before the bot moved them, and whether they left their room of their own will. */
type Person = { homes: (string | null)[]; walked: Set<string>; mayHaveWalked: Set<string> };

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
	/** Rooms whose close was asked for after people had stayed in them for long enough. */
	readonly #cleared = new Set<string>();
	#busy = new Map<string, number>();
	#ids = 0;

	constructor(people: readonly string[], places: readonly string[]) {
		for (const place of places) this.channels.set(place, { code: null, teamId: null, admitted: new Set() });
		for (const person of people)
			this.people.set(person, { homes: [null], walked: new Set(), mayHaveWalked: new Set() });
	}

	// What happens.

	report(event: MatchEvent): void {
		const record = this.records.get(event.matchId);
		const match = advance(record?.match, event);
		if (match.openedAt !== record?.match.openedAt)
			for (const { walked, mayHaveWalked } of this.people.values()) {
				walked.delete(event.matchId);
				mayHaveWalked.delete(event.matchId);
			}
		this.records.set(event.matchId, { match, rooms: record?.rooms ?? [], placements: record?.placements ?? [] });
	}

	/** As people can: anywhere public, and into the rooms that let them in. */
	enter(person: string, channelId: string): void {
		const target = this.channels.get(channelId);
		if (target === undefined || (target.code !== null && !target.admitted.has(person))) return;
		const from = this.channels.get(this.voice.get(person) ?? "");
		const known = this.people.get(person);
		if (known === undefined) return;
		if (target.code === null) {
			// Who changes channels while being moved may be brought back to either.
			known.homes = this.#isUnseen(person) ? [channelId, ...known.homes] : [channelId];
		} else {
			// Who walks in unasked counts as come from outside, or as come from where a former move took them.
			const origins = [...this.records.values()].flatMap(({ placements }) =>
				placements.flatMap((one) => (one.discordId === person ? [one.originId] : [])),
			);
			known.homes = [null, ...known.homes, ...origins];
		}
		this.#rememberWalk(person, known, from, target);
		if (target.code !== null) this.#forgetWalk(person, target);
		this.voice.set(person, channelId);
		this.#moved.delete(person);
	}

	/** Who goes out of a match's room, and not into the other one of the same match, walks out of it. */
	#rememberWalk(person: string, known: Person, from: Channel | undefined, target: Channel): void {
		for (const { match, placements, rooms } of this.records.values()) {
			const codes = rooms.map((room) => room.code);
			const isOut = codes.includes(from?.code ?? "") && !codes.includes(target.code ?? "");
			// What the bot does not see as it happens it may take for their own will.
			if (isOut || this.#isUnseen(person)) known.mayHaveWalked.add(match.matchId);
			const isPlaced = placements.some((one) => one.discordId === person && one.state === "placed");
			if (isOut && isPlaced && target.code === null && !this.#isUnseen(person)) known.walked.add(match.matchId);
		}
	}

	leave(person: string): void {
		const room = this.channels.get(this.voice.get(person) ?? "");
		for (const { match, rooms } of this.records.values()) {
			const isIn = rooms.some(({ code }) => code === room?.code);
			if (isIn && this.#isUnseen(person)) this.people.get(person)?.mayHaveWalked.add(match.matchId);
		}
		this.voice.delete(person);
		const known = this.people.get(person);
		if (known !== undefined) known.homes = this.#isUnseen(person) ? [null, ...known.homes] : [null];
	}

	/** A person deletes the channel: everyone in it is thrown out of voice. */
	remove(channelId: string): void {
		for (const [person, where] of [...this.voice]) if (where === channelId) this.leave(person);
		this.channels.delete(channelId);
	}

	/** The process is killed and started again: calls under way act or not, and nobody hears of it. */
	crash(outcomes: readonly Outcome[]): void {
		for (const [index, { step }] of this.flights.splice(0).entries()) {
			if (outcomes[index % outcomes.length] !== "lost before") this.#carryOut(step);
		}
		this.#busy.clear();
	}

	// What the bot does.

	/** Looks, plans and starts the calls, as the keeper does whenever something changed. */
	look(): Plan["actions"] {
		const parties = this.#parties();
		const around: Surroundings = {
			guildId,
			seen: this.#seen(),
			lobbyId: "lobby",
			lingerMs,
			parties,
			isBusy: (matchId, subject) => this.#isBusy(subject) || this.#isBusy(`${matchId}/${subject}`),
		};
		const updated = parties.map((party) => {
			const placements = noticed(party.record.match, viewOf(party, around), this.now);
			const record = placements.reduce(withPlacement, party.record);
			this.records.set(record.match.matchId, record);
			return { ...party, record };
		});
		const started: Plan["actions"][number][] = [];
		for (const party of updated) {
			const { actions } = plan(party.record.match, viewOf(party, { ...around, parties: updated }), this.now);
			for (const action of actions) {
				const step = stepOf(party.record.match, guildId, action, 0, () => `C${this.#ids++}`, this.now);
				this.#judge(step);
				this.#change(step.matchId, (record) => intended(record, step, this.now));
				started.push(action);
				if (action.do === "forget") continue;
				this.calls += 1;
				this.#busy.set(step.subject, Number.POSITIVE_INFINITY);
				this.flights.push({ step });
			}
		}
		return started;
	}

	/** The answer to one of the calls under way. */
	answer(which: number, outcome: Outcome): void {
		if (this.flights.length === 0) return;
		const [flight] = this.flights.splice(which % this.flights.length, 1);
		if (flight === undefined) return;
		const { step } = flight;
		const answer = this.#outcome(step, outcome);
		this.#change(step.matchId, (record) => noted(record, step, answer, this.now));
		const isUnmade = step.action.do === "open" && answer.is !== "lost";
		const resting = isUnmade ? `${step.matchId}/${teamOf(step)}` : step.subject;
		this.#busy.delete(step.subject);
		if (answer.is !== "done") this.#busy.set(resting, this.now + restMs);
	}

	/** Nothing goes wrong any more: looks and answers until nothing is left to do. Returns how many looks that took. */
	settle(): number {
		for (let looks = 1; looks <= 100; looks += 1) {
			const started = this.look();
			const isIdle = this.flights.length === 0 && started.length === 0;
			const rests = [...this.#busy.values()].filter((until) => until > this.now);
			if (isIdle && rests.length === 0) return looks;
			while (this.flights.length > 0) this.answer(0, "done");
			if (isIdle) this.now = Math.min(...rests);
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
						return discordId === undefined ? [] : [{ faceitId, discordId, guildId }];
					}),
				),
			}))
			.filter(({ record, known }) => known.length > 0 || record.rooms.some((room) => room.state !== "closed"));
	}

	#seen(): GuildSeen {
		return {
			lacking: () => [],
			isFull: false,
			has: (channelId) => this.channels.has(channelId),
			occupants: (channelId) => [...this.voice].flatMap(([person, where]) => (where === channelId ? [person] : [])),
			admitted: (channelId) => [...(this.channels.get(channelId)?.admitted ?? [])],
			position: (discordId) => this.voice.get(discordId),
			canHost: (channelId) => this.channels.get(channelId)?.code === null,
			budget: () => ({ left: 10, moreAt: 0 }),
		};
	}

	/** What would be rude or wrong whatever happens later. */
	#judge({ action, matchId, subject }: Step): void {
		const busyUntil = this.#busy.get(subject) ?? 0;
		if (busyUntil > this.now) this.broken.push(`${action.do} ${subject} while a call about it is under way`);
		if (action.do === "open" && this.roomsOf(action.team.teamId, matchId).length > 0) {
			this.broken.push(`a second room for ${action.team.teamId} of ${matchId}`);
		}
		if (action.do === "move" && this.people.get(action.discordId)?.walked.has(matchId)) {
			this.broken.push(`${action.discordId} walked out and was pulled back`);
		}
		if ((action.do === "move" || action.do === "return") && this.#isClosing(action.channelId)) {
			this.broken.push(`${action.discordId} is moved into a channel that is being deleted`);
		}
		const match = this.records.get(matchId)?.match;
		const isLate = match?.phase === "over" && this.now >= (match.overAt ?? 0) + lingerMs + stayMs;
		if (action.do === "close" && isLate) this.#cleared.add(action.channelId);
		if (action.do === "return") {
			const homes = this.people.get(action.discordId)?.homes ?? [];
			const right = homes.map((home) => (home !== null && this.channels.has(home) ? home : "lobby"));
			if (!right.includes(action.channelId)) {
				this.broken.push(`${action.discordId} came from ${homes} and is brought to ${action.channelId}`);
			}
		}
	}

	/** To be in a channel that is deleted is to be thrown out of voice: only after staying for long, or by walking in just then. */
	#judgeThrownOut(channelId: string): void {
		if (this.#cleared.has(channelId)) return;
		for (const [person, where] of this.voice) {
			if (where === channelId && this.#moved.has(person)) this.broken.push(`${person} is thrown out of voice`);
		}
	}

	#isClosing(channelId: string): boolean {
		return this.flights.some(({ step: { action } }) => action.do === "close" && action.channelId === channelId);
	}

	#outcome(step: Step, outcome: Outcome): Answer<unknown> {
		switch (outcome) {
			case "done":
				return this.#carryOut(step);
			case "refused":
				return { is: "refused", status: 403, code: 50013, why: "Missing Permissions" };
			case "later":
				return { is: "later", at: this.now + restMs };
			case "lost after":
				this.#carryOut(step);
				return { is: "lost", why: "502" };
			case "lost before":
				return { is: "lost", why: "502" };
			default:
				throw new Error(`no such outcome: ${outcome satisfies never}`);
		}
	}

	/** What Discord does with the call. */
	#carryOut({ action, room }: Step): Answer<unknown> {
		switch (action.do) {
			case "open": {
				const channelId = `room-${room?.code}`;
				const { teamId } = action.team;
				this.channels.set(channelId, { code: room?.code ?? "", teamId, admitted: new Set(action.admit) });
				return done(channelId);
			}
			case "find":
				return done([...this.channels].find(([, { code }]) => code === action.room.code)?.[0]);
			case "admit": {
				const channel = this.channels.get(action.channelId);
				if (channel === undefined) return unknownChannel;
				const kept = [...channel.admitted].filter((member) => !action.remove.includes(member));
				channel.admitted = new Set([...kept, ...action.add]);
				return done();
			}
			case "move":
			case "return": {
				const target = this.channels.get(action.channelId);
				if (target === undefined) return unknownChannel;
				if (!this.voice.has(action.discordId)) return notInVoice;
				this.voice.set(action.discordId, action.channelId);
				this.#moved.add(action.discordId);
				if (target.code !== null) this.#forgetWalk(action.discordId, target);
				return done();
			}
			case "close":
				if (!this.channels.has(action.channelId)) return unknownChannel;
				this.#judgeThrownOut(action.channelId);
				this.remove(action.channelId);
				return done();
			case "forget":
				return done();
			default:
				throw new Error(`no such action: ${action satisfies never}`);
		}
	}

	/** Whoever is in a room of the match again has come back to it. */
	#forgetWalk(person: string, { code }: Channel): void {
		const known = this.people.get(person);
		for (const { match, rooms } of this.records.values()) {
			if (known === undefined || !rooms.some((room) => room.code === code)) continue;
			known.walked.delete(match.matchId);
			// Who comes unseen may not be known to have come.
			if (!this.#isUnseen(person)) known.mayHaveWalked.delete(match.matchId);
		}
	}

	/** A call about them is under way, or a room exists that the bot does not know to be one: a create lost its answer. */
	#isUnseen(person: string): boolean {
		const codes = new Set([...this.channels.values()].map(({ code }) => code));
		const isUnknown = ({ rooms }: MatchRecord) =>
			rooms.some(({ state, code }) => state === "opening" && codes.has(code));
		return this.#isBusy(person) || [...this.records.values()].some(isUnknown);
	}

	#isBusy(subject: string): boolean {
		return (this.#busy.get(subject) ?? 0) > this.now;
	}

	#change(matchId: string, act: (record: MatchRecord) => MatchRecord): void {
		const record = this.records.get(matchId);
		if (record !== undefined) this.records.set(matchId, act(record));
	}
}

function teamOf({ action }: Step): string {
	return action.do === "open" ? action.team.teamId : "";
}

function done(value?: string): Answer<unknown> {
	return { is: "done", value };
}

const unknownChannel: Answer<unknown> = { is: "refused", status: 404, code: 10003, why: "Unknown Channel" };
const notInVoice: Answer<unknown> = { is: "refused", status: 400, code: 40032, why: "Target user is not in voice" };
