// A guild in Discord's own words, with every field that a client expects of it.
import { channelPayload, memberPayload, rolePayload, voicePayload } from "./payloads.ts";
import type { Guild } from "./world.ts";

export function guildPayload(guild: Guild) {
	return {
		id: guild.id,
		name: guild.name,
		owner_id: guild.ownerId,
		afk_channel_id: guild.afkChannelId,
		afk_timeout: 300,
		icon: null,
		splash: null,
		discovery_splash: null,
		banner: null,
		description: null,
		application_id: null,
		system_channel_id: null,
		system_channel_flags: 0,
		rules_channel_id: null,
		public_updates_channel_id: null,
		safety_alerts_channel_id: null,
		vanity_url_code: null,
		verification_level: 0,
		default_message_notifications: 1,
		explicit_content_filter: 0,
		mfa_level: 0,
		nsfw_level: 0,
		premium_tier: 0,
		premium_subscription_count: 0,
		premium_progress_bar_enabled: false,
		preferred_locale: "en-US",
		max_members: 500_000,
		max_video_channel_users: 25,
		max_stage_video_channel_users: 50,
		features: [],
		emojis: [],
		stickers: [],
		roles: [...guild.roles.values()].map(rolePayload),
	};
}

export function guildCreatePayload(guild: Guild, botId: string) {
	// Without privileged intents "members only contain your bot and users in voice channels" (Guild Create).
	const seen = [...guild.members.values()].filter(({ user }) => user.id === botId || guild.voice.has(user.id));
	return {
		...guildPayload(guild),
		joined_at: guild.joinedAt,
		large: false,
		unavailable: false,
		member_count: guild.members.size,
		members: seen.map(memberPayload),
		channels: [...guild.channels.values()].map(channelPayload),
		voice_states: [...guild.voice.values()].map((state) => voicePayload(state.userId, state)),
		threads: [],
		presences: [],
		stage_instances: [],
		guild_scheduled_events: [],
		soundboard_sounds: [],
	};
}
