// Several measurements of one thing: the least, the one in the middle, and the most.

export type Spread = { readonly least: number; readonly middle: number; readonly most: number };

/** NaN throughout where nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
	return { least: at(values, 0), middle: at(values, 0.5), most: at(values, 1) };
}

/** The value below which this part (0 to 1) of them lies. */
export function at(values: readonly number[], part: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Each of `values` divided by the one of `others` from the same round. */
export function ratios(values: readonly number[], others: readonly number[]): Spread {
	return spreadOf(values.flatMap((value, round) => (others[round] === undefined ? [] : [value / others[round]])));
}

/** Every value divided by the same number. */
export function per(values: readonly number[], one: number): Spread {
	return spreadOf(values.map((value) => value / one));
}
