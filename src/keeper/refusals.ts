// What Discord's refusals say of a guild. One refused subject rests alone. Where several are refused in a row, more of the
// same kind would most likely be refused as well: then one call at a time finds out, ever less often. 403s count toward a
// ban of the whole address (Discord docs, "Invalid Request Limit").

import { backoffMs } from "../clock.ts";
import type { Scope } from "./action.ts";

/** How many different subjects refused, with nothing of the kind done in between, are several. */
const several = 2;
/** After how many refused calls more it is no passing matter. */
const persistent = 2;
/** Until the next call about a subject that was never refused, and about one that was, ms; doubled each time. */
const waitMs = { untried: { first: 15_000, longest: 2 * 60_000 }, refused: { first: 15_000, longest: 10 * 60_000 } };

export type Lane = keyof typeof waitMs;
type Wait = { readonly until: number; readonly refusals: number };
type Doubt = {
	readonly scope: Scope;
	readonly why: string;
	readonly subjects: ReadonlySet<string>;
	readonly waits: Readonly<Record<Lane, Wait>>;
};

const noWait: Wait = { until: 0, refusals: 0 };

export class Refusals {
	/** By the kind of action: that rooms may not be created says nothing about moves. */
	readonly #doubts = new Map<string, Doubt>();

	/** Discord refused a call of this kind, about these subjects, at `now`, epoch ms. True when it has just become doubtful. */
	refused(
		kind: string,
		about: { readonly scope: Scope; readonly subjects: readonly string[]; readonly lane: Lane; readonly why: string },
		now: number,
	): boolean {
		const { scope, lane, why } = about;
		const former = this.#doubts.get(kind);
		const wasDoubtful = isDoubtful(former);
		const subjects = new Set([...(former?.subjects ?? []), ...about.subjects]);
		const waits = former?.waits ?? { untried: noWait, refused: noWait };
		const doubt = { scope, why, subjects, waits };
		this.#doubts.set(
			kind,
			wasDoubtful ? { ...doubt, waits: { ...waits, [lane]: longer(waits[lane], lane, now) } } : doubt,
		);
		return !wasDoubtful && isDoubtful(doubt);
	}

	/** A call of this kind was carried out. */
	succeeded(kind: string): void {
		this.#doubts.delete(kind);
	}

	/** From when on one call of the kind may start, epoch ms, and no other beside it; undefined for any number at once. */
	nextAt(kind: string, lane: Lane): number | undefined {
		const doubt = this.#doubts.get(kind);
		return isDoubtful(doubt) ? doubt.waits[lane].until : undefined;
	}

	/** What Discord said of anything in the scope that it goes on refusing. */
	why(scope: Scope): string | undefined {
		const isPersistent = ({ waits }: Doubt) => waits.untried.refusals + waits.refused.refusals >= persistent;
		return [...this.#doubts.values()].find((doubt) => doubt.scope === scope && isPersistent(doubt))?.why;
	}

	/** What was refused may be allowed now. */
	forget(): void {
		this.#doubts.clear();
	}
}

function isDoubtful(doubt: Doubt | undefined): doubt is Doubt {
	return doubt !== undefined && doubt.subjects.size >= several;
}

/** Calls that are refused together, within one wait, count as one. */
function longer(wait: Wait, lane: Lane, now: number): Wait {
	if (wait.until > now) return wait;
	return { until: now + backoffMs(waitMs[lane], wait.refusals), refusals: wait.refusals + 1 };
}
