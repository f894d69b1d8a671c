// bench/results.md: a section for each bench. Running one bench again replaces its section and leaves the others.

import { join } from "node:path";
import type { Bench } from "./bench.ts";
import { type Line, table } from "./finding.ts";

export const resultsPath = join(import.meta.dir, "results.md");

const intro = `# Results

Written by \`bun run bench\`; no figure in here was written by hand. The product is always the compiled executable in a
process of its own, between a simulated Discord and a simulated FACEIT on loopback. What is compared is measured in the
same run, in turn, several rounds each: a figure is the middle one, with the least and the most in parentheses. A ratio
is that of two figures of the same round, and the middle ratio is held against the target. **SHORT** is a target that
was missed.
`;

export type Section = {
	readonly bench: Bench;
	readonly lines: readonly Line[];
	/** When and on what; see machine.ts. */
	readonly conditions: string;
	readonly seconds: number;
	/** Why it came to nothing. */
	readonly failure?: string;
};

/** Puts the section in the place of the bench's former one; `all` is the order of the sections. */
export async function record(section: Section, all: readonly Bench[]): Promise<void> {
	const file = Bun.file(resultsPath);
	const former = (await file.exists()) ? sectionsOf(await file.text()) : new Map<string, string>();
	former.set(section.bench.title, text(section));
	const parts = all.flatMap(({ title }) => former.get(title) ?? []);
	await Bun.write(resultsPath, [intro, ...parts].join("\n"));
}

function text({ bench, lines, conditions, seconds, failure }: Section): string {
	const head = `## ${bench.title}\n\n${bench.compared}\n`;
	const body = failure === undefined ? table(lines) : `**This bench failed:** ${failure}`;
	const foot = `\`bun run bench ${bench.name}\`, ${Math.round(seconds)} s; ${conditions}.\n`;
	const limits = bench.limits === undefined ? "" : `${bench.limits}\n\n`;
	return `${head}\n${body}\n\n${limits}${foot}`;
}

function sectionsOf(results: string): Map<string, string> {
	const parts = results.split(/^(?=## )/m).slice(1);
	return new Map(parts.map((part) => [/^## (.*)$/m.exec(part)?.[1] ?? "", `${part.trimEnd()}\n`]));
}
