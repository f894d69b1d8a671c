// Guilds, their channels and roles as the bot reads them, and the creation of channels.
import { ChannelType, PermissionFlagsBits } from "discord-api-types/v10";
import { dailyLimit, guildOf, requireIn, requireInGuild } from "../access.ts";
import { type ChannelCreate, channelCreateBody, overwriteMap } from "../bodies.ts";
import { type ChannelSpec, childrenOf, createChannel } from "../channels.ts";
import { guildPayload } from "../guild-payload.ts";
import { createBuckets } from "../limits.ts";
import { checkNewOverwrites } from "../overwrites.ts";
import { channelPayload, rolePayload } from "../payloads.ts";
import { channelPermissions, has } from "../permissions.ts";
import { checkName, keptOverwrites } from "../quirks.ts";
import { refusals } from "../refusals.ts";
import type { RestSettings } from "../rest.ts";
import { type Route, read } from "../route.ts";
import type { Channel, Guild, World } from "../world.ts";

const MAX_CHANNELS = 500;
const MAX_CHILDREN = 50;
const DAY_MS = 86_400_000;

export function guildRoutes(world: World, settings: RestSettings): Route[] {
	const daily = createBuckets();
	return [
		{ on: "GET /guilds/:guild", act: (ask) => guildPayload(guildOf(world, ask.param("guild"))) },
		{
			on: "GET /guilds/:guild/channels",
			act: (ask) => [...guildOf(world, ask.param("guild")).channels.values()].map(channelPayload),
		},
		{
			on: "GET /guilds/:guild/roles",
			act: (ask) => [...guildOf(world, ask.param("guild")).roles.values()].map(rolePayload),
		},
		{
			on: "POST /guilds/:guild/channels",
			act: (ask) => {
				const guild = guildOf(world, ask.param("guild"));
				const spec = newChannel(world, guild, read(ask, channelCreateBody));
				const rule = { name: "channels a day", key: guild.id, limit: 500, windowMs: DAY_MS };
				const waitMs = settings.limits ? daily.take([rule], world.clock.now()).waitMs : 0;
				if (waitMs > 0) throw dailyLimit(waitMs / 1000);
				return channelPayload(createChannel(world, guild, spec));
			},
		},
	];
}

function newChannel(world: World, guild: Guild, body: ChannelCreate): ChannelSpec {
	requireInGuild(world, guild, PermissionFlagsBits.ManageChannels);
	checkName(world, guild.id, body.name);
	const parent = body.parent_id ? parentFor(world, guild, body.parent_id) : undefined;
	const overwrites = body.permission_overwrites && overwriteMap(body.permission_overwrites);
	if (overwrites) checkNewOverwrites(world, guild, overwrites.values());
	if (guild.channels.size >= MAX_CHANNELS) throw refusals.guildFull();
	return {
		name: body.name,
		type: body.type,
		parentId: parent?.id ?? null,
		...(overwrites && { overwrites: keptOverwrites(world, overwrites) }),
		...(body.user_limit != null && { userLimit: body.user_limit }),
		...(body.bitrate != null && { bitrate: body.bitrate }),
		...(body.topic != null && { topic: body.topic }),
		...(body.nsfw != null && { nsfw: body.nsfw }),
		...(body.position != null && { position: body.position }),
		...(body.rate_limit_per_user != null && { rateLimitPerUser: body.rate_limit_per_user }),
		...(body.rtc_region != null && { rtcRegion: body.rtc_region }),
	};
}

export function parentFor(world: World, guild: Guild, parentId: string): Channel {
	const parent = guild.channels.get(parentId);
	if (parent?.type !== ChannelType.GuildCategory) throw refusals.categoryGone();
	if (!has(channelPermissions(guild, parent, world.bot.id), PermissionFlagsBits.ViewChannel))
		throw refusals.missingAccess();
	requireIn(world, guild, parent, PermissionFlagsBits.ManageChannels);
	if (childrenOf(guild, parent).length >= MAX_CHILDREN) throw refusals.categoryFull();
	return parent;
}
