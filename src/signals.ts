// The signals that end the process. The first asks it to stop gracefully; a second ends it at once.

const endings = { SIGINT: 130, SIGTERM: 143 } as const;

export type Signal = keyof typeof endings;

/** Resolves with the first signal. Without listeners an executable that is process 1 would ignore them all. */
export function firstSignal(): Promise<Signal> {
	const first = Promise.withResolvers<Signal>();
	let isAsked = false;
	const heard = (signal: Signal) => {
		if (isAsked) process.exit(endings[signal]);
		isAsked = true;
		first.resolve(signal);
	};
	process.on("SIGINT", () => heard("SIGINT"));
	process.on("SIGTERM", () => heard("SIGTERM"));
	return first.promise;
}
