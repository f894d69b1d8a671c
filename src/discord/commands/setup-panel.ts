// Draws the /setup panel: a page of settings, or the start page with how things stand.

import { defaultSettings, type FollowedCompetition } from "../../guild.ts";
import { fitting } from "../../markdown.ts";
import { type Block, type Button, buttonsOf, line, text } from "../../message.ts";
import type { Texts } from "../../texts/texts.ts";
import type { Caller, CommandNeeds, Message } from "./command.ts";
import { fullness, missingPermissions } from "./guild-problems.ts";
import type { Change, Setting } from "./panels.ts";
import { type Page, type Scene, sceneOf } from "./setup-control.ts";
import { controls, pages, settingsOn } from "./setup-controls.ts";
import { followBlocks } from "./setup-matches.ts";
import { warned } from "./setup-menus.ts";

/** Where somebody is on the panel: the page, and on "Matches" what was found for them to choose from. */
export type At = { readonly page: Page; readonly found?: readonly FollowedCompetition[] };

/** Beside this, what is missing leaves room for the rest of the message, characters. */
const longestMissing = 2_000;

/** The panel as it stands, redrawn when somebody else changes a setting. `remark` says what has just happened. */
export function panel(at: At, remark: string, caller: Caller, needs: CommandNeeds): Message {
	const { texts, member } = caller;
	const guild = needs.see(member.guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	needs.panels.opened(member, async (changes) => {
		const seen = needs.see(member.guildId);
		if (seen === undefined) return;
		await caller.later(drawnAt(at, whatChanged(changes, texts), sceneOf(seen, texts, needs), needs));
	});
	return drawnAt(at, remark, sceneOf(guild, texts, needs), needs);
}

/** "Ann changed the lobby", for each who changed something. */
function whatChanged(changes: ReadonlyMap<Setting, Change>, { setup }: Texts): string {
	const byWhom = Map.groupBy(changes, ([, { by }]) => by);
	const lines = [...byWhom].map(([by, some]) =>
		setup.changedByOther(`<@${by}>`, some.map(([setting]) => setup.names[setting]).join(", ")),
	);
	return lines.join("\n");
}

function drawnAt({ page, found = [] }: At, remark: string, scene: Scene, needs: CommandNeeds): Message {
	const { setup } = scene.texts;
	const own = settingsOn(page).flatMap((setting) => controls[setting].blocks(scene));
	const content = [`## ${page === "start" ? setup.title : setup.pages[page]}`, remark, setup.about[page]]
		.filter((one) => one !== "")
		.join("\n");
	if (page === "start") {
		const blocks = [...standing(scene), line, ...own, line, navigation(page, scene), checks(scene)];
		return { tone: "brand", content, blocks };
	}
	const more = page === "matches" ? followBlocks(found, needs.competitions.seenLately(), scene) : [];
	return { tone: "brand", content, blocks: [...own, ...more, line, navigation(page, scene)] };
}

/** How things stand: what is missing, then each page in a line or two. */
function standing(scene: Scene): readonly Block[] {
	const { setup } = scene.texts;
	const missing = whatIsMissing(scene);
	return [
		text(missing.length === 0 ? setup.nothingMissing : fitting([setup.missing, ...missing], longestMissing)),
		line,
		text(...pages.map((page) => `**${setup.pages[page]}**\n-# ${summary(page, scene)}`)),
	];
}

/** The first setting of the page, those that were chosen, and what admins should know. */
function summary(page: Page, scene: Scene): string {
	const isTold = (setting: Setting, index: number) =>
		index === 0 ||
		!Bun.deepEquals(scene.settings[setting], defaultSettings[setting]) ||
		controls[setting].isTold?.(scene) === true;
	return settingsOn(page)
		.filter(isTold)
		.map((setting) => controls[setting].reads(scene))
		.join(" · ");
}

/** Permissions that all need, then what is wrong with a setting. */
function whatIsMissing(scene: Scene): readonly string[] {
	const { guild, settings, texts } = scene;
	// Those of the other parts are asked for beside their settings.
	const always = scene.scopes.filter(({ scope }) => scope === "rooms" || scope === "messages");
	const wrong = (["start", ...pages] as const).flatMap((page) =>
		settingsOn(page).flatMap((setting) => {
			const problem = controls[setting].problem(scene);
			return problem === undefined ? [] : [warned(`**${texts.setup.names[setting]}**: ${problem}`)];
		}),
	);
	return [
		...missingPermissions(guild, always, settings.categoryId, texts),
		...fullness(guild, settings.categoryId, texts),
		...wrong,
	];
}

function checks({ texts: { setup } }: Scene): Block {
	return buttonsOf(
		{ id: "doctor:run", label: setup.check, kind: "good" },
		{ id: "doctor:test", label: setup.test, kind: "calm" },
	);
}

function navigation(at: Page, { texts: { setup } }: Scene): Block {
	const button = (page: Page): Button => ({
		...{
			id: `setup:page:${page}`,
			label: page === "start" ? setup.overview : setup.pages[page],
			kind: page === at ? "act" : "calm",
		},
	});
	return buttonsOf(button("start"), ...pages.map(button));
}
