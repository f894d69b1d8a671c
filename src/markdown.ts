// Foreign text made harmless, and times and numbers as people read them in Discord.

import { beginning } from "./text.ts";

/** Control characters, direction marks, zero-width and other characters that are not shown but change how the rest is. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A backslash escapes any punctuation in Discord; Markdown, mentions and links are made of nothing else. */
const punctuation = /[!-/:-@[-`{-~]/g;

/** Longer than any nickname of FACEIT; team names are free text. */
const longestName = 64;

/** A foreign name for places without Markdown, such as menu entries: one line, nothing hidden, cut to length. */
export function plain(name: string, longest: number = longestName): string {
	const line = name
		.replaceAll(/(?!\uFEFF)\s/g, " ")
		.replaceAll(invisible, "")
		// Marks piled up on one letter would cover the lines above and below.
		.replaceAll(/(\p{M}{3})\p{M}+/gu, "$1")
		.replaceAll(/ +/g, " ")
		.trim();
	return line === "" ? "(no name)" : cut(line, longest);
}

/** A foreign name for places with Markdown: it reads as it is written and does nothing. At most twice `longest` long. */
export function shown(name: string, longest: number = longestName): string {
	return plain(name, longest).replaceAll(punctuation, "\\$&");
}

/** Text that opens an address. Whatever would end the address early, or begin Markdown of its own, is encoded in it. */
export function linked(text: string, url: string): string {
	const encoded = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
	return `[${text}](<${url.replaceAll(/[\s<>()[\]\\]/g, encoded)}>)`;
}

/** The text in at most `longest` UTF-16 units, which is how Discord counts at its strictest. */
export function cut(text: string, longest: number): string {
	return text.length <= longest ? text : `${beginning(text, longest - 1).trimEnd()}…`;
}

/** As many lines as fit, and how many are left out. */
export function fitting(lines: readonly string[], longest: number): string {
	const whole = lines.join("\n");
	if (whole.length <= longest) return whole;
	const more = (count: number) => `… and ${count} more`;
	let kept = lines.length - 1;
	while (kept > 0 && [...lines.slice(0, kept), more(lines.length - kept)].join("\n").length > longest) kept -= 1;
	return [...lines.slice(0, kept), more(lines.length - kept)].join("\n");
}

/** "in 10 seconds", as each reader's Discord writes and counts it; `at` is epoch ms. */
export function relative(at: number): string {
	return `<t:${Math.ceil(at / 1000)}:R>`;
}

/** A date, as each reader's Discord writes it. */
export function date(at: number): string {
	return `<t:${Math.floor(at / 1000)}:D>`;
}

/** The time of day, as each reader's Discord writes it in their time zone. */
export function time(at: number): string {
	return `<t:${Math.floor(at / 1000)}:t>`;
}

/** A date with its time, and how long until then. */
export function moment(at: number): string {
	const seconds = Math.floor(at / 1000);
	return `<t:${seconds}:f> (<t:${seconds}:R>)`;
}

/** "90 seconds", "1 minute", "1 hour". */
export function duration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds > 0 && seconds % 3600 === 0) return counted(seconds / 3600, "hour");
	if (seconds > 0 && seconds % 60 === 0) return counted(seconds / 60, "minute");
	return counted(seconds, "second");
}

/** Sentences one after another; those that do not apply are given as "". */
export function sentences(...all: readonly string[]): string {
	return all.filter((one) => one !== "").join(" ");
}

/** "🇩🇪 DE", from a country's two letters. */
export function country(letters: string): string {
	const code = letters.toUpperCase();
	const flag = [...code].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + flagOffset)).join("");
	return `${flag} ${code}`;
}

/** From "A" to the regional indicator A; two of them make a flag. */
const flagOffset = 0x1f1e6 - 0x41;

function counted(count: number, thing: string): string {
	return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}
