// Another program that holds the write lock of a database, as a backup or a tool does.

import { Database } from "bun:sqlite";

export type Holder = {
	/** Writes something while it holds the lock. */
	readonly run: (sql: string) => void;
	/** Keeps what was written, and lets the lock go. */
	readonly release: () => void;
};

/** Holds it from a connection of this process. */
export function hold(path: string): Holder {
	const sqlite = new Database(path, { create: false, readwrite: true });
	sqlite.run("BEGIN IMMEDIATE");
	return {
		run: (sql) => void sqlite.run(sql),
		release() {
			sqlite.run("COMMIT");
			sqlite.close();
		},
	};
}

/** Holds it from a process of its own, until that is told to let go. */
export async function holdElsewhere(path: string): Promise<{ readonly release: () => Promise<void> }> {
	const program = `
		const { Database } = await import("bun:sqlite");
		const sqlite = new Database(process.argv[1], { create: false, readwrite: true });
		sqlite.run("BEGIN IMMEDIATE");
		console.log("held");
		for await (const _ of process.stdin) break;
		sqlite.run("COMMIT");`;
	const child = Bun.spawn([process.execPath, "-e", program, path], {
		stdin: "pipe",
		stdout: "pipe",
		stderr: "inherit",
	});
	for await (const chunk of child.stdout) if (new TextDecoder().decode(chunk).includes("held")) break;
	return {
		async release() {
			child.stdin.write("go\n");
			await child.stdin.end();
			await child.exited;
		},
	};
}
