// Narrates the story line by line: when, who, what.

import type { Clock } from "../clock.ts";
import type { Paint } from "./paint.ts";

export type Voice = "players" | "FACEIT" | "bot";

export type Narrator = {
	readonly paint: Paint;
	/** A line above everything else. */
	readonly title: (text: string) => void;
	readonly act: (text: string) => void;
	/** `at`: when it happened, epoch ms, now if left out; `tookMs`: how long it took. */
	readonly say: (voice: Voice, text: string, when?: { readonly at?: number; readonly tookMs?: number | null }) => void;
	/** Lines that belong to the last one said. */
	readonly show: (lines: readonly string[]) => void;
	readonly plain: (text: string) => void;
};

export const width = 80;
/** Where what is said begins: behind the time and the voice. */
const indent = 20;
/** Room for how long something took, at the right edge. */
const tookColumns = 8;

const styleOf = { players: "players", FACEIT: "faceit", bot: "bot" } as const;

export function createNarrator(write: (text: string) => void, paint: Paint, clock: Clock): Narrator {
	const startedAt = clock.now();
	const line = (text: string) => write(`${text}\n`);
	return {
		paint,
		title: (text) => line(paint("title", text)),
		act: (text) => {
			const rule = "─".repeat(Math.max(3, width - 4 - Bun.stringWidth(text)));
			line(`\n${paint("faint", "──")} ${paint("title", text)} ${paint("faint", rule)}`);
		},
		say: (voice, text, { at = clock.now(), tookMs = null } = {}) => {
			const time = `${Math.max(0, Math.round(at - startedAt))} ms`.padStart(9);
			const [first = "", ...rest] = wrapped(text, width - indent - (tookMs === null ? 0 : tookColumns));
			const gap = " ".repeat(Math.max(0, width - indent - tookColumns - Bun.stringWidth(first)));
			const took = tookMs === null ? "" : gap + paint("faint", `${Math.round(tookMs)} ms`.padStart(tookColumns));
			line(`${paint("faint", time)}  ${paint(styleOf[voice], voice.padEnd(8))} ${first}${took}`);
			for (const more of rest) line(`${" ".repeat(indent)}${more}`);
		},
		show: (lines) => {
			for (const each of lines) line(`${" ".repeat(11)}${each}`);
		},
		plain: line,
	};
}

/** The words in lines of at most `columns`; colours take no room. */
export function wrapped(text: string, columns: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const longer = `${lines.at(-1)} ${word}`;
		if (lines.length > 0 && Bun.stringWidth(longer) <= columns) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
}
