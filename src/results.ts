// Asks FACEIT how matches ended, while a card waits to show it: the result and its maps come some time after the end.

import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type { MatchInfoAnswer } from "./lookup.ts";
import { hasResult } from "./match-card.ts";
import { change } from "./processing.ts";
import type { Records } from "./store/records.ts";

type Needs = {
	readonly clock: Clock;
	readonly records: Pick<Records, "active" | "get" | "isActive" | "save">;
	/** What people read about a match. Never rejects. Waits its turn within FACEIT's limits. */
	readonly ask: (matchId: string) => Promise<MatchInfoAnswer>;
	readonly onChange: (matchId: string) => void;
	readonly publish: Publish;
};

/** How long after its end FACEIT is asked about a match, ms: as long as the card waits. Its answers lag by some seconds. */
const asksAfter = [15_000, 45_000, 2 * 60_000, 5 * 60_000, 12 * 60_000, 25 * 60_000];

export class Results {
	readonly #needs: Needs;
	readonly #timers = new Map<string, () => void>();
	#isStopped = false;

	constructor(needs: Needs) {
		this.#needs = needs;
	}

	/** Takes up the matches that ended before a restart. */
	start(): void {
		for (const { match } of this.#needs.records.active()) if (match.phase === "over") this.consider(match.matchId);
	}

	/** The match may have ended, or have been opened again. */
	consider(matchId: string): void {
		if (this.#isStopped) return;
		this.#timers.get(matchId)?.();
		this.#timers.delete(matchId);
		const at = this.#nextAt(matchId);
		if (at === undefined) return;
		const { clock } = this.#needs;
		this.#timers.set(
			matchId,
			clock.setTimeout(() => void this.#ask(matchId), at - clock.now()),
		);
	}

	stop(): void {
		this.#isStopped = true;
		for (const cancel of this.#timers.values()) cancel();
		this.#timers.clear();
	}

	/** When to ask next, epoch ms; undefined while there is nothing to wait for. */
	#nextAt(matchId: string): number | undefined {
		const { records, clock } = this.#needs;
		const record = records.isActive(matchId) ? records.get(matchId) : undefined;
		if (record === undefined || record.match.phase !== "over" || hasResult(record.match)) return undefined;
		if (!record.cards.some(({ state }) => state === "kept")) return undefined;
		const overAt = record.match.overAt ?? 0;
		return asksAfter.map((ms) => overAt + ms).find((at) => at > clock.now());
	}

	async #ask(matchId: string): Promise<void> {
		const { records, clock, ask, onChange, publish } = this.#needs;
		const answer = await ask(matchId);
		if (this.#isStopped) return;
		try {
			const at = clock.now();
			const isNews =
				answer.is === "found" && change(records, { kind: "described", matchId, at, info: answer.info }, at);
			if (isNews) onChange(matchId);
		} catch (error) {
			publish({ kind: "checksFailed", error });
		}
		this.consider(matchId);
	}
}
