// The world in Discord's own words: the objects of its API, as REST answers and gateway events carry them.
import { ChannelType } from "discord-api-types/v10";
import { isVoice } from "./permissions.ts";
import type { Channel, Member, Message, Overwrite, Role, User, VoiceState, World } from "./world.ts";

export function userPayload(user: User) {
	return {
		id: user.id,
		username: user.username,
		global_name: user.bot ? null : user.username,
		discriminator: user.bot ? "0001" : "0",
		avatar: null,
		bot: user.bot,
		public_flags: 0,
		flags: 0,
	};
}

export function memberPayload(member: Member) {
	return {
		user: userPayload(member.user),
		nick: member.nick,
		avatar: null,
		banner: null,
		roles: [...member.roles],
		joined_at: member.joinedAt,
		premium_since: null,
		deaf: false,
		mute: false,
		flags: 0,
		pending: false,
		communication_disabled_until: null,
	};
}

export function rolePayload(role: Role) {
	const colors = { primary_color: 0, secondary_color: null, tertiary_color: null };
	return {
		id: role.id,
		name: role.name,
		permissions: role.permissions.toString(),
		position: role.position,
		managed: role.managed,
		color: 0,
		colors,
		hoist: false,
		icon: null,
		unicode_emoji: null,
		mentionable: false,
		flags: 0,
	};
}

export function overwritePayload(overwrite: Overwrite) {
	const { id, type, allow, deny } = overwrite;
	return { id, type, allow: allow.toString(), deny: deny.toString() };
}

export function channelPayload(channel: Channel) {
	const common = {
		id: channel.id,
		type: channel.type,
		guild_id: channel.guildId,
		name: channel.name,
		position: channel.position,
		parent_id: channel.parentId,
		permission_overwrites: [...channel.overwrites.values()].map(overwritePayload),
		flags: 0,
	};
	if (channel.type === ChannelType.GuildCategory) return common;
	const written = {
		...common,
		nsfw: channel.nsfw,
		rate_limit_per_user: channel.rateLimitPerUser,
		last_message_id: null,
	};
	if (!isVoice(channel)) return { ...written, topic: channel.topic };
	return { ...written, bitrate: channel.bitrate, user_limit: channel.userLimit, rtc_region: channel.rtcRegion };
}

/** Without guild_id, as GUILD_CREATE carries it; events add the guild and the member. */
export function voicePayload(userId: string, state: VoiceState | undefined) {
	return {
		user_id: userId,
		channel_id: state?.channelId ?? null,
		session_id: state?.sessionId ?? "",
		deaf: state?.deaf ?? false,
		mute: state?.mute ?? false,
		self_deaf: state?.selfDeaf ?? false,
		self_mute: state?.selfMute ?? false,
		self_video: false,
		suppress: state?.suppress ?? false,
		request_to_speak_timestamp: null,
	};
}

export function messagePayload(world: World, message: Message) {
	const mentioned = message.pings.users.flatMap((id) => world.users.get(id) ?? []);
	return {
		id: message.id,
		type: 0,
		channel_id: message.channelId,
		author: userPayload(message.author),
		content: isShown(world, message) ? message.content : "",
		embeds: message.embeds,
		components: message.components,
		flags: message.flags,
		timestamp: message.createdAt,
		edited_timestamp: message.editedAt,
		tts: false,
		mention_everyone: message.pings.everyone,
		mentions: mentioned.map(userPayload),
		mention_roles: message.pings.roles,
		attachments: message.files.map(({ id, filename, size }) => ({
			...{ id, filename, size },
			...{ url: `https://cdn.discordapp.com/${filename}`, proxy_url: `https://media.discordapp.net/${filename}` },
		})),
		pinned: false,
	};
}

/** "Apps without the intent will receive empty values", but for their own messages and those that mention them (Message Content Intent) */
function isShown(world: World, { author, content }: Message): boolean {
	return world.readsContent || author === world.bot || content.includes(`<@${world.bot.id}>`);
}

/** As its sender is told that it is there: only then does it carry the nonce. */
export function createdPayload(world: World, message: Message) {
	return { ...messagePayload(world, message), ...(message.nonce !== null && { nonce: message.nonce }) };
}
