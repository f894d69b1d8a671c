// What a bench finds: a line for each target, and how lines become a table.

import type { Spread } from "./spread.ts";

/** Strings are as people read them. */
export type Line = {
	readonly work: string;
	readonly measured: string;
	/** What it was held against, in the same run. */
	readonly against: string;
	readonly ratio: string;
	readonly target: string;
	readonly verdict: "met" | "SHORT" | "skipped" | "";
};

type Held = {
	readonly work: string;
	readonly measured: string;
	readonly against: string;
	/** What the target is about: a ratio, or a figure of its own. */
	readonly judged: Spread;
	readonly isRatio?: boolean;
} & ({ readonly atMost: number; readonly unit?: string } | { readonly atLeast: number; readonly unit?: string });

/** Holds the middle of what was measured against its target. */
export function held(it: Held): Line {
	const { work, measured, against, judged, isRatio = true, unit = "" } = it;
	const isMet = "atMost" in it ? judged.middle <= it.atMost : judged.middle >= it.atLeast;
	const bound = "atMost" in it ? `≤ ${it.atMost}` : `≥ ${it.atLeast}`;
	return {
		...{ work, measured, against },
		ratio: isRatio ? shown(judged, 2) : "",
		target: unit === "" ? bound : `${bound} ${unit}`,
		verdict: isMet ? "met" : "SHORT",
	};
}

/** A figure without a target, for whoever wants to know. */
export function noted(work: string, measured: string, against = ""): Line {
	return { work, measured, against, ratio: "", target: "", verdict: "" };
}

export function skipped(work: string, why: string, target: string): Line {
	return { work, measured: "", against: why, ratio: "", target, verdict: "skipped" };
}

/** The middle, with the least and the most behind it where they differ: "103 (101–110) ms". */
export function shown({ least, middle, most }: Spread, digits: number, unit = ""): string {
	const text = (value: number) => value.toLocaleString("en", { maximumFractionDigits: digits });
	const around = text(least) === text(most) ? "" : ` (${text(least)}–${text(most)})`;
	return `${text(middle)}${around}${unit === "" ? "" : ` ${unit}`}`;
}

/** As Markdown, each column as wide as its widest cell. */
export function table(lines: readonly Line[]): string {
	const head = ["work", "measured", "against", "ratio", "target", ""];
	const rows = lines.map((line) => [line.work, line.measured, line.against, line.ratio, line.target, line.verdict]);
	const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((cells) => cells[at]?.length ?? 0)));
	const row = (cells: readonly string[], fill = " ") =>
		`| ${widths.map((width, at) => (cells[at] ?? "").padEnd(width, fill)).join(" | ")} |`;
	return [row(head), row([], "-"), ...rows.map((cells) => row(cells))].join("\n");
}
