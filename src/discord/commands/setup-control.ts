// What a setting on the /setup panel is made of: how it is shown, what is wrong with it, and how a choice is read.

import type { GuildSettings } from "../../guild.ts";
import type { ClaimRule } from "../../link.ts";
import type { Block, Form } from "../../message.ts";
import type { ScopePermissions } from "../../permission.ts";
import type { GuildShown } from "../../shown.ts";
import type { Texts } from "../../texts/texts.ts";
import type { CommandNeeds, Press } from "./command.ts";
import type { Setting } from "./panels.ts";

export type Page = "start" | "rooms" | "people" | "matches" | "news";

/** What a page is drawn from. */
export type Scene = {
	readonly settings: GuildSettings;
	readonly guild: GuildShown;
	readonly texts: Texts;
	readonly scopes: readonly ScopePermissions[];
	/** What holds where an admin chose nothing. */
	readonly defaults: {
		readonly lingerMs: number;
		readonly claims: ClaimRule;
		/** Until when claims from before count, epoch ms; null if they do not, or for ever. */
		readonly graceUntil: number | null;
	};
	/** FACEIT's login is set up. */
	readonly canProve: boolean;
	readonly listed: CommandNeeds["competitions"]["listed"];
	/** The id of whatever chooses the setting: it tells from which value it was drawn, and perhaps what it chooses. */
	readonly idOf: (setting: Setting, word?: string) => string;
};

/** A choice that was read: what it changes, or why it cannot be. */
export type Choice = { readonly change: Partial<GuildSettings> } | { readonly problem: string };

export type Control = {
	readonly page: Page;
	readonly blocks: (scene: Scene) => readonly Block[];
	/** Its present value, as a phrase of its own. */
	readonly reads: (scene: Scene) => string;
	/** True if the start page is to tell it although nobody chose it. */
	readonly isTold?: (scene: Scene) => boolean;
	/** What is wrong with the present value, with the fix. */
	readonly problem: (scene: Scene) => string | undefined;
	readonly read: (press: Press, scene: Scene) => Choice;
	/** The form that asks for what is typed, if this press is to open it. */
	readonly form?: (press: Press, scene: Scene) => Form | undefined;
};

export function sceneOf(guild: GuildShown, texts: Texts, needs: CommandNeeds): Scene {
	const { guilds, scopes, grace, logins, defaultLingerMs, competitions } = needs;
	const settings = guilds.settings(guild.guildId);
	return {
		...{ settings, guild, texts, scopes, canProve: logins !== null },
		defaults: { lingerMs: defaultLingerMs, claims: grace.rule, graceUntil: grace.until() },
		listed: (one) => competitions.listed(one),
		idOf: (setting, word) =>
			["setup", "set", setting, digest(settings[setting]), ...(word === undefined ? [] : [word])].join(":"),
	};
}

/** Short, the same for the same value and, with all likelihood, another for another. */
export function digest(value: unknown): string {
	return Bun.hash(JSON.stringify(value)).toString(36).slice(0, 8);
}
