// The gateway's dispatches, translated into our own terms. Anything not as documented is left out, never thrown.

import { z } from "zod";
import { onlyShard, type Shard } from "../shard.ts";
import type { ChannelShown, Overwrite } from "../shown.ts";

export type Role = {
	readonly roleId: string;
	readonly name: string;
	readonly permissions: bigint;
	/** The bot that Discord made the role for; null for any other role. */
	readonly botId: string | null;
};

/** What a guild is, apart from its channels and members. */
export type GuildDetails = {
	readonly name: string;
	readonly ownerId: string;
	readonly afkChannelId: string | null;
	readonly systemChannelId: string | null;
	/** When the bot joined it, by Discord's clock, epoch ms; told with the whole guild only. */
	readonly joinedAt?: number;
	readonly roles: readonly Role[];
};

export type MemberRoles = { readonly discordId: string; readonly roleIds: readonly string[] };
export type VoiceState = { readonly discordId: string; readonly channelId: string | null };

/** One dispatch that concerns us. */
export type Dispatch =
	/** A new session of the shard began. None of these guilds, all it has, is shown yet. */
	| { readonly kind: "ready"; readonly shard: Shard; readonly botId: string; readonly guildIds: readonly string[] }
	/** The session was resumed, and everything missed has been replayed. */
	| { readonly kind: "resumed" }
	| GuildView
	/** An outage: the bot is still in the guild, but Discord does not show it. */
	| { readonly kind: "guildUnavailable"; readonly guildId: string }
	| { readonly kind: "guildLeft"; readonly guildId: string }
	| GuildChange;

/** The whole guild as it is now. */
export type GuildView = {
	readonly kind: "guildCreated";
	readonly guildId: string;
	readonly details: GuildDetails;
	/** The bot itself, and perhaps others. */
	readonly members: readonly MemberRoles[];
	/** All except threads. */
	readonly channels: readonly ChannelShown[];
	readonly voiceStates: readonly VoiceState[];
};

/** One change in a guild that is shown. */
export type GuildChange = { readonly guildId: string } & (
	| { readonly kind: "guildUpdated"; readonly details: GuildDetails }
	| { readonly kind: "roleSet"; readonly role: Role }
	| { readonly kind: "roleGone"; readonly roleId: string }
	| { readonly kind: "memberUpdated"; readonly member: MemberRoles }
	| { readonly kind: "channelSet"; readonly channel: ChannelShown }
	| { readonly kind: "channelGone"; readonly channelId: string }
	| { readonly kind: "voiceState"; readonly state: VoiceState }
);

const id = z.string().min(1);
const idOrNull = id.nullish().transform((value) => value ?? null);
const bits = z.string().regex(/^\d+$/).transform(sharedBits);

const kinds: ReadonlyMap<number, ChannelShown["kind"]> = new Map([
	[0, "text"],
	[2, "voice"],
	[4, "category"],
	[13, "stage"],
]);
/** Discord docs, "Channel Types": announcement thread, public thread, private thread. */
const threadTypes: ReadonlySet<number> = new Set([10, 11, 12]);

const overwrite = z
	.object({ id, type: z.union([z.literal(0), z.literal(1)]), allow: bits, deny: bits })
	.transform(({ id, type, allow, deny }): Overwrite => ({ id, kind: type === 0 ? "role" : "member", allow, deny }));

const channel = z
	.object({
		id,
		type: z.number().refine((type) => !threadTypes.has(type)),
		name: z.string().nullish(),
		parent_id: idOrNull,
		position: z.number().catch(0),
		user_limit: z.number().catch(0),
		permission_overwrites: readable(overwrite),
	})
	.transform(
		(one): ChannelShown => ({
			channelId: one.id,
			kind: kinds.get(one.type) ?? "other",
			name: one.name ?? "",
			parentId: one.parent_id,
			position: one.position,
			userLimit: one.user_limit,
			overwrites: one.permission_overwrites,
		}),
	);

const role = z
	.object({ id, name: z.string(), permissions: bits, tags: z.object({ bot_id: idOrNull }).nullish().catch(null) })
	.transform(
		({ id, name, permissions, tags }): Role => ({ roleId: id, name, permissions, botId: tags?.bot_id ?? null }),
	);

const member = z
	.object({ user: z.object({ id }), roles: readable(id) })
	.transform(({ user, roles }): MemberRoles => ({ discordId: user.id, roleIds: roles }));

const voiceState = z
	.object({ user_id: id, channel_id: idOrNull })
	.transform(({ user_id, channel_id }): VoiceState => ({ discordId: user_id, channelId: channel_id }));

const details = z
	.object({
		name: z.string(),
		owner_id: id,
		afk_channel_id: idOrNull,
		system_channel_id: idOrNull,
		roles: readable(role),
		joined_at: z.string().nullish().catch(null),
	})
	.transform(
		(guild): GuildDetails => ({
			...(guild.joined_at == null ? {} : { joinedAt: Date.parse(guild.joined_at) || 0 }),
			name: guild.name,
			ownerId: guild.owner_id,
			afkChannelId: guild.afk_channel_id,
			systemChannelId: guild.system_channel_id,
			roles: guild.roles,
		}),
	);

const inGuild = z.object({ guild_id: id });
const outage = z.object({ id, unavailable: z.literal(true) });
const contents = z.object({
	members: readable(member),
	channels: readable(channel),
	voice_states: readable(voiceState),
});
/** Its list is taken as a whole or not at all: a guild that is not in it counts as left. */
const ready = z.object({
	user: z.object({ id }),
	guilds: z.array(z.object({ id })),
	shard: z
		.tuple([z.number(), z.number()])
		.transform(([id, count]): Shard => ({ id, count }))
		.catch(onlyShard),
});

/** The dispatch in our own terms; undefined for one that does not concern us or cannot be read. */
export function readDispatch(name: string, data: unknown): Dispatch | undefined {
	switch (name) {
		case "READY":
			return read(ready, data, ({ user, guilds, shard }) => ({
				kind: "ready",
				shard,
				botId: user.id,
				guildIds: guilds.map((guild) => guild.id),
			}));
		case "RESUMED":
			return { kind: "resumed" };
		case "GUILD_CREATE":
			return unavailable(data) ?? guildCreated(data);
		case "GUILD_DELETE":
			return unavailable(data) ?? read(z.object({ id }), data, (guild) => ({ kind: "guildLeft", guildId: guild.id }));
		case "GUILD_UPDATE":
			return read(z.object({ id }), data, (guild) =>
				read(details, data, (details) => ({ kind: "guildUpdated", guildId: guild.id, details })),
			);
		case "GUILD_ROLE_CREATE":
		case "GUILD_ROLE_UPDATE":
			return read(inGuild.extend({ role }), data, ({ guild_id, role }) => ({
				kind: "roleSet",
				guildId: guild_id,
				role,
			}));
		case "GUILD_ROLE_DELETE":
			return read(inGuild.extend({ role_id: id }), data, ({ guild_id, role_id }) => ({
				kind: "roleGone",
				guildId: guild_id,
				roleId: role_id,
			}));
		case "GUILD_MEMBER_UPDATE":
			return about(member, data, (guildId, member) => ({ kind: "memberUpdated", guildId, member }));
		case "CHANNEL_CREATE":
		case "CHANNEL_UPDATE":
			return about(channel, data, (guildId, channel) => ({ kind: "channelSet", guildId, channel }));
		case "CHANNEL_DELETE":
			return about(channel, data, (guildId, { channelId }) => ({ kind: "channelGone", guildId, channelId }));
		case "VOICE_STATE_UPDATE":
			return about(voiceState, data, (guildId, state) => ({ kind: "voiceState", guildId, state }));
		default:
			return undefined;
	}
}

/** A channel as the REST API gives it; undefined for a thread, or for anything that is not a channel. */
export function readChannel(data: unknown): ChannelShown | undefined {
	return channel.safeParse(data).data;
}

function unavailable(data: unknown): Dispatch | undefined {
	return read(outage, data, (guild) => ({ kind: "guildUnavailable", guildId: guild.id }));
}

function guildCreated(data: unknown): Dispatch | undefined {
	return read(contents.extend({ id }), data, ({ id, members, channels, voice_states }) =>
		read(details, data, (details) => ({
			kind: "guildCreated",
			guildId: id,
			details,
			members,
			channels,
			voiceStates: voice_states,
		})),
	);
}

/** The bigints of the permissions met so far: the same few come again and again, and each would be an object of its own. */
const shared = new Map<string, bigint>();
const mostShared = 1_000;

function sharedBits(digits: string): bigint {
	const known = shared.get(digits) ?? BigInt(digits);
	if (shared.size < mostShared) shared.set(digits, known);
	return known;
}

/** What is about a guild names it beside its own fields. */
function about<Value>(
	schema: z.ZodType<Value>,
	data: unknown,
	make: (guildId: string, value: Value) => Dispatch,
): Dispatch | undefined {
	return read(inGuild, data, ({ guild_id }) => read(schema, data, (value) => make(guild_id, value)));
}

function read<Value>(
	schema: z.ZodType<Value>,
	data: unknown,
	make: (value: Value) => Dispatch | undefined,
): Dispatch | undefined {
	const { data: value } = schema.safeParse(data);
	return value === undefined ? undefined : make(value);
}

/** The readable ones of a list: one that is not as documented does not take the others with it. */
function readable<Value>(schema: z.ZodType<Value>) {
	const list = z.array(z.unknown()).catch([]);
	return list.transform((all): readonly Value[] =>
		all.flatMap((one) => {
			const { data } = schema.safeParse(one);
			return data === undefined ? [] : [data];
		}),
	);
}
