// One channel: reading, changing and deleting it, its overwrites.
import { PermissionFlagsBits } from "discord-api-types/v10";
import { channelOf, requireIn } from "../access.ts";
import { type ChannelEdit, channelEditBody, overwriteBody, overwriteMap, snowflake } from "../bodies.ts";
import { deleteChannel, editChannel } from "../channels.ts";
import { checkOverwriteCount, checkOverwriteEdit, checkOverwriteList } from "../overwrites.ts";
import { channelPayload } from "../payloads.ts";
import { checkName, keptOverwrites } from "../quirks.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import type { Channel, Guild, Overwrite, World } from "../world.ts";
import { parentFor } from "./guilds.ts";

const { ManageChannels } = PermissionFlagsBits;

export function channelRoutes(world: World): Route[] {
	const overwriteLimit = (ask: Ask) => [{ name: "overwrites", key: ask.param("channel"), limit: 10, windowMs: 15_000 }];
	return [
		{
			on: "GET /channels/:channel",
			act: (ask) => channelPayload(channelOf(world, ask.param("channel")).channel),
		},
		{
			on: "PATCH /channels/:channel",
			limits: editLimits,
			act: (ask) => {
				const { guild, channel } = channelOf(world, ask.param("channel"));
				const changes = channelChanges(world, guild, channel, read(ask, channelEditBody));
				// Two in ten minutes are let through, and the next one waits for minutes.
				if ((changes.name ?? channel.name) !== channel.name) ask.blame("channels are never renamed");
				editChannel(world, guild, channel, changes);
				return channelPayload(channel);
			},
		},
		{
			on: "DELETE /channels/:channel",
			act: (ask) => {
				const { guild, channel } = channelOf(world, ask.param("channel"));
				requireIn(world, guild, channel, ManageChannels);
				deleteChannel(world, guild, channel);
				return channelPayload(channel);
			},
		},
		{
			on: "PUT /channels/:channel/permissions/:target",
			limits: overwriteLimit,
			act: (ask) => putOverwrite(world, ask),
		},
		{
			on: "DELETE /channels/:channel/permissions/:target",
			limits: overwriteLimit,
			act: (ask) => dropOverwrite(world, ask),
		},
	];
}

/** Renaming (and a new topic) draws from a far smaller bucket than any other change. */
function editLimits(ask: Ask) {
	const key = ask.param("channel");
	const edits = { name: "channel edits", key, limit: 5, windowMs: 15_000 };
	const renames = typeof ask.body === "object" && ask.body !== null && ("name" in ask.body || "topic" in ask.body);
	return renames ? [edits, { name: "channel names", key, limit: 2, windowMs: 600_000 }] : [edits];
}

function channelChanges(world: World, guild: Guild, channel: Channel, body: ChannelEdit): Partial<Channel> {
	requireIn(world, guild, channel, ManageChannels);
	if (body.type !== undefined && body.type !== channel.type) throw refusals.wrongChannelType();
	if (body.parent_id && body.parent_id !== channel.parentId) parentFor(world, guild, body.parent_id);
	if (body.name !== undefined) checkName(world, guild.id, body.name);
	const overwrites = body.permission_overwrites && overwriteMap(body.permission_overwrites);
	if (overwrites) checkOverwriteList(world, guild, channel, overwrites);
	return {
		...(body.name !== undefined && { name: body.name }),
		...(body.parent_id !== undefined && { parentId: body.parent_id }),
		...(overwrites && { overwrites: keptOverwrites(world, overwrites) }),
		...(body.user_limit != null && { userLimit: body.user_limit }),
		...(body.bitrate != null && { bitrate: body.bitrate }),
		...(body.topic !== undefined && { topic: body.topic }),
		...(body.nsfw != null && { nsfw: body.nsfw }),
		...(body.position != null && { position: body.position }),
		...(body.rate_limit_per_user != null && { rateLimitPerUser: body.rate_limit_per_user }),
		...(body.rtc_region !== undefined && { rtcRegion: body.rtc_region }),
	};
}

function putOverwrite(world: World, ask: Ask): undefined {
	const { guild, channel } = channelOf(world, ask.param("channel"));
	const overwrite: Overwrite = { id: snowflake.parse(ask.param("target")), ...read(ask, overwriteBody) };
	checkOverwriteEdit(world, guild, channel, [overwrite]);
	const overwrites = keptOverwrites(world, new Map(channel.overwrites).set(overwrite.id, overwrite));
	checkOverwriteCount(overwrites);
	editChannel(world, guild, channel, { overwrites });
}

function dropOverwrite(world: World, ask: Ask): undefined {
	const { guild, channel } = channelOf(world, ask.param("channel"));
	checkOverwriteEdit(world, guild, channel, []);
	const overwrites = new Map(channel.overwrites);
	if (!overwrites.delete(ask.param("target"))) throw refusals.unknownOverwrite();
	editChannel(world, guild, channel, { overwrites });
}
