// Plays the evenings of many seeds, and tells of the first that breaks a promise, as short as it can be made.

import type { Rules } from "../../src/keeper/look.ts";
import { type Course, courseOf, type Kind } from "./course.ts";
import { play } from "./evening.ts";
import { shrink } from "./shrink.ts";

/** "" if the evenings of the seeds from `first` to `last` keep every promise; else a report for a reader. */
export async function explore(first: number, last: number, rules?: Rules, kind?: Kind): Promise<string> {
	for (let seed = first; seed <= last; seed += 1) {
		const course = courseOf(seed, kind);
		const broken = await play(course, rules);
		if (broken.length > 0) return report(await shrink(course, isBroken(rules)), rules);
	}
	return "";
}

/** The first seed from `first` to `last` whose evening breaks a promise; undefined if none does. */
export async function firstBroken(first: number, last: number, rules: Rules): Promise<number | undefined> {
	for (let seed = first; seed <= last; seed += 1) if ((await play(courseOf(seed), rules)).length > 0) return seed;
	return undefined;
}

function isBroken(rules: Rules | undefined): (course: Course) => Promise<boolean> {
	return async (course) => (await play(course, rules)).length > 0;
}

async function report(course: Course, rules: Rules | undefined): Promise<string> {
	const lines = [
		`seed ${course.seed}, ${JSON.stringify(course.setting)}`,
		...course.steps.map((step) => JSON.stringify(step)),
	];
	return ["", ...lines, ...(await play(course, rules))].join("\n");
}
