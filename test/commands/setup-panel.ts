// The /setup panel as an admin uses it: pages are opened, and what they offer is chosen by the name of its setting.

import type { Setting } from "../../src/discord/commands/panels.ts";
import { scopePermissions } from "../../src/keeper/actions/handlers.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import type { GuildShown } from "../../src/shown.ts";
import { channel, guildShown } from "../guild-shown.ts";
import { idsIn, openBot, type Shown } from "./bot.ts";

/** The channels and roles that there are, by what they are for. */
export const there = {
	...{
		category: "31010000000",
		lobby: "31020000000",
		text: "31030000000",
		stage: "31040000000",
		afk: "31050000000",
		closed: "31060000000",
		hidden: "31070000000",
	},
	...{ gone: "39990000000", role: "40010000000", botRole: "40020000000", goneRole: "49990000000" },
};

export type Panel = ReturnType<typeof openPanel>;

type Options = Parameters<typeof openBot>[0] & { readonly guild?: Parameters<typeof guildShown>[0] };

export function openPanel({ guild, ...options }: Options = {}) {
	const bot = openBot({ isAdmin: true, scopes: scopePermissions, ...options });
	const show = (parts: Parameters<typeof guildShown>[0] = {}): GuildShown => {
		const shown = guildShown({ ...shownParts(bot.guildId), ...parts });
		bot.shown.set(bot.guildId, shown);
		return shown;
	};
	show(guild);
	const page = (name: string, who = bot.ann) => bot.press(who, `setup:page:${name}`);
	return {
		...bot,
		...{ show, page },
		settings: () => bot.guilds.settings(bot.guildId),
		/** Chooses on a page as it was drawn. */
		choose: (on: Shown, setting: Setting, values: readonly string[] = [], who = bot.ann) =>
			bot.press(who, idOf(on, setting), values),
		/** Fills in the form that a choice, or a button, opens. */
		async type(on: Shown, setting: Setting, typed: string, who = bot.ann) {
			const id = idOf(on, setting);
			const form = bot.form(who, id, id.startsWith("setup:edit") ? [] : ["other"]);
			if (form === undefined) throw new Error(`no form for ${setting}`);
			return bot.press(who, form.id, [], { value: typed });
		},
	};
}

function shownParts(guildId: string): Parameters<typeof guildShown>[0] & object {
	return {
		guildId,
		channels: [
			channel(there.category, "category"),
			channel(there.lobby, "voice"),
			channel(there.text, "text"),
			channel(there.stage, "stage"),
			channel(there.afk, "voice"),
			channel(there.closed, "voice"),
			channel(there.hidden, "text"),
		],
		afkChannelId: there.afk,
		denied: { [there.closed]: permission.connect, [there.hidden]: allPermissions },
		roles: {
			[guildId]: { isOfBot: false },
			[there.role]: { isOfBot: false },
			[there.botRole]: { isOfBot: true },
		},
	};
}

/** The id of what chooses the setting on the page. */
export function idOf(on: Shown, setting: Setting): string {
	const found = idsIn(on).find((id) => id.split(":")[2] === setting);
	if (found === undefined) throw new Error(`nothing chooses ${setting} on the page`);
	return found;
}
