// Which commit the source is at, read from the repository's own files: images are built without the git program.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const hash = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** As many digits of a hash as people write. */
const digits = 7;

/** The commit that is checked out in `folder`, in full; undefined where no repository tells. */
export function commitIn(folder: string): string | undefined {
	const git = gitFolder(folder);
	const head = read(join(git, "HEAD"));
	if (head === undefined || hash.test(head)) return head;
	const ref = after("ref: ", head);
	if (ref === undefined) return undefined;
	// A work tree has a HEAD of its own, and shares the branches.
	const shared = resolve(git, read(join(git, "commondir")) ?? "");
	const found = read(join(shared, ref)) ?? packed(read(join(shared, "packed-refs")), ref);
	return found !== undefined && hash.test(found) ? found : undefined;
}

/** A commit's hash as people write it; any other name as it is. */
export function shortened(commit: string): string {
	return hash.test(commit) ? commit.slice(0, digits) : commit;
}

/** In a work tree or a submodule `.git` is a file that names the folder. */
function gitFolder(folder: string): string {
	const git = join(folder, ".git");
	return resolve(folder, after("gitdir: ", read(git) ?? "") ?? git);
}

/** Git packs branches that have not changed for a while into one file, a line for each. */
function packed(refs: string | undefined, ref: string): string | undefined {
	return refs
		?.split("\n")
		.find((line) => line.endsWith(` ${ref}`))
		?.split(" ")[0];
}

function after(start: string, text: string): string | undefined {
	return text.startsWith(start) ? text.slice(start.length) : undefined;
}

function read(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8").trim();
	} catch {
		return undefined;
	}
}
