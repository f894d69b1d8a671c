// How a guild is set up, as its admin reads it.

import type { GuildSettings } from "../../guild.ts";
import { checkPermissions, switchedOn } from "../../guild-check.ts";
import { fitting } from "../../markdown.ts";
import type { ScopePermissions } from "../../permission.ts";
import type { GuildShown } from "../../shown.ts";
import { fieldsOf } from "./card.ts";
import type { Message } from "./command.ts";
import { channelLines, permissionLine } from "./guild-problems.ts";
import { allSettings, type Defaults } from "./settings.ts";

type About = {
	/** The settings have just been changed. */
	readonly hasChanges: boolean;
	readonly defaults: Defaults;
	readonly scopes: readonly ScopePermissions[];
};

/** Discord's limit for the value of an embed's field. */
const fieldLength = 1024;

export function overview(guild: GuildShown, settings: GuildSettings, about: About): Message {
	const { hasChanges, defaults, scopes } = about;
	const checks = checkPermissions(guild, switchedOn(scopes, settings), settings.categoryId);
	const head = hasChanges
		? "✅ Saved. It applies from now on."
		: "This is how I am set up here. Change it with the options of `/setup`.";
	const isLacking = checks.some(({ lackingIn, importance }) => lackingIn !== null && importance === "essential");
	const permissions = checks.map((check) => permissionLine(check, guild, settings.categoryId));
	return {
		content: isLacking ? `${head}\n⚠️ I lack permissions and cannot do all of my work: see below.` : head,
		blocks: fieldsOf(
			...allSettings.map(({ title, reads }) => ({ name: title, value: reads(settings, guild, defaults) })),
			{ name: "My permissions", value: fitting(permissions, fieldLength) },
			{ name: "Channels", value: channelLines(guild, settings.categoryId).join("\n") },
		),
	};
}
