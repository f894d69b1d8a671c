// What the keeper tells of its work: for the log, for the metrics, and for the people of the guild.

import type { Answer } from "./answer.ts";
import type { Match } from "./match.ts";
import type { Action } from "./plan.ts";
import type { Step } from "./step.ts";

/** What the keeper did or could not do, for the log, the metrics and the admins. */
export type Fact = { readonly guildId: string } & (
	| {
			readonly kind: "acted";
			readonly match: Match;
			readonly step: Step;
			readonly answer: Answer<unknown>;
			readonly tookMs: number;
	  }
	/** No move of this match is under way any more. `sinceMs`: since FACEIT's last word on it. */
	| { readonly kind: "placed"; readonly match: Match; readonly sinceMs: number }
	/** Nothing is done in the guild until an admin does something: these permissions are missing. */
	| { readonly kind: "paused"; readonly lacking: readonly string[] }
	/** Discord refused although nothing seems to be missing: tried again after a while. */
	| { readonly kind: "forbidden"; readonly why: string }
	/** As many channels as Discord allows: no room can be opened until one goes. */
	| { readonly kind: "full" | "resumed" }
	/** Discord lets only so many be moved at once; these wait, and could go to their room by themselves. */
	| { readonly kind: "waiting"; readonly moves: readonly Move[]; readonly untilAt: number }
	| { readonly kind: "broken"; readonly error: unknown }
);

/** A member on their way into a room. */
export type Move = Extract<Action, { readonly do: "move" }>;
