import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { commitIn, shortened } from "../scripts/commit.ts";

const folder = mkdtempSync(join(tmpdir(), "faceit-comms-commit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const one = "1".repeat(40);
const other = "2".repeat(40);
const long = "3".repeat(64);
const packedRefs = `# pack-refs with: peeled fully-peeled sorted\n${other} refs/heads/main-old\n${one} refs/heads/main\n^${other}\n`;

const rows: readonly (readonly [given: string, files: Record<string, string>, commit: string | undefined])[] = [
	["a branch", { ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": `${one}\n` }, one],
	["a branch with a slash", { ".git/HEAD": "ref: refs/heads/a/b\n", ".git/refs/heads/a/b": `${one}\n` }, one],
	["a packed branch", { ".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": packedRefs }, one],
	[
		"a branch that has moved since it was packed",
		{ ".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": packedRefs, ".git/refs/heads/main": `${other}\n` },
		other,
	],
	["no branch, as a CI checks out", { ".git/HEAD": `${one}\n` }, one],
	["the longer hashes of SHA-256", { ".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": long }, long],
	[
		"a work tree",
		{
			".git": "gitdir: ../all/.git/worktrees/tree\n",
			"../all/.git/HEAD": `${other}\n`,
			"../all/.git/worktrees/tree/HEAD": "ref: refs/heads/side\n",
			"../all/.git/worktrees/tree/commondir": "../..\n",
			"../all/.git/refs/heads/side": `${one}\n`,
		},
		one,
	],
	["no repository", { "README.md": "" }, undefined],
	["a work tree without its repository", { ".git": "gitdir: /nowhere/at/all\n" }, undefined],
	["a branch without a commit", { ".git/HEAD": "ref: refs/heads/main\n" }, undefined],
	["what is no repository", { ".git/HEAD": "nonsense\n" }, undefined],
];

test.each(rows)("given %s, when the commit is read, then it is the one checked out", (given, files, commit) => {
	const root = join(folder, given.replaceAll(" ", "-"));
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	}
	expect(commitIn(root)).toBe(commit);
});

test("given a hash or another name, when it is shortened, then only the hash is", () => {
	expect([one, long, "1a2b3c4", "unknown"].map(shortened)).toEqual(["1111111", "3333333", "1a2b3c4", "unknown"]);
});
