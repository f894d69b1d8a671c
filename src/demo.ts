// The demo: the real program between a Discord and a FACEIT on this machine, through one match from start to end.

import { systemClock } from "./clock.ts";
import { play } from "./demo/acts.ts";
import { playOn } from "./demo/interactive.ts";
import { createNarrator, type Narrator, width, wrapped } from "./demo/narrator.ts";
import { playedOnPage } from "./demo/page.ts";
import { paintWith } from "./demo/paint.ts";
import { Show } from "./demo/show.ts";
import { type Stage, setStage } from "./demo/stage.ts";
import { players } from "./sandbox/story.ts";

export type DemoOptions = {
	/** Without pauses for a reader. */
	readonly isFast: boolean;
	readonly isColoured: boolean;
	readonly write: (text: string) => void;
	/** Leaves everything running after the story, until `signal`; typed commands come from here. */
	readonly keep: NodeJS.ReadableStream | null;
	/** Ends the demo early. */
	readonly signal: AbortSignal;
	/** Called before the story begins: tests inject faults with it. */
	readonly prepare?: (stage: Stage) => void;
	/** How long a promise may take to come true, ms. */
	readonly patienceMs?: number;
};

const latencyMs = 50;
/** The story takes seconds, not 40 minutes; the 10 seconds in which Discord counts moves are shortened with it. */
const speeds = {
	reader: { readingMs: 900, lingerMs: 1_500, limitPace: 10 },
	machine: { readingMs: 0, lingerMs: 300, limitPace: 40 },
};

/** Returns the exit code: 0 if every promise was kept; 1 if one was not, or if it was interrupted before its end. */
export async function runDemo(options: DemoOptions): Promise<0 | 1> {
	const { isFast, isColoured, write, keep, signal, patienceMs = 8_000 } = options;
	const speed = isFast ? speeds.machine : speeds.reader;
	const clock = systemClock();
	const narrator = createNarrator(write, paintWith(isColoured), clock);
	introduce(narrator, speed.limitPace);
	const stage = await setStage(clock, { latencyMs, ...speed });
	try {
		await stage.app.ready;
		options.prepare?.(stage);
		const page = keep === null ? undefined : await openPage(stage, narrator);
		const show = new Show(stage, narrator, { readingMs: speed.readingMs, patienceMs }, signal);
		const code = await perform(show, signal);
		if (keep !== null && page !== undefined && !signal.aborted) await playOn(show, keep, page.url, signal);
		await page?.stop();
		return code;
	} finally {
		await stage.stop();
	}
}

/** The same world in a browser, from the first moment: whoever wants to can look on, and take part. */
async function openPage(stage: Stage, { plain, paint }: Narrator) {
	const page = await playedOnPage(stage);
	plain("");
	plain(`${paint("good", "In a browser:")} ${page.url}`);
	return page;
}

async function perform(show: Show, signal: AbortSignal): Promise<0 | 1> {
	try {
		await play(show);
	} catch (error) {
		if (!signal.aborted) throw error;
		show.narrator.plain("\nInterrupted.");
		return 1;
	}
	return conclude(show);
}

function introduce({ title, plain, paint }: Narrator, limitPace: number): void {
	const about =
		"This is the real program. Discord and FACEIT are stand-ins on this machine: " +
		`Discord takes ${latencyMs} ms for a call and allows 10 moves at a time, as the real one does, ` +
		`but counts them every ${10 / limitPace} s instead of 10 s, as the match is shorter, too.`;
	title("faceit-comms: one match, from start to end");
	for (const line of wrapped(about, width - 2)) plain(paint("faint", line));
}

/** Says in one line what was measured, or which promises were not kept. */
function conclude({ narrator, broken, stage, slowestMs }: Show): 0 | 1 {
	const { paint, plain } = narrator;
	const problems = [...broken, ...stage.discord.violations.map((what) => `Discord's rules are obeyed (${what})`)];
	plain("");
	if (problems.length === 0) {
		const within = `each within ${Math.round(slowestMs)} ms`;
		plain(
			paint("good", `✓ ${players(stage.cast).length} players in their rooms, ${within}; everyone back; no room left`),
		);
		return 0;
	}
	for (const what of problems) plain(`${paint("bad", "✗ Not kept:")} ${what}`);
	for (const line of stage.complaints) plain(paint("faint", line));
	return 1;
}
