// Makes a failing course shorter for as long as it fails, so that a reader sees what matters.

import type { Course } from "./course.ts";

/** Takes steps out, many at once first, as long as `fails` holds for what is left. */
export async function shrink(course: Course, fails: (course: Course) => Promise<boolean>): Promise<Course> {
	let shortest = course;
	for (let size = Math.ceil(course.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let at = 0; at < shortest.steps.length; ) {
			const shorter = { ...shortest, steps: shortest.steps.toSpliced(at, size) };
			if (await fails(shorter)) shortest = shorter;
			else at += size;
		}
	}
	return shortest;
}
