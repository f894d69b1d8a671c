// A guild as its admin sees it in the channel list: the tree, who may enter, who sits where.
import { ChannelType, OverwriteType, PermissionFlagsBits } from "discord-api-types/v10";
import { has } from "./permissions.ts";
import type { Channel, Guild } from "./world.ts";

export type Occupant = { userId: string; username: string };
export type ChannelView = {
	id: string;
	name: string;
	kind: "voice" | "category" | "text" | "stage";
	status: string | null;
	userLimit: number;
	/** @everyone may not enter (voice) or see it: what Discord draws a padlock on */
	locked: boolean;
	hidden: boolean;
	/** those let in by an overwrite of their own */
	admitted: Occupant[];
	inside: Occupant[];
	overwrites: { id: string; member: boolean; allow: bigint; deny: bigint }[];
	children: ChannelView[];
};
export type GuildSnapshot = { id: string; name: string; channels: ChannelView[] };

export function snapshotOf(guild: Guild): GuildSnapshot {
	const ordered = [...guild.channels.values()].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
	const under = (parentId: string | null): ChannelView[] =>
		ordered.filter((each) => each.parentId === parentId).map((each) => view(guild, each, under));
	return { id: guild.id, name: guild.name, channels: under(null) };
}

function view(guild: Guild, channel: Channel, under: (parentId: string) => ChannelView[]): ChannelView {
	const denied = channel.overwrites.get(guild.id)?.deny ?? 0n;
	const overwrites = [...channel.overwrites.values()];
	const personal = overwrites.filter(
		({ type, allow }) => type === OverwriteType.Member && has(allow, PermissionFlagsBits.ViewChannel),
	);
	const inside = [...guild.voice.values()].filter((state) => state.channelId === channel.id);
	return {
		id: channel.id,
		name: channel.name,
		kind: kindOf(channel.type),
		status: channel.status,
		userLimit: channel.userLimit,
		locked: (denied & (PermissionFlagsBits.Connect | PermissionFlagsBits.ViewChannel)) !== 0n,
		hidden: has(denied, PermissionFlagsBits.ViewChannel),
		admitted: personal.map(({ id }) => occupant(guild, id)),
		inside: inside.map(({ userId }) => occupant(guild, userId)),
		overwrites: overwrites.map(({ id, type, allow, deny }) => ({
			id,
			member: type === OverwriteType.Member,
			allow,
			deny,
		})),
		children: channel.type === ChannelType.GuildCategory ? under(channel.id) : [],
	};
}

function kindOf(type: ChannelType): ChannelView["kind"] {
	if (type === ChannelType.GuildVoice) return "voice";
	if (type === ChannelType.GuildStageVoice) return "stage";
	return type === ChannelType.GuildCategory ? "category" : "text";
}

function occupant(guild: Guild, userId: string): Occupant {
	return { userId, username: guild.members.get(userId)?.user.username ?? userId };
}
