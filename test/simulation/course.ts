// The course of an evening, drawn from a seed before it is played: what FACEIT reports, what people do, what goes wrong.
// Each step says what happens in numbers that are always valid, so a course stays one when steps are taken out of it.

import type { Chance } from "../../src/clock.ts";
import { below, pick, seeded } from "./chance.ts";

export type Setting = {
	readonly matches: number;
	readonly playersPerTeam: number;
	readonly latencyMs: number;
	/** Discord's rate limits are in force. */
	readonly limits: boolean;
	readonly lobby: boolean;
	readonly category: boolean;
	readonly lingerMs: number;
};

const reports = ["created", "configuring", "ready", "ready", "finished", "cancelled", "aborted"] as const;
const calls = ["open", "find", "admit", "move", "close", "say", "edit", "status", "any"] as const;
const faults = [
	"500",
	"html",
	"hang",
	"reset",
	"lost",
	"lost by reset",
	"lost by 502",
	"limited",
	"limited globally",
	"forbidden",
	"slow",
] as const;
/** Refusals that say nothing of their reason. */
const mutters = ["forbidden without a code", "unknown without a code"] as const;
const clockJumps = [-3_600_000, 300_000, 86_400_000] as const;
const losses = ["cut", "reconnect", "invalid", "forgotten", "outage"] as const;

export type Step =
	| { readonly do: "wait"; readonly ms: number }
	| {
			readonly do: "report";
			readonly kind: (typeof reports)[number];
			readonly match: number;
			readonly lineUp: number;
			/** The webhook never arrives; FACEIT's API knows all the same. */
			readonly isLost: boolean;
			/** It arrives after a newer one. */
			readonly isStale: boolean;
			/** FACEIT names one player in both line-ups. */
			readonly isShared?: boolean;
			readonly times: number;
	  }
	| { readonly do: "join"; readonly who: number; readonly where: number }
	| { readonly do: "leave" | "link" | "unlink"; readonly who: number }
	| {
			readonly do: "fault";
			readonly call: (typeof calls)[number];
			readonly kind: (typeof faults)[number] | (typeof mutters)[number];
			readonly times: number;
	  }
	| { readonly do: "drop"; readonly events: number }
	| { readonly do: "gateway"; readonly loss: (typeof losses)[number]; readonly ms: number }
	| { readonly do: "restart"; readonly isKill: boolean; readonly ms: number }
	| { readonly do: "delete"; readonly which: number }
	| { readonly do: "forbid"; readonly ms: number }
	/** The machine's clock is set forward, or back. */
	| { readonly do: "setClock"; readonly ms: number }
	| Mishap;

/** What few guilds live through, and one of them every day. */
export type Mishap =
	/** An admin takes the bot's overwrite out of a room. */
	| { readonly do: "evict"; readonly which: number }
	/** Somebody goes to a channel that the bot may not move them from. */
	| { readonly do: "hold"; readonly who: number }
	/** Discord no longer has the word "Vale" in this guild's names. */
	| { readonly do: "refuse names" }
	/** From now on Discord refuses every overwrite for them, or drops it. */
	| { readonly do: "estrange"; readonly who: number; readonly how: "refused" | "dropped" }
	/** Moves of theirs are answered and not made, for so long. */
	| { readonly do: "ignore"; readonly who: number; readonly ms: number }
	/** They leave voice and are back at the same instant. */
	| { readonly do: "blink"; readonly who: number; readonly where: number }
	| { readonly do: "twice"; readonly events: number }
	/** A room is deleted by hand, and the gateway does not tell of it. */
	| { readonly do: "vanish"; readonly which: number }
	/** An admin gives somebody a permission in a room that the bot lacks. */
	| { readonly do: "grant"; readonly which: number };

export type Kind = "usual" | "harsh";

export type Course = {
	readonly seed: number;
	readonly setting: Setting;
	/** Nothing goes wrong: no fault, no lost event, no restart. */
	readonly isCalm: boolean;
	readonly steps: readonly Step[];
};

/** The course that this seed stands for. A harsh one has mishaps as well. */
export function courseOf(seed: number, kind: Kind = "usual"): Course {
	const chance = seeded(seed);
	const setting: Setting = {
		matches: 1 + below(chance, 5),
		playersPerTeam: 1 + below(chance, 3),
		latencyMs: pick(chance, [0, 0, 40, 400]),
		limits: chance() < 0.5,
		lobby: chance() < 0.7,
		category: chance() < 0.3,
		lingerMs: pick(chance, [0, 1_000, 60_000]),
	};
	const isCalm = chance() < 0.25;
	const length = 12 + below(chance, 36);
	const isHarsh = kind === "harsh" && !isCalm;
	const step = () => (isHarsh && chance() < 0.15 ? mishapOf(chance) : stepOf(chance, isCalm));
	return { seed, setting, isCalm, steps: Array.from({ length }, step) };
}

function stepOf(chance: Chance, isCalm: boolean): Step {
	const draw = chance();
	if (draw < 0.24) return { do: "wait", ms: pick(chance, [0, 1, 30, 300, 2_000, 15_000, 70_000]) };
	if (draw < 0.5) return reportOf(chance);
	if (draw < 0.68) return { do: "join", who: below(chance, 64), where: below(chance, 8) };
	if (draw < 0.74) return { do: "leave", who: below(chance, 64) };
	if (draw < 0.8) return { do: chance() < 0.5 ? "link" : "unlink", who: below(chance, 64) };
	return isCalm ? { do: "wait", ms: 1_000 } : trouble(chance);
}

function reportOf(chance: Chance): Extract<Step, { do: "report" }> {
	return {
		...{ do: "report", kind: pick(chance, reports), match: below(chance, 8), lineUp: below(chance, 4) },
		...{ isLost: chance() < 0.15, isStale: chance() < 0.1, times: chance() < 0.1 ? 2 : 1 },
	};
}

function trouble(chance: Chance): Step {
	const draw = chance();
	if (draw < 0.5)
		return { do: "fault", call: pick(chance, calls), kind: pick(chance, faults), times: 1 + below(chance, 3) };
	if (draw < 0.62) return { do: "drop", events: 1 + below(chance, 4) };
	if (draw < 0.76) return { do: "gateway", loss: pick(chance, losses), ms: pick(chance, [0, 500, 20_000]) };
	if (draw < 0.88) return { do: "restart", isKill: chance() < 0.7, ms: pick(chance, [0, 3_000, 60_000]) };
	if (draw < 0.95) return { do: "delete", which: below(chance, 8) };
	if (draw < 0.98) return { do: "forbid", ms: pick(chance, [1_000, 30_000]) };
	return { do: "setClock", ms: pick(chance, clockJumps) };
}

function mishapOf(chance: Chance): Step {
	const who = below(chance, 64);
	const which = below(chance, 8);
	return pick<() => Step>(chance, [
		() => ({ do: "evict", which }),
		() => ({ do: "hold", who }),
		() => ({ do: "refuse names" }),
		() => ({ do: "estrange", who, how: pick(chance, ["refused", "dropped"]) }),
		() => ({ do: "ignore", who, ms: pick(chance, [500, 20_000]) }),
		() => ({ do: "blink", who, where: below(chance, 8) }),
		() => ({ do: "twice", events: 1 + below(chance, 4) }),
		() => ({ do: "vanish", which }),
		() => ({ do: "grant", which }),
		() => ({ ...reportOf(chance), isShared: true }),
		() => ({ do: "fault", call: pick(chance, calls), kind: pick(chance, mutters), times: 1 + below(chance, 3) }),
	])();
}
