// What is wrong with a guild's setup, as data: `/setup` and the doctor each phrase it for their readers. Pure.

import type { GuildSettings } from "./guild.ts";
import { permissionsIn, type ScopePermissions } from "./permission.ts";
import { type ChannelShown, entry, type GuildShown, lackingBits } from "./shown.ts";

/** The scope without which there are no rooms; without any of the others the bot is still useful. */
const essentialScope = "rooms";

/** One permission that the bot should have. */
export type PermissionCheck = {
	readonly name: string;
	/** Where the bot lacks it: in the whole guild, or only in the category that rooms go to. */
	readonly lackingIn: "guild" | "category" | null;
	/** `essential`: no rooms without it. `needed`: another scope pauses without it. `passedOn`: players may lack it. */
	readonly importance: "essential" | "needed" | "passedOn";
	/** What it is for. */
	readonly scope: ScopePermissions;
};

/** Each permission of `scopes` once, the essential ones first, otherwise in the order of Discord's settings. */
export function checkPermissions(
	guild: GuildShown,
	scopes: readonly ScopePermissions[],
	categoryId: string | null,
): readonly PermissionCheck[] {
	const byImportance = [...scopes].sort((a, b) => Number(isEssential(b)) - Number(isEssential(a)));
	let listed = 0n;
	const checks = (scope: ScopePermissions, bits: bigint, importance: PermissionCheck["importance"]) => {
		// Only rooms are in the category; messages are posted elsewhere.
		const { inGuild, inCategory } = lackingBits(guild, bits, isEssential(scope) ? categoryId : null);
		const fresh = permissionsIn(bits & ~listed);
		listed |= bits;
		return fresh.map(({ bit, name }): PermissionCheck => {
			const lackingIn = (inGuild & bit) !== 0n ? "guild" : (inCategory & bit) !== 0n ? "category" : null;
			return { name, lackingIn, importance, scope };
		});
	};
	return [
		...byImportance.flatMap((scope) => checks(scope, scope.needs, isEssential(scope) ? "essential" : "needed")),
		...byImportance.flatMap((scope) => checks(scope, scope.wants, "passedOn")),
	];
}

/** The parts of the work that the guild wants done. */
export function switchedOn(
	scopes: readonly ScopePermissions[],
	{ cardChannelId, hasRoomChat, hasVoiceStatus }: GuildSettings,
): readonly ScopePermissions[] {
	const off = new Set([
		...(cardChannelId === null ? ["cards"] : []),
		...(hasRoomChat ? [] : ["roomChat"]),
		...(hasVoiceStatus ? [] : ["status"]),
	]);
	return scopes.filter(({ scope }) => !off.has(scope));
}

function isEssential({ scope }: ScopePermissions): boolean {
	return scope === essentialScope;
}

/** The permissions that rooms and moves need; none if nothing needs any. */
export function essentialNeeds(scopes: readonly ScopePermissions[]): bigint {
	return scopes.filter(isEssential).reduce((bits, { needs }) => bits | needs, 0n);
}

export type CategoryCheck = "fine" | "gone" | "noCategory";

/** Whether rooms can be created in the chosen category. */
export function checkCategory(guild: GuildShown, categoryId: string): CategoryCheck {
	const channel = guild.channels.get(categoryId);
	if (channel === undefined) return "gone";
	return channel.kind === "category" ? "fine" : "noCategory";
}

/** `closed`: the bot lacks `lacking` there, bits of what it needs to move people into a channel. */
export type LobbyCheck =
	| { readonly is: "gone" }
	| { readonly is: "fine" | "stage" | "noVoice" | "afk"; readonly channel: ChannelShown }
	| { readonly is: "closed"; readonly channel: ChannelShown; readonly lacking: bigint };

/** Whether players can be brought back to the chosen lobby. */
export function checkLobby(guild: GuildShown, lobbyId: string): LobbyCheck {
	const channel = guild.channels.get(lobbyId);
	if (channel === undefined) return { is: "gone" };
	if (channel.kind === "stage") return { is: "stage", channel };
	if (channel.kind !== "voice") return { is: "noVoice", channel };
	if (lobbyId === guild.afkChannelId) return { is: "afk", channel };
	const lacking = entry & ~guild.permissions(lobbyId);
	return lacking === 0n ? { is: "fine", channel } : { is: "closed", channel, lacking };
}
