// Waits for what other processes, sockets and disks do in their own time.

/** Resolves once the condition holds, however long that takes: only the runner's limit for a test ends it. */
export async function eventually(holds: () => boolean | undefined, _what?: string): Promise<void> {
	while (holds() !== true) await Bun.sleep(5);
}
