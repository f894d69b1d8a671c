// Every setting on the /setup panel, in the order in which people see them. One that is not listed does not compile.

import type { Setting } from "./panels.ts";
import type { Control, Page } from "./setup-control.ts";
import { matchControls } from "./setup-matches.ts";
import { newsControls } from "./setup-news.ts";
import { peopleControls } from "./setup-people.ts";
import { roomControls } from "./setup-rooms.ts";

export const controls: Readonly<Record<Setting, Control>> = {
	...roomControls,
	...peopleControls,
	...matchControls,
	...newsControls,
};

/** The pages that have settings of their own. */
export const pages = ["rooms", "people", "matches", "news"] as const satisfies readonly Page[];

export const settings: readonly Setting[] = Object.keys(controls).filter(isSetting);

export function isSetting(word: string | undefined): word is Setting {
	return word !== undefined && Object.hasOwn(controls, word);
}

export function isPage(word: string | undefined): word is Page {
	return word === "start" || pages.some((page) => page === word);
}

/** The settings of one page. */
export function settingsOn(page: Page): readonly Setting[] {
	return settings.filter((setting) => controls[setting].page === page);
}
