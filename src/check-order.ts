// Which match that is due FACEIT is asked about next, when there are more of them than calls.

import type { MatchPurpose } from "./lookup.ts";
import { needsLineUp } from "./match.ts";
import type { MatchRecord } from "./record.ts";
import { isLive } from "./room.ts";

/** A line-up to ask for. Those of one competition are in two lines: never asked for since the last webhook, or in vain. */
type LineUp = { readonly line: string; readonly heardAt: number; readonly dueAt: number };

/** Of so many line-ups, one is the one that has waited longest: newer ones do not keep it waiting forever. */
const oldestEvery = 4;
/** How many lines are remembered as served. */
const mostLines = 1_000;

export class CheckOrder {
	readonly #lineUps = new Map<string, LineUp>();
	/** Those with rooms first, each in the order in which they became due. */
	readonly #compares = [new Set<string>(), new Set<string>()] as const;
	/** When each line was last served, as a count; the latest at the end. */
	readonly #served = new Map<string, number>();
	#count = 0;

	/** The match became due at `dueAt`, epoch ms; `isFirst` if FACEIT was not asked about it since it was last heard of. */
	add(record: MatchRecord, dueAt: number, isFirst: boolean): void {
		const { matchId, phase, competition, heardAt } = record.match;
		this.delete(matchId);
		if (needsLineUp(record.match)) {
			this.#lineUps.set(matchId, { line: `${phase} ${isFirst} ${competition?.id}`, heardAt, dueAt });
		} else this.#compares[record.rooms.some(isLive) ? 0 : 1].add(matchId);
	}

	delete(matchId: string): void {
		this.#lineUps.delete(matchId);
		for (const those of this.#compares) those.delete(matchId);
	}

	/** Takes out the next; undefined if there is none. */
	take(purpose: MatchPurpose): string | undefined {
		const matchId = purpose === "lineUp" ? this.#nextLineUp() : this.#nextCompare();
		if (matchId !== undefined) this.delete(matchId);
		return matchId;
	}

	#nextCompare(): string | undefined {
		const [withRooms, others] = this.#compares;
		return withRooms.values().next().value ?? others.values().next().value;
	}

	#nextLineUp(): string | undefined {
		this.#count += 1;
		const comesBefore = this.#count % oldestEvery === 0 ? isLonger : this.#isRather;
		let next: readonly [matchId: string, LineUp] | undefined;
		for (const one of this.#lineUps) if (next === undefined || comesBefore(one[1], next[1])) next = one;
		if (next === undefined) return undefined;
		this.#serve(next[1].line);
		return next[0];
	}

	/** The line that was served least recently, so that a flood in one holds up no other; in it, the latest news. */
	readonly #isRather = (one: LineUp, other: LineUp): boolean => {
		const [served, otherServed] = [this.#served.get(one.line) ?? 0, this.#served.get(other.line) ?? 0];
		return served < otherServed || (served === otherServed && one.heardAt > other.heardAt);
	};

	#serve(line: string): void {
		this.#served.delete(line);
		this.#served.set(line, this.#count);
		const [longestAgo] = this.#served.keys();
		if (this.#served.size > mostLines && longestAgo !== undefined) this.#served.delete(longestAgo);
	}
}

function isLonger(one: LineUp, other: LineUp): boolean {
	return one.dueAt < other.dueAt;
}
