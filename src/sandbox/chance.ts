// Ids, tokens and codes, drawn from one source of chance, so that a simulation gets the same ones from the same seed.

/** Draws a number from 0 up to, but not including, 1. */
export type Chance = () => number;

/** In the form of a random UUID (version 4). */
export function drawUuid(chance: Chance): string {
	const digits = drawHex(chance, 30);
	const variant = "89ab"[Math.floor(chance() * 4)];
	const parts = [
		digits.slice(0, 8),
		digits.slice(8, 12),
		`4${digits.slice(12, 15)}`,
		`${variant}${digits.slice(15, 18)}`,
	];
	return [...parts, digits.slice(18, 30)].join("-");
}

export function drawHex(chance: Chance, length: number): string {
	let digits = "";
	// Six digits are as many as a weak source of chance is sure to have.
	while (digits.length < length)
		digits += Math.floor(chance() * 0x1000000)
			.toString(16)
			.padStart(6, "0");
	return digits.slice(0, length);
}
