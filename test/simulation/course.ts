// The course of an evening, drawn from a seed before it is played: what FACEIT reports, what people do, what goes wrong.
// Each step says what happens in numbers that are always valid, so a course stays one when steps are taken out of it.

import type { Chance } from "../../src/clock.ts";
import { seeded } from "./chance.ts";

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
const calls = ["open", "find", "admit", "move", "close", "any"] as const;
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
			readonly times: number;
	  }
	| { readonly do: "join"; readonly who: number; readonly where: number }
	| { readonly do: "leave" | "link" | "unlink"; readonly who: number }
	| {
			readonly do: "fault";
			readonly call: (typeof calls)[number];
			readonly kind: (typeof faults)[number];
			readonly times: number;
	  }
	| { readonly do: "drop"; readonly events: number }
	| { readonly do: "gateway"; readonly loss: (typeof losses)[number]; readonly ms: number }
	| { readonly do: "restart"; readonly isKill: boolean; readonly ms: number }
	| { readonly do: "delete"; readonly which: number }
	| { readonly do: "forbid"; readonly ms: number };

export type Course = {
	readonly seed: number;
	readonly setting: Setting;
	/** Nothing goes wrong: no fault, no lost event, no restart. */
	readonly isCalm: boolean;
	readonly steps: readonly Step[];
};

/** The course that this seed stands for. */
export function courseOf(seed: number): Course {
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
	return { seed, setting, isCalm, steps: Array.from({ length }, () => stepOf(chance, isCalm)) };
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

function reportOf(chance: Chance): Step {
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
	return { do: "forbid", ms: pick(chance, [1_000, 30_000]) };
}

function below(chance: Chance, limit: number): number {
	return Math.floor(chance() * limit);
}

function pick<T>(chance: Chance, all: readonly [T, ...T[]] | readonly T[]): T {
	const found = all[below(chance, all.length)];
	if (found === undefined) throw new Error("nothing to pick from");
	return found;
}
