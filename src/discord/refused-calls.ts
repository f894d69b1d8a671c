// How many calls Discord has refused lately. An address that draws 10,000 answers of 401, 403 or 429 in ten minutes is
// banned (Discord docs, "Invalid Request Limit aka Cloudflare Bans"): calls wait long before that. Nothing waits in here,
// and time is an argument: epoch ms.

import type { Budget } from "../shown.ts";

/** Ten minutes, and the time that an answer may take: Discord has counted it before it arrives. */
const windowMs = 10 * 60_000 + 15_000;

/** For the whole process, its calls in flight included. */
const mostInAll = 1_000;
/** Of those, so many are for discord.js' calls, which answer people. */
const keptForPeople = 100;
/** A guild where everything is refused leaves the others theirs. */
const mostInGuild = 100;

/** When to ask again while only calls in flight are in the way, ms. */
const soonMs = 250;

type Tally = { inFlight: number; refusedAt: readonly number[]; toldAt: number };

/** The guild that a call is about; null for one about none, such as an answer to a person's command. */
export type Caller = string | null;

export class RefusedCalls {
	readonly #onHeld: (guildId: string | null, untilAt: number) => void;
	readonly #all: Tally = newTally();
	readonly #guilds = new Map<string, Tally>();

	/** `onHeld` is called when the calls of a guild, or all (null), begin to wait: once in ten minutes. */
	constructor(onHeld: (guildId: string | null, untilAt: number) => void) {
		this.#onHeld = onHeld;
	}

	/** How many calls of the caller may start at `now`, even if all of them are refused. */
	budget(caller: Caller, now: number): Budget {
		const all = budgetOf(this.#all, caller === null ? mostInAll : mostInAll - keptForPeople, now);
		const own = caller === null ? undefined : this.#guilds.get(caller);
		if (own === undefined) return caller === null ? all : { ...all, left: Math.min(all.left, mostInGuild) };
		const guild = budgetOf(own, mostInGuild, now);
		return { left: Math.min(all.left, guild.left), moreAt: Math.max(all.moreAt, guild.moreAt) };
	}

	begin(caller: Caller): void {
		for (const tally of this.#talliesOf(caller)) tally.inFlight += 1;
	}

	/**
	 * The call was answered, or was not (0): it may have been refused all the same, but then Discord is down, and waiting
	 * would only make it worse.
	 */
	end(caller: Caller, status: number, headers: { get(name: string): string | null } | null, now: number): void {
		const isShared = headers?.get("x-ratelimit-scope") === "shared";
		const isRefused = status === 401 || status === 403 || (status === 429 && !isShared);
		for (const tally of this.#talliesOf(caller)) {
			tally.inFlight -= 1;
			tally.refusedAt = isRefused ? [...recent(tally, now), now] : recent(tally, now);
		}
		if (isRefused) this.#tell(null, this.#all, mostInAll - keptForPeople, now);
		const guild = caller === null ? undefined : this.#guilds.get(caller);
		if (caller === null || guild === undefined) return;
		if (isRefused) this.#tell(caller, guild, mostInGuild, now);
		if (guild.inFlight === 0 && guild.refusedAt.length === 0) this.#guilds.delete(caller);
	}

	#tell(guildId: string | null, tally: Tally, most: number, now: number): void {
		const [oldest] = tally.refusedAt;
		if (oldest === undefined || tally.refusedAt.length < most || now - tally.toldAt < windowMs) return;
		tally.toldAt = now;
		this.#onHeld(guildId, oldest + windowMs);
	}

	#talliesOf(caller: Caller): readonly Tally[] {
		if (caller === null) return [this.#all];
		const guild = this.#guilds.get(caller) ?? newTally();
		this.#guilds.set(caller, guild);
		return [this.#all, guild];
	}
}

function newTally(): Tally {
	return { inFlight: 0, refusedAt: [], toldAt: Number.NEGATIVE_INFINITY };
}

function recent({ refusedAt }: Tally, now: number): readonly number[] {
	return refusedAt[0] !== undefined && refusedAt[0] <= now - windowMs
		? refusedAt.filter((at) => at > now - windowMs)
		: refusedAt;
}

function budgetOf(tally: Tally, most: number, now: number): Budget {
	const refusedAt = recent(tally, now);
	const left = most - refusedAt.length - tally.inFlight;
	if (left > 0) return { left, moreAt: now };
	const first = refusedAt[-left];
	return { left: 0, moreAt: first === undefined ? now + soonMs : first + windowMs };
}
