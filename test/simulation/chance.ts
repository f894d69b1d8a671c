// Chance that a seed decides: the same numbers in the same order.

import type { Chance } from "../../src/clock.ts";

/** A linear congruential generator of 48 bits is plenty for drawing what happens next. */
export function seeded(seed: number): Chance {
	let state = (BigInt(seed) ^ 0x5deece66dn) & mask;
	return () => {
		state = (state * 0x5deece66dn + 0xbn) & mask;
		return Number(state >> 16n) / 2 ** 32;
	};
}

const mask = (1n << 48n) - 1n;

/** An id in the form of a UUID. */
export function uuidFrom(chance: Chance): string {
	const digits = Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join("");
	return [8, 4, 4, 4, 12]
		.map((length, part, all) => digits.slice(sum(all.slice(0, part)), sum(all.slice(0, part)) + length))
		.join("-");
}

function sum(all: readonly number[]): number {
	return all.reduce((total, one) => total + one, 0);
}

export function below(chance: Chance, limit: number): number {
	return Math.floor(chance() * limit);
}

export function pick<T>(chance: Chance, all: readonly [T, ...T[]] | readonly T[]): T {
	const found = all[below(chance, all.length)];
	if (found === undefined) throw new Error("nothing to pick from");
	return found;
}
