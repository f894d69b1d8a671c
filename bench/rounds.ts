// Several rounds in turn (ABABAB), so that whatever else the machine does meets all contestants alike.

/**
 * Lets each contestant measure once in each round, one after the other; those that are undefined do not take part.
 * Returns what each has measured, by round. A failure ends the run.
 */
export async function inTurn<Name extends string, Value>(
	rounds: number,
	contestants: { readonly [N in Name]: (() => Promise<Value>) | undefined },
): Promise<(name: Name) => readonly Value[]> {
	const measured = new Map<string, Value[]>();
	for (let round = 0; round < rounds; round += 1) {
		for (const [name, measure] of Object.entries<(() => Promise<Value>) | undefined>(contestants)) {
			if (measure === undefined) continue;
			const values = measured.get(name) ?? [];
			values.push(await measure());
			measured.set(name, values);
		}
	}
	return (name) => measured.get(name) ?? [];
}
