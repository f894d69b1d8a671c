// Nicknames for somebody who is typing: remembered for a while, and asked for rarely, since matches need FACEIT more.

import type { Clock } from "./clock.ts";
import type { SearchAnswer } from "./lookup.ts";
import type { PlayerCard } from "./player.ts";

type Needs = {
	readonly clock: Clock;
	/** Answers at once, if only that FACEIT has no time for it. Never rejects. */
	readonly search: (beginning: string) => Promise<SearchAnswer>;
};

/** How long an answer is remembered, ms, and how many are. */
const rememberMs = 60_000;
const mostRemembered = 500;
/** A member's next question is asked no sooner than this after their last, ms, and not before that is answered. */
const memberMs = 1_000;

type Found = readonly PlayerCard[];
/** What a member typed while their last question was being asked. */
type Waiting = { readonly beginning: string; readonly resolve: (found: Found) => void };
type Member = { waiting: Waiting | undefined };

export class Suggestions {
	readonly #needs: Needs;
	/** The oldest first. */
	readonly #remembered = new Map<string, { readonly found: Found; readonly until: number }>();
	readonly #inFlight = new Map<string, Promise<Found>>();
	/** The members who have asked lately. */
	readonly #members = new Map<string, Member>();

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Players whose nickname resembles this; none when the member types on meanwhile, or FACEIT has no time for it. */
	of(discordId: string, typed: string): Promise<Found> {
		const beginning = typed.toLowerCase();
		const member = this.#members.get(discordId);
		member?.waiting?.resolve([]);
		if (member !== undefined) member.waiting = undefined;
		const known = this.#remembered.get(beginning);
		if (known !== undefined && known.until > this.#needs.clock.now()) return Promise.resolve(known.found);
		if (member === undefined) return this.#askFor(discordId, beginning);
		const { promise, resolve } = Promise.withResolvers<Found>();
		member.waiting = { beginning, resolve };
		return promise;
	}

	/** One question of the member; the last thing they typed meanwhile is the next. */
	#askFor(discordId: string, beginning: string): Promise<Found> {
		const member: Member = { waiting: undefined };
		this.#members.set(discordId, member);
		const found = this.#ask(beginning);
		void Promise.all([found, this.#needs.clock.sleep(memberMs)]).then(() => {
			this.#members.delete(discordId);
			const { waiting } = member;
			if (waiting !== undefined) void this.#askFor(discordId, waiting.beginning).then(waiting.resolve);
		});
		return found;
	}

	/** Members who type the same share one question. */
	#ask(beginning: string): Promise<Found> {
		const former = this.#inFlight.get(beginning);
		if (former !== undefined) return former;
		const found = this.#needs.search(beginning).then((answer) => {
			this.#inFlight.delete(beginning);
			if (answer.is !== "found") return [];
			this.#remember(beginning, answer.players);
			return answer.players;
		});
		this.#inFlight.set(beginning, found);
		return found;
	}

	#remember(beginning: string, found: Found): void {
		this.#remembered.delete(beginning);
		this.#remembered.set(beginning, { found, until: this.#needs.clock.now() + rememberMs });
		const [oldest] = this.#remembered.keys();
		if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest);
	}
}
