// Members and where they are in voice: reading both, moving, disconnecting, and what else a member edit can do.
import { GatewayDispatchEvents, PermissionFlagsBits as P } from "discord-api-types/v10";
import { guildOf, memberOf, requireIn, requireInGuild } from "../access.ts";
import { type MemberEdit, memberBody } from "../bodies.ts";
import { memberPayload, voicePayload } from "../payloads.ts";
import { channelPermissions, has, isVoice } from "../permissions.ts";
import { isIgnored } from "../quirks.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import { setVoice, switchVoice } from "../voice.ts";
import { findChannel, type Guild, type Member, type World } from "../world.ts";

export function memberRoutes(world: World): Route[] {
	const editLimit = (ask: Ask) => [{ name: "member edits", key: ask.param("guild"), limit: 10, windowMs: 10_000 }];
	// Nobody has published how many: it is a bucket of its own (hata's table), and few are enough for a careful bot.
	const readLimit = (ask: Ask) => [{ name: "member reads", key: ask.param("guild"), limit: 5, windowMs: 1000 }];
	const edit = (ask: Ask, userId: string) => {
		const guild = guildOf(world, ask.param("guild"));
		const member = memberOf(world, guild, userId);
		editMember(world, guild, member, read(ask, memberBody));
		return memberPayload(member);
	};
	const voice = (ask: Ask, userId: string) => {
		const guild = guildOf(world, ask.param("guild"));
		memberOf(world, guild, userId);
		return readVoice(world, guild, userId);
	};
	return [
		{
			on: "GET /guilds/:guild/members/:user",
			limits: readLimit,
			act: (ask) => memberPayload(memberOf(world, guildOf(world, ask.param("guild")), ask.param("user"))),
		},
		{ on: "PATCH /guilds/:guild/members/@me", limits: editLimit, act: (ask) => edit(ask, world.bot.id) },
		{ on: "PATCH /guilds/:guild/members/:user", limits: editLimit, act: (ask) => edit(ask, ask.param("user")) },
		{ on: "GET /guilds/:guild/voice-states/@me", act: (ask) => voice(ask, world.bot.id) },
		{ on: "GET /guilds/:guild/voice-states/:user", act: (ask) => voice(ask, ask.param("user")) },
	];
}

/** "You need the CONNECT permission" for the channel in which the other user is (Get User Voice State). */
function readVoice(world: World, guild: Guild, userId: string) {
	const state = guild.voice.get(userId);
	if (!state) throw refusals.unknownVoiceState();
	const channel = guild.channels.get(state.channelId);
	if (channel && userId !== world.bot.id && !has(channelPermissions(guild, channel, world.bot.id), P.Connect)) {
		throw refusals.missingAccess();
	}
	return { ...voicePayload(userId, state), guild_id: guild.id, member: memberPayload(memberOf(world, guild, userId)) };
}

/** Every right is checked before anything is done: a refused edit changes nothing. */
function editMember(world: World, guild: Guild, member: Member, body: MemberEdit): void {
	const { user } = member;
	const state = guild.voice.get(user.id);
	if (body.channel_id !== undefined) checkMove(world, guild, state?.channelId, body.channel_id);
	if (body.mute != null) requireInGuild(world, guild, P.MuteMembers);
	if (body.deaf != null) requireInGuild(world, guild, P.DeafenMembers);
	if (body.nick !== undefined)
		requireInGuild(world, guild, user.id === world.bot.id ? P.ChangeNickname : P.ManageNicknames);
	if (body.roles != null) requireInGuild(world, guild, P.ManageRoles);
	if (body.communication_disabled_until !== undefined) requireInGuild(world, guild, P.ModerateMembers);
	const needsVoice = body.channel_id !== undefined || body.mute != null || body.deaf != null;
	if (needsVoice && !state) throw refusals.notInVoice();

	const isMoved = body.channel_id !== undefined && body.channel_id !== state?.channelId;
	if (isMoved && body.channel_id !== undefined && !isIgnored(world, guild.id, user.id))
		setVoice(world, guild, user.id, body.channel_id);
	if (state && (body.mute != null || body.deaf != null)) {
		switchVoice(world, guild, state, { mute: body.mute ?? state.mute, deaf: body.deaf ?? state.deaf });
	}
	if (body.nick === undefined && body.roles == null) return;
	if (body.nick !== undefined) member.nick = body.nick;
	if (body.roles != null) member.roles = new Set(body.roles);
	world.announce(GatewayDispatchEvents.GuildMemberUpdate, guild.id, { ...memberPayload(member), guild_id: guild.id });
}

/** The bot must be able to go there itself; the moved member need not (discord-api-docs#1293), nor does a full room stop it. */
function checkMove(world: World, guild: Guild, originId: string | undefined, channelId: string | null): void {
	// Not documented for the channel that they come from: a member can be refused who sits where the bot may not go.
	const origin = world.quirks.checksOrigin ? guild.channels.get(originId ?? "") : undefined;
	if (origin) requireIn(world, guild, origin, P.Connect | P.MoveMembers);
	if (channelId === null) {
		requireInGuild(world, guild, P.MoveMembers);
		return;
	}
	const target = findChannel(world, channelId);
	if (target?.guild !== guild) throw refusals.unknownChannel();
	if (!isVoice(target.channel)) throw refusals.wrongChannelType();
	if (!has(channelPermissions(guild, target.channel, world.bot.id), P.ViewChannel)) throw refusals.missingAccess();
	requireIn(world, guild, target.channel, P.Connect | P.MoveMembers);
}
