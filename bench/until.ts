// Waiting for what another process does.

/** Resolves once `holds` does, asked every `everyMs`; fails with what was expected after `patienceMs`. */
export async function until(
	holds: () => boolean | Promise<boolean>,
	what: string,
	{ everyMs = 20, patienceMs = 60_000 }: { readonly everyMs?: number; readonly patienceMs?: number } = {},
): Promise<void> {
	const end = performance.now() + patienceMs;
	while (!(await holds())) {
		if (performance.now() > end) throw new Error(`not within ${patienceMs / 1000} s: ${what}`);
		await Bun.sleep(everyMs);
	}
}
