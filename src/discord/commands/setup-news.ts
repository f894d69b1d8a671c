// The page "Announcements" of the /setup panel, and the message "Link your account": what is said, and where.

import { scopeProblem, textChannelProblem } from "./guild-problems.ts";
import type { Control, Page, Scene } from "./setup-control.ts";
import { channel, onOff } from "./setup-menus.ts";

/** The part of the work whose permissions a setting takes. */
const scopes = {
	cardChannelId: "cards",
	noticeChannelId: "messages",
	linkChannelId: "messages",
	hasRoomChat: "roomChat",
	hasVoiceStatus: "status",
} as const;

export const newsControls = {
	cardChannelId: textChannel("news", "cardChannelId"),
	hasRoomChat: onOff("news", "hasRoomChat", (scene) => lacking("hasRoomChat", scene)),
	hasVoiceStatus: onOff("news", "hasVoiceStatus", (scene) => lacking("hasVoiceStatus", scene)),
	noticeChannelId: textChannel("news", "noticeChannelId"),
	linkChannelId: textChannel("start", "linkChannelId"),
} as const satisfies Readonly<Record<string, Control>>;

function textChannel(page: Page, setting: "cardChannelId" | "noticeChannelId" | "linkChannelId"): Control {
	return channel(page, setting, "text", (id, { guild, texts, ...scene }) =>
		textChannelProblem(guild, id, scopeOf(scopes[setting], scene), texts),
	);
}

/** What is switched off lacks nothing. */
function lacking(setting: "hasRoomChat" | "hasVoiceStatus", scene: Scene): string | undefined {
	const { settings, guild, texts } = scene;
	if (!settings[setting]) return undefined;
	return scopeProblem(guild, scopeOf(scopes[setting], scene), settings.categoryId, texts);
}

function scopeOf(name: string, { scopes }: Pick<Scene, "scopes">) {
	return scopes.find(({ scope }) => scope === name);
}
