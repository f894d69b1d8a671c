// Remembers answers for a while, so that a button that is pressed ten times asks once.

import type { Clock } from "../clock.ts";

type Options<Answer> = {
	readonly clock: Clock;
	/** How long an answer is remembered, ms, and how many of them are. */
	readonly forMs: number;
	readonly most: number;
	/** Others are asked for again. */
	readonly isWorthIt: (answer: Answer) => boolean;
};

/** Asks for what is not remembered under the key. Whoever asks meanwhile shares the answer. */
export function remembered<Answer>({ clock, forMs, most, isWorthIt }: Options<Answer>) {
	/** The oldest first. */
	const known = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>();
	return (key: string, ask: () => Promise<Answer>): Promise<Answer> => {
		const former = known.get(key);
		if (former !== undefined && clock.now() < former.until) return former.answer;
		const entry = { answer: ask(), until: clock.now() + forMs };
		const forget = () => {
			if (known.get(key) === entry) known.delete(key);
		};
		known.delete(key);
		known.set(key, entry);
		entry.answer.then((answer) => {
			if (!isWorthIt(answer)) forget();
		}, forget);
		const [oldest] = known.keys();
		if (known.size > most && oldest !== undefined) known.delete(oldest);
		return entry.answer;
	};
}
