// Whether the files of an open database are still where they were when it was opened. SQLite writes on into a file that
// was deleted or replaced, and everything written there is gone once the process ends.

import { statSync } from "node:fs";
import { StoreRefused } from "./refused.ts";

/** Looks at the files of the open database at `path`. The function says what is wrong with them now, if anything is. */
export function placeOf(path: string): () => string | undefined {
	const files = [
		{ file: path, name: "the database" },
		{ file: `${path}-wal`, name: "the database's log (-wal)" },
		{ file: `${path}-shm`, name: "the database's index (-shm)" },
	].map(({ file, name }) => ({ file, name, id: idOf(file) }));
	return () => {
		for (const { file, name, id } of files) {
			const now = idOf(file);
			if (now !== id) return `${name} was ${now === undefined ? "deleted or moved away" : "replaced by another file"}`;
		}
		return undefined;
	};
}

/** Refuses to write what would be lost: to be called before something new is stored for somebody. */
export function requireInPlace({ misplaced }: { readonly misplaced: () => string | undefined }): void {
	const problem = misplaced();
	if (problem !== undefined) throw new StoreRefused(`${problem} while the program runs: nothing new is stored.`);
}

/** What no other file has as long as this one exists; undefined where there is none, or none that can be reached. */
function idOf(file: string): string | undefined {
	try {
		const found = statSync(file, { bigint: true, throwIfNoEntry: false });
		return found === undefined ? undefined : `${found.dev} ${found.ino}`;
	} catch {
		return undefined;
	}
}
