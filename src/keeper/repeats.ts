// The guard against storms: neither a plan that disagrees with its own note nor an edit that Discord silently drops is done
// again and again at full speed. The first repeat is free; what is done a third time within minutes rests, ever longer.

import { backoffMs } from "../clock.ts";
import type { Subject } from "./action.ts";
import type { Job } from "./job.ts";

const restMs = { first: 1_000, longest: 10 * 60_000 };

/** What may differ whenever an action is planned: it does not make it another action. */
const incidental: ReadonlySet<string> = new Set("code nonce createdAt at room team admit arriving originId".split(" "));

type Repeat = { readonly times: number; readonly at: number };

export class Repeats {
	/** By the kind of action and its subject, and then by all that was done to it. */
	readonly #repeats = new Map<string, Map<number | bigint, Repeat>>();

	/**
	 * The job, about these, was done at `now`, epoch ms. Returns until when they are to rest, undefined for not at all, and
	 * whether that has just begun.
	 */
	done(
		job: Job,
		subjects: readonly Subject[],
		now: number,
	): { readonly restsUntil: number | undefined; readonly isNews: boolean } {
		const what = Bun.hash(
			JSON.stringify([job.matchId, job.action], (key, value: unknown) => (incidental.has(key) ? undefined : value)),
		);
		const times = subjects.map((subject) => {
			const kind = kindOf(job.action.do, subject);
			const repeats = this.#repeats.get(kind) ?? new Map<number | bigint, Repeat>();
			const count = (repeats.get(what)?.times ?? 0) + 1;
			this.#repeats.set(kind, repeats.set(what, { times: count, at: now }));
			return count;
		});
		const most = Math.max(0, ...times);
		if (most < 2) return { restsUntil: undefined, isNews: false };
		return { restsUntil: now + backoffMs(restMs, most - 2), isNews: most === 3 };
	}

	/** To move this member once more is no repetition. */
	forget(member: Subject): void {
		for (const what of ["move", "return", "disconnect"] as const) this.#repeats.delete(kindOf(what, member));
	}

	tidy(now: number): void {
		for (const [kind, repeats] of this.#repeats) {
			for (const [what, { at }] of repeats) if (at + restMs.longest < now) repeats.delete(what);
			if (repeats.size === 0) this.#repeats.delete(kind);
		}
	}
}

function kindOf(what: Job["action"]["do"], subject: Subject): string {
	return `${what} ${subject}`;
}
