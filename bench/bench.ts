// What every bench is, and what it is given.

import type { Line } from "./finding.ts";

export type Bench = {
	/** `bun run bench NAME`. */
	readonly name: string;
	readonly title: string;
	/** What was compared with what, and how, in a few sentences. */
	readonly compared: string;
	/** What keeps a figure short of its target, where that is known. */
	readonly limits?: string;
	/** Only run when it is named: it takes long, and has no target. */
	readonly isExtra?: boolean;
	readonly run: (effort: Effort) => Promise<readonly Line[]>;
};

export type Effort = {
	/** For a first look, or to shape the bench: fewer rounds and shorter ones. */
	readonly isQuick: boolean;
	/** Tells whoever waits what is being measured now. */
	readonly say: (what: string) => void;
};
