// FACEIT's web addresses as it gives them: only https ones are shown, and its placeholder for the language is filled in.

import { z } from "zod";

export const addressSchema = z
	.url({ protocol: /^https$/ })
	.nullable()
	.catch(null);

/** FACEIT leaves the choice of language to the reader: its addresses hold a literal `{lang}`. */
export function inEnglish(url: string | null): string | undefined {
	return url?.replace(/\{lang\}|%7Blang%7D/i, "en");
}
