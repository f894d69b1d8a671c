// Passes on what the parts publish to whoever listens.

import type { Fact, Publish } from "./fact.ts";

type Listener = (fact: Fact) => void;

export type Publisher = {
	/** The one function through which the parts publish. A failing listener does not affect the others. */
	readonly publish: Publish;
	/** The listener hears every fact: those to come, and first those that were published before everybody listened. */
	readonly listen: (listener: Listener) => void;
	/** Nobody else will come to listen: from now on nothing is kept for them. */
	readonly allListen: () => void;
};

export function publisher(): Publisher {
	const listeners: Listener[] = [];
	const former: Fact[] = [];
	let isComplete = false;
	return {
		publish(fact) {
			if (!isComplete) former.push(fact);
			for (const listener of listeners) tell(listener, fact);
		},
		listen(listener) {
			for (const fact of former) tell(listener, fact);
			listeners.push(listener);
		},
		allListen() {
			isComplete = true;
			former.length = 0;
		},
	};
}

function tell(listener: Listener, fact: Fact): void {
	try {
		listener(fact);
	} catch {
		// Nowhere is left to publish this: publishing is what failed.
	}
}
