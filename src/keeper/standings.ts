// The matches that concern a guild, each with its last plan. A plan with nothing left to do stands until something that it
// was made from changes, so that work grows with what changed and not with what is open.

import { beganAt } from "../match.ts";
import { liveRooms, type MatchRecord } from "../record.ts";
import { codeOf, type Room } from "../room.ts";
import type { Wait } from "../wait.ts";
import type { Job } from "./job.ts";
import type { Party } from "./view.ts";

/** What came of planning a match. */
export type Planned = {
	readonly jobs: readonly Job[];
	readonly waits: readonly Wait[];
	/** When to plan again even if nothing happens, epoch ms. */
	readonly wakeAt: number | null;
	/** Nothing is to be done, and nothing is known to be about to change: the plan may stand. */
	readonly isQuiet: boolean;
	/** The channels that it asked about, beside those of its own rooms. */
	readonly asked: ReadonlySet<string>;
};

type Standing = { readonly party: Party; readonly planned: Planned | undefined };

export class Standings {
	readonly #guildId: string;
	/** Undefined until it is first looked at. */
	readonly #matches = new Map<string, Standing | undefined>();
	/** Those to be planned at the next look. */
	readonly #due = new Set<string>();
	/** Those with something left to do: planned at each look. */
	readonly #busy = new Set<string>();
	/** Members, channels and codes of rooms that are not there yet, each with the matches whose plans they are part of. */
	readonly #users = new Map<string, Set<string>>();
	readonly #inputs = new Map<string, ReadonlySet<string>>();

	constructor(guildId: string) {
		this.#guildId = guildId;
	}

	get size(): number {
		return this.#matches.size;
	}

	ids(): readonly string[] {
		return [...this.#matches.keys()];
	}

	/** The match concerns the guild, and something about it may have changed. */
	add(matchId: string): void {
		if (!this.#matches.has(matchId)) this.#matches.set(matchId, undefined);
		this.#due.add(matchId);
	}

	/** Something about the member or the channel has changed: the plans made from it are made anew. True if there are any. */
	touch(id: string | undefined): boolean {
		const users = id === undefined ? undefined : this.#users.get(id);
		for (const matchId of users ?? []) this.#due.add(matchId);
		return users !== undefined;
	}

	/** Something that every plan is made from has changed. */
	touchAll(): void {
		for (const matchId of this.#matches.keys()) this.#due.add(matchId);
	}

	/** The time of some plans may have come at `now`, epoch ms. */
	touchExpired(now: number): void {
		for (const [matchId, standing] of this.#matches)
			if ((standing?.planned?.wakeAt ?? now + 1) <= now) this.#due.add(matchId);
	}

	/** When the first of the plans is to be made anew even if nothing happens, epoch ms; undefined for none. */
	wakeAt(): number | undefined {
		let first: number | undefined;
		for (const standing of this.#matches.values()) {
			const at = standing?.planned?.wakeAt ?? undefined;
			if (at !== undefined && at < (first ?? at + 1)) first = at;
		}
		return first;
	}

	/** The matches to be planned now. */
	unfinished(): ReadonlySet<string> {
		return this.#busy.union(this.#due);
	}

	/** The same, as they are known, those that began first before the others. */
	toPlan(): readonly Party[] {
		const parties = [...this.unfinished()].flatMap((matchId) => this.#matches.get(matchId)?.party ?? []);
		return parties.toSorted(({ record: { match: a } }, { record: { match: b } }) => beganAt(a) - beganAt(b));
	}

	/** The match as it is now. If it is another than before, so may be the plans of those that share a member with it. */
	put(party: Party): void {
		const { matchId } = party.record.match;
		const former = this.#matches.get(matchId);
		if (former?.party.record === party.record && former.party.known === party.known) return;
		this.#touchNeighbours(matchId);
		this.#matches.set(matchId, { party, planned: former?.planned });
		this.#use(matchId, this.#inputsOf(party, former?.planned));
		this.#touchNeighbours(matchId);
	}

	/** The match was planned; the plan stands if it is quiet. */
	planned(matchId: string, planned: Planned): void {
		const standing = this.#matches.get(matchId);
		if (standing === undefined) return;
		this.#due.delete(matchId);
		if (planned.isQuiet) this.#busy.delete(matchId);
		else this.#busy.add(matchId);
		this.#matches.set(matchId, { ...standing, planned });
		this.#use(matchId, this.#inputsOf(standing.party, planned));
	}

	/** The match concerns the guild no more. */
	drop(matchId: string): void {
		this.#touchNeighbours(matchId);
		this.#use(matchId, new Set());
		this.#inputs.delete(matchId);
		for (const matches of [this.#matches, this.#due, this.#busy]) matches.delete(matchId);
	}

	/** What is left to do for all matches. */
	jobs(): readonly Job[] {
		return [...this.#busy].flatMap((matchId) => this.#matches.get(matchId)?.planned?.jobs ?? []);
	}

	/** Why things of the match are as they are, as of its last plan. */
	waits(matchId: string): readonly Wait[] {
		return this.#matches.get(matchId)?.planned?.waits ?? [];
	}

	/** The waits of all matches with something left to do. */
	busyWaits(): readonly Wait[] {
		return [...this.#busy].flatMap((matchId) => this.waits(matchId));
	}

	/** The other matches with a member of this one. */
	sharing(own: Party): readonly Party[] {
		const { matchId } = own.record.match;
		const others = new Set(membersOf(own, this.#guildId).flatMap((id) => [...(this.#users.get(id) ?? [])]));
		others.delete(matchId);
		return [...others].flatMap((other) => this.#matches.get(other)?.party ?? []);
	}

	/** The match whose room the channel is. One whose create was not answered yet is known by the code in its name. */
	hostOf(channelId: string, name: string): MatchRecord | undefined {
		const host = this.#withRoom(channelId, (room) => room.channelId === channelId);
		const code = host === undefined ? codeOf(name) : undefined;
		return code === undefined ? host : this.#withRoom(code, (room) => room.channelId === null && room.code === code);
	}

	/** The match with such a room among those whose plans are made from this. */
	#withRoom(id: string, isIt: (room: Room) => boolean): MatchRecord | undefined {
		for (const matchId of this.#users.get(id) ?? []) {
			const record = this.#matches.get(matchId)?.party.record;
			if (record !== undefined && liveRooms(record, this.#guildId).some(isIt)) return record;
		}
		return undefined;
	}

	#inputsOf(party: Party, planned: Planned | undefined): ReadonlySet<string> {
		const rooms = liveRooms(party.record, this.#guildId).map(({ channelId, code }) => channelId ?? code);
		return new Set([...membersOf(party, this.#guildId), ...rooms, ...(planned?.asked ?? [])]);
	}

	/** The match's plan is made from these, and from nothing else. */
	#use(matchId: string, inputs: ReadonlySet<string>): void {
		for (const id of this.#inputs.get(matchId) ?? []) {
			if (inputs.has(id)) continue;
			const users = this.#users.get(id);
			users?.delete(matchId);
			if (users?.size === 0) this.#users.delete(id);
		}
		for (const id of inputs) this.#users.set(id, (this.#users.get(id) ?? new Set()).add(matchId));
		this.#inputs.set(matchId, inputs);
	}

	#touchNeighbours(matchId: string): void {
		const standing = this.#matches.get(matchId);
		if (standing === undefined) return;
		for (const { record } of this.sharing(standing.party)) this.#due.add(record.match.matchId);
	}
}

/** Everyone of the match whose place in voice matters to it in the guild. */
function membersOf({ record, known }: Party, guildId: string): readonly string[] {
	const placed = record.placements.filter((placement) => placement.guildId === guildId);
	return [...known.map(({ discordId }) => discordId), ...placed.map(({ discordId }) => discordId)];
}
