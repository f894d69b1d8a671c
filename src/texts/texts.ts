// The languages that the program speaks: one file and one line here for each.

import { en } from "./en.ts";

/** Everything that people read. English is the pattern: what another language lacks, or has too much, does not compile. */
export type Texts = typeof en;

const languages = { en } satisfies Readonly<Record<string, Texts>>;

export type Language = keyof typeof languages;

export function textsIn(language: Language): Texts {
	return languages[language];
}
