// What comes of a press on the /setup panel. A choice is saved at once, and never over what somebody else has chosen
// meanwhile: an id tells from which value it was drawn.

import { relative } from "../../markdown.ts";
import type { Form } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { CommandNeeds, Message, Press } from "./command.ts";
import type { Setting } from "./panels.ts";
import { digest, type Scene, sceneOf } from "./setup-control.ts";
import { controls, isPage, isSetting } from "./setup-controls.ts";
import { choose, find, findForm, unfollow } from "./setup-follow.ts";
import { panel } from "./setup-panel.ts";
import { save } from "./setup-save.ts";

/** The form that the press opens; undefined for one that is answered. Only admins are asked anything. */
export function setupForm(press: Press, needs: CommandNeeds): Form | undefined {
	const [what, setting] = press.words;
	const guild = needs.see(press.member.guildId);
	if (!press.isAdmin || guild === undefined) return undefined;
	if (what === "find") return findForm(press.texts);
	if ((what !== "edit" && what !== "set") || !isSetting(setting)) return undefined;
	return controls[setting].form?.(press, sceneOf(guild, press.texts, needs));
}

export function pressSetup(press: Press, needs: CommandNeeds): Message | Promise<Message> {
	const [what, second] = press.words;
	const { setup } = press.texts;
	if (!press.isAdmin) {
		// They may have been one when they opened it: it is not shown to them any longer.
		needs.panels.closed(press.member);
		return { content: what === "open" ? setup.whoCan : setup.adminsOnly };
	}
	if (needs.see(press.member.guildId) === undefined) return { content: setup.unseen };
	switch (what) {
		case "open":
			return panel({ page: "start" }, "", press, needs);
		case "page":
			return panel({ page: isPage(second) ? second : "start" }, "", press, needs);
		case "set":
			return patiently(needs.clock, () => set(press, needs));
		case "found":
			return find(press, needs);
		case "follow":
			return choose(press, needs);
		case "unfollow":
			return patiently(needs.clock, () => unfollow(press, needs));
		default:
			return panel({ page: "start" }, setup.outdated, press, needs);
	}
}

function set(press: Press, needs: CommandNeeds): Message {
	const [, setting, drawnFrom] = press.words;
	const { texts, member } = press;
	const guild = needs.see(member.guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	if (!isSetting(setting)) return panel({ page: "start" }, texts.setup.outdated, press, needs);
	const { page, read } = controls[setting];
	const scene = sceneOf(guild, texts, needs);
	const choice = read(press, scene);
	if ("problem" in choice) return panel({ page }, texts.setup.refused(choice.problem), press, needs);
	const present = digest(scene.settings[setting]);
	// The second of a double click, or two admins of one mind.
	if (digest(choice.change[setting]) === present) return panel({ page }, texts.setup.alreadySo, press, needs);
	if (drawnFrom !== present) return panel({ page }, overtaken(setting, press, scene, needs), press, needs);
	save([setting], choice.change, press, needs);
	const now = sceneOf(guild, texts, needs);
	return panel({ page }, texts.setup.saved(controls[setting].reads(now)), press, needs);
}

/** Somebody else was first: who, when, and how it stands now. */
function overtaken(setting: Setting, { member, texts }: Press, scene: Scene, { panels }: CommandNeeds): string {
	const change = panels.lastChange(member.guildId, setting);
	const stands = controls[setting].reads(scene);
	if (change === undefined || change.by === member.discordId) return texts.setup.changedMeanwhile(stands);
	return texts.setup.changedBy(`<@${change.by}>`, relative(change.at), stands);
}
