// Lists the competitions that guilds follow, so that a match is found also where no webhook told of it. What a list says
// takes the same path as any answer of the Data API.

import { type Clock, every } from "./clock.ts";
import { competitionKey, type Followable } from "./competition.ts";
import type { Publish } from "./fact.ts";
import {
	type Followed,
	type FollowState,
	heard,
	isNewcomer,
	type Listing,
	newlyFollowed,
	stateOf,
	unheard,
} from "./followed.ts";
import type { ListAnswer, MatchCheck } from "./lookup.ts";
import { change } from "./processing.ts";
import type { Records } from "./store/records.ts";

type Needs = {
	readonly clock: Clock;
	/** What all guilds follow together. It is asked every second, and may name one more than once. */
	readonly competitions: () => readonly Followable[];
	/** What is on there now. Never rejects. Waits its turn within FACEIT's limits. */
	readonly list: (competition: Followable) => Promise<ListAnswer>;
	/** What time it is for FACEIT, epoch ms. */
	readonly faceitNow: () => number;
	/** A match that began longer ago is stuck at FACEIT, unless it was heard of otherwise, ms. */
	readonly maxAgeMs: number;
	readonly records: Pick<Records, "get" | "isActive" | "save" | "batch">;
	readonly onChange: (matchId: string) => void;
	/** A list that was asked for at `askedAt`, epoch ms, says this about the match: there is no need to ask again soon. */
	readonly onListed: (check: MatchCheck, askedAt: number) => void;
	/** The match has left its list: it is probably over. */
	readonly onLeft: (matchId: string) => void;
	readonly publish: Publish;
};

/** One list begins in each such time at most, ms: many are listed less often, and the budget is left to matches and people. */
const spacingMs = 1_000;
/** One that hangs does not hold up the others. */
const atOnce = 2;
/** So many matches are gone through before others have their turn: a few ms. */
const stepSize = 25;
/** How many matches FACEIT gives in one call. */
const pageSize = 100;

export class Follows {
	readonly #needs: Needs;
	readonly #followed = new Map<string, Followed>();
	readonly #inFlight = new Map<string, Promise<void>>();
	#freeAt = 0;
	#isStopped = false;
	#endLooks = () => {};

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	start(): void {
		this.#endLooks = every(this.#needs.clock, spacingMs, () => this.#look());
		this.#look();
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#endLooks();
		await Promise.all(this.#inFlight.values());
	}

	/** How each followed competition is doing. */
	states(): readonly FollowState[] {
		return [...this.#followed.values()].map(stateOf);
	}

	#look(): void {
		const now = this.#needs.clock.now();
		this.#agree(now);
		if (now < this.#freeAt || this.#inFlight.size >= atOnce) return;
		let first: Followed | undefined;
		for (const [key, one] of this.#followed) {
			if (one.nextAt <= now && !this.#inFlight.has(key) && one.nextAt < (first?.nextAt ?? Infinity)) first = one;
		}
		if (first !== undefined) this.#ask(first, now);
	}

	/** Guilds may have chosen others since. */
	#agree(now: number): void {
		const chosen = new Map(this.#needs.competitions().map((one) => [competitionKey(one), one]));
		for (const key of this.#followed.keys()) if (!chosen.has(key)) this.#followed.delete(key);
		for (const [key, { kind, id }] of chosen) {
			if (!this.#followed.has(key)) this.#followed.set(key, newlyFollowed({ kind, id }, now));
		}
	}

	#ask({ competition, named }: Followed, askedAt: number): void {
		const key = competitionKey(competition);
		this.#freeAt = askedAt + spacingMs * Math.ceil((named.size + 1) / pageSize);
		const done = this.#needs.list(competition).then(async (answer) => {
			await this.#answered(key, answer, askedAt);
			this.#inFlight.delete(key);
		});
		this.#inFlight.set(key, done);
	}

	async #answered(key: string, answer: ListAnswer, askedAt: number): Promise<void> {
		const { clock, publish } = this.#needs;
		const former = this.#followed.get(key);
		if (former === undefined) return;
		const { competition, failing } = former;
		if (answer.is !== "found") {
			const next = unheard(former, answer, clock.now());
			this.#followed.set(key, next);
			const why = next.failing?.why ?? "missing";
			publish({ kind: "notListed", competition, why, isNew: failing?.why !== why, retryAt: next.nextAt });
			return;
		}
		const { followed, listings, left } = heard(former, answer.matches, askedAt);
		this.#followed.set(key, followed);
		publish({ kind: "listed", competition, matches: answer.matches.length, wasFailing: failing !== null });
		for (let at = 0; at < listings.length; at += stepSize) {
			if (at > 0) await new Promise<void>((resolve) => clock.soon(resolve));
			if (this.#isStopped) return;
			if (!this.#take(listings.slice(at, at + stepSize), askedAt)) {
				// As if this list had not been: the next one says it again.
				this.#followed.set(key, { ...former, nextAt: followed.nextAt });
				return;
			}
		}
		for (const matchId of left) this.#needs.onLeft(matchId);
	}

	/** All of them in one transaction; whoever listens hears of it after the commit. False if it could not be saved. */
	#take(listings: readonly Listing[], askedAt: number): boolean {
		const { records, publish, onChange, onListed } = this.#needs;
		try {
			const changed = records.batch(() => listings.filter((listing) => this.#change(listing, askedAt)));
			for (const { check } of changed) {
				publish({ kind: "checked", matchId: check.matchId, answer: { is: "found", check }, changed: true });
				onChange(check.matchId);
			}
			for (const { check } of listings) onListed(check, askedAt);
			return true;
		} catch (error) {
			publish({ kind: "checksFailed", error });
			return false;
		}
	}

	/** What has settled is read only if the list says something new about it: most matches are between strangers. */
	#change({ check, isBack, isSame }: Listing, askedAt: number): boolean {
		const { clock, faceitNow, records, maxAgeMs } = this.#needs;
		const { matchId } = check;
		if (!records.isActive(matchId)) {
			if (isSame) return false;
			const phase = records.get(matchId)?.match.phase;
			if (phase === undefined && !isNewcomer(check, faceitNow(), maxAgeMs)) return false;
			if (phase === "over" && !isBack) return false;
		}
		const now = clock.now();
		return change(records, { ...check, kind: "checked", askedAt, at: now, wallAt: faceitNow(), isBack }, now);
	}
}
