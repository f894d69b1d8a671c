// Colours for the terminal, and none where nobody asked for them.

import { styleText } from "node:util";

const styles = {
	title: ["bold"],
	faint: ["dim"],
	players: ["green"],
	faceit: ["yellow"],
	bot: ["cyan"],
	first: ["blueBright"],
	second: ["magentaBright"],
	good: ["bold", "green"],
	bad: ["bold", "red"],
	moved: ["bold"],
} as const;

export type Style = keyof typeof styles;
export type Paint = (style: Style, text: string) => string;

export function paintWith(isColoured: boolean): Paint {
	if (!isColoured) return (_, text) => text;
	return (style, text) => styleText([...styles[style]], text, { validateStream: false });
}

/** See no-color.org and force-color.org. */
export function wantsColour(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
	if ((env.NO_COLOR ?? "") !== "") return false;
	if ((env.FORCE_COLOR ?? "") !== "") return env.FORCE_COLOR !== "0";
	return isTerminal && env.TERM !== "dumb";
}
