// A guild in the gateway's own words, and what the cache calls of what it hears of it.

import { GuildCache } from "../../src/discord/guild-cache.ts";
import { permission } from "../../src/permission.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";

export const botId = "1";
export const guildId = "100";
/** Discord made it for the bot. */
export const botRoleId = "101";
export const rolePermissions =
	permission.viewChannel | permission.connect | permission.manageChannels | permission.moveMembers | permission.speak;

type Overwrite = { id: string; type: 0 | 1; allow?: bigint; deny?: bigint };

export function channel(id: string, more: { type?: number; name?: string; overwrites?: Overwrite[] } = {}) {
	const { type = 2, name = `channel ${id}`, overwrites = [] } = more;
	const written = overwrites.map(({ id, type, allow = 0n, deny = 0n }) => ({
		...{ id, type, allow: String(allow), deny: String(deny) },
	}));
	return { id, type, guild_id: guildId, name, parent_id: null, position: 0, permission_overwrites: written };
}

export function voiceState(userId: string, channelId: string | null) {
	return { guild_id: guildId, user_id: userId, channel_id: channelId, session_id: "s", mute: false };
}

export function botRole(permissions = rolePermissions) {
	return { id: botRoleId, name: "faceit-comms", permissions: String(permissions), tags: { bot_id: botId } };
}

/** GUILD_CREATE's data, without `unavailable`, as Discord sends it for a guild that is there. */
export function guild(more: object = {}) {
	return {
		...{ id: guildId, name: "Vale", owner_id: "9", afk_channel_id: null, system_channel_id: null },
		roles: [{ id: guildId, name: "@everyone", permissions: String(permission.viewChannel) }, botRole()],
		members: [{ user: { id: botId }, roles: [botRoleId] }],
		channels: [],
		voice_states: [],
		...more,
	};
}

export type Heard = { readonly cache: GuildCache; readonly clock: VirtualClock; readonly heard: string[] };

/** A cache before READY, and what it calls, in order. `look` is asked at each call what is seen of the guild. */
export function newCache(look: (cache: GuildCache) => unknown = () => ""): Heard {
	const clock = virtualClock();
	const heard: string[] = [];
	const note = (...words: unknown[]) =>
		void heard.push([...words, look(cache)].filter((word) => word !== "").join(" "));
	const cache: GuildCache = new GuildCache({
		clock,
		on: {
			refreshed: (_, ids, after) => note("refreshed", after, [...ids].join()),
			guildShown: (id) => note("shown", id),
			guildLeft: (id) => note("left", id),
			memberMoved: ({ how, discordId, from = "none", to = "none" }) => note(how, discordId, from, to),
			channelShown: (_, id, name) => note("channel", id, name),
			channelGone: (_, id) => note("gone", id),
		},
	});
	return { cache, clock, heard };
}

export function ready(cache: GuildCache, ...ids: string[]): void {
	cache.apply("READY", { user: { id: botId }, guilds: ids.map((id) => ({ id, unavailable: true })) });
}

/** A cache that shows the guild; what was heard until then is forgotten. */
export function shownCache(more: object = {}): Heard {
	const given = newCache();
	ready(given.cache, guildId);
	given.cache.apply("GUILD_CREATE", guild(more));
	given.heard.length = 0;
	return given;
}
