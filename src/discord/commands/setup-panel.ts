// The /setup panel: its pages, and what comes of each press on them. Settings are saved at once, and never over what
// somebody else has chosen meanwhile.

import { type FollowedCompetition, type GuildSettings, mostFollowed } from "../../guild.ts";
import { relative, shown } from "../../markdown.ts";
import { type Block, type Button, buttonsOf, type Form, line } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { GuildShown } from "../../shown.ts";
import type { Caller, CommandNeeds, Message, Press } from "./command.ts";
import { overview } from "./overview.ts";
import { controls, type Key, type Page, type Scene } from "./setup-choices.ts";

const pages: readonly Page[] = ["rooms", "access", "people", "matches", "news"];

function isPage(word: string | undefined): word is Page {
	return pages.some((page) => page === word);
}

function isKey(word: string | undefined): word is Key {
	return word !== undefined && word in controls;
}

/** The panel as it stands, for whoever may see it. `remark` says what has just happened. */
export function panel(page: Page | "start", remark: string, caller: Caller, needs: CommandNeeds): Message {
	const { guildId, discordId } = caller.member;
	const guild = needs.see(guildId);
	if (guild === undefined) return { content: caller.texts.setup.unseen };
	needs.panels.opened(guildId, discordId, () =>
		caller.later(drawnPage(page, "", caller, needs, needs.see(guildId) ?? guild)),
	);
	return drawnPage(page, remark, caller, needs, guild);
}

function drawnPage(
	page: Page | "start",
	remark: string,
	{ member: { guildId }, texts }: Caller,
	needs: CommandNeeds,
	guild: GuildShown,
): Message {
	const settings = needs.guilds.settings(guildId);
	const scene = sceneOf(settings, guild, texts, needs);
	if (page === "start") {
		const { scopes, grace, logins, defaultLingerMs } = needs;
		const defaults = {
			lingerMs: defaultLingerMs,
			claims: grace.rule,
			graceUntil: grace.until(),
			canProve: logins !== null,
		};
		const stands = overview(guild, settings, { scopes, defaults, hasChanges: false });
		return {
			tone: "brand",
			content: [`## ${texts.setup.title}`, remark, stands.content].filter((one) => one !== "").join("\n"),
			blocks: [...(stands.blocks ?? []), ...navigation(page, texts)],
		};
	}
	const own = Object.values(controls).filter((control) => control.page === page);
	return {
		tone: "brand",
		content: [`## ${texts.setup.pages[page]}`, remark, texts.setup.about[page]].filter((one) => one !== "").join("\n"),
		blocks: [
			...own.flatMap(({ blocks }) => blocks(scene)),
			...(page === "matches" ? followBlocks(settings, texts, needs) : []),
			line,
			...navigation(page, texts),
		],
	};
}

function navigation(at: Page | "start", { setup }: Caller["texts"]): readonly Block[] {
	const button = (page: Page): Button => ({
		...{ id: `setup:page:${page}`, label: setup.pages[page], kind: page === at ? "act" : "calm" },
	});
	return [
		buttonsOf(...pages.map(button)),
		buttonsOf(
			...(at === "start" ? [] : [{ id: "setup:page:start", label: setup.overview, kind: "calm" } as const]),
			{ id: "doctor:run", label: setup.check, kind: "good" },
			{ id: "doctor:test", label: setup.test, kind: "calm" },
		),
	];
}

/** What was heard of lately is offered with a press; anything else is found by its name, link or id. */
function followBlocks(settings: GuildSettings, { setup }: Caller["texts"], needs: CommandNeeds): readonly Block[] {
	const isNew = ({ id }: FollowedCompetition) => !settings.follows.some((one) => one.id === id);
	const lately = needs.competitions.seenLately().filter(isNew);
	return [
		buttonsOf({ id: "setup:find", label: setup.follow, kind: "act" }),
		...(lately.length === 0 ? [] : [followMenu(lately, setup.seenLately)]),
	];
}

function followMenu(found: readonly FollowedCompetition[], hint: string): Block {
	const entries = found.map(({ kind, id, name }) => ({ label: name || id, value: `${kind}:${id}`, description: kind }));
	return { is: "menu", menu: { of: "entries", id: "setup:follow", hint, entries, chosen: [], least: 1, most: 1 } };
}

function sceneOf(settings: GuildSettings, guild: GuildShown, texts: Caller["texts"], needs: CommandNeeds): Scene {
	return {
		...{ settings, guild, texts, defaultLingerMs: needs.defaultLingerMs },
		idOf: (what, key) => `setup:${what}:${key}:${digest(settings[key])}`,
	};
}

/** Short, and another for another value. */
function digest(value: unknown): string {
	return Bun.hash(JSON.stringify(value)).toString(36).slice(0, 8);
}

/** The form that a press opens; undefined for one that is answered. Only admins are asked anything. */
export function setupForm(press: Press, needs: CommandNeeds): Form | undefined {
	const [what, key] = press.words;
	const guild = needs.see(press.member.guildId);
	if (!press.isAdmin || guild === undefined) return undefined;
	const { texts } = press;
	if (what === "find") {
		const field = { id: "value", label: texts.setup.findLabel, description: texts.setup.findHint, value: "" };
		return { id: "setup:found", title: texts.setup.follow, fields: [{ ...field, longest: 200, isRequired: true }] };
	}
	if (what !== "edit" || !isKey(key)) return undefined;
	const settings = needs.guilds.settings(press.member.guildId);
	return controls[key].form?.(sceneOf(settings, guild, texts, needs));
}

/** What comes of a press on the panel. */
export function pressPanel(press: Press, needs: CommandNeeds): Message | Promise<Message> {
	const [what, second] = press.words;
	const { texts } = press;
	if (!press.isAdmin) return { content: what === "open" ? texts.setup.whoCan : texts.setup.adminsOnly };
	switch (what) {
		case "open":
			return panel("start", "", press, needs);
		case "page":
			return panel(isPage(second) ? second : "start", "", press, needs);
		case "set":
			return patiently(needs.clock, () => set(press, needs));
		case "found":
			return found(press, needs);
		case "follow":
			return patiently(needs.clock, () => follow(press, needs));
		default:
			return panel("start", texts.setup.outdated, press, needs);
	}
}

function set(press: Press, needs: CommandNeeds): Message {
	const [, key, drawnFrom] = press.words;
	const { texts, member } = press;
	const guild = needs.see(member.guildId);
	if (!isKey(key)) return panel("start", texts.setup.outdated, press, needs);
	const { page, read } = controls[key];
	if (guild === undefined) return { content: texts.setup.unseen };
	const settings = needs.guilds.settings(member.guildId);
	if (digest(settings[key]) !== drawnFrom) {
		const change = needs.panels.lastChange(member.guildId, key);
		const remark =
			change === undefined || change.by === member.discordId
				? texts.setup.changedMeanwhile
				: texts.setup.changedBy(`<@${change.by}>`, relative(change.at));
		return panel(page, remark, press, needs);
	}
	const choice = read(press, sceneOf(settings, guild, texts, needs));
	if ("problem" in choice) return panel(page, texts.setup.refused(choice.problem), press, needs);
	save(choice.change, press, needs);
	return panel(page, texts.setup.saved, press, needs);
}

function save(change: Partial<GuildSettings>, { member }: Press, needs: CommandNeeds): void {
	const { guildId, discordId } = member;
	needs.guilds.change(guildId, change);
	needs.onSettings(guildId);
	needs.panels.changed(guildId, discordId, Object.keys(change).filter(isKey));
}

async function found(press: Press, needs: CommandNeeds): Promise<Message> {
	const { texts } = press;
	const typed = press.fields.value ?? "";
	const answer = await needs.competitions.find(typed);
	if (answer.is === "unavailable") return panel("matches", texts.setup.findUnavailable, press, needs);
	const [only, ...others] = answer.competitions;
	if (only === undefined) return panel("matches", texts.setup.foundNothing(shown(typed, 60)), press, needs);
	if (others.length === 0) return patiently(needs.clock, () => followed(only, press, needs));
	const shownPage = panel("matches", texts.setup.foundSeveral, press, needs);
	const menu = followMenu(answer.competitions, texts.setup.chooseOne);
	return { ...shownPage, blocks: [menu, ...(shownPage.blocks ?? []).filter((block) => !isFollowMenu(block))] };
}

function isFollowMenu(block: Block): boolean {
	return block.is === "menu" && block.menu.id === "setup:follow";
}

/** Its name is the one that was shown: FACEIT is not asked again. */
function follow(press: Press, needs: CommandNeeds): Message {
	const [kind, id] = (press.values[0] ?? "").split(":");
	const known = needs.competitions.known({ kind: kind ?? "", id: id ?? "" });
	return known === undefined
		? panel("matches", press.texts.setup.outdated, press, needs)
		: followed(known, press, needs);
}

function followed({ kind, id, name }: FollowedCompetition, press: Press, needs: CommandNeeds): Message {
	const { texts, member } = press;
	const { follows, concerns: rule } = needs.guilds.settings(member.guildId);
	if (follows.some((one) => one.id === id))
		return panel("matches", texts.setup.followedAlready(shown(name)), press, needs);
	if (follows.length >= mostFollowed) return panel("matches", texts.setup.followsFull(mostFollowed), press, needs);
	save({ follows: [...follows, { kind, id, name: name.slice(0, 100) }] }, press, needs);
	const isOnly = rule === "all" ? texts.setup.followedAll : "";
	return panel("matches", [texts.setup.followed(shown(name)), isOnly].join(" ").trim(), press, needs);
}
