// What one member sees of the sandbox's guild: its channels with the people in them, what is said, and what can be used.

import { PermissionFlagsBits as P } from "discord-api-types/v10";
import type { Command } from "../discord/commands.ts";
import { channelPermissions, has } from "../discord/permissions.ts";
import type { Reply } from "../discord/reply.ts";
import { type ChannelView, snapshotOf } from "../discord/snapshot.ts";
import type { Channel, Guild, Message } from "../discord/world.ts";
import type { ChannelSeen, CommandSeen, MessageSeen, State } from "./state-json.ts";

export type Sources = {
	readonly guild: Guild;
	readonly botId: string;
	/** What everybody can read in a channel, the oldest first. */
	readonly messagesIn: (channelId: string) => readonly Message[];
	/** The commands that the bot has registered. */
	readonly commands: readonly Command[];
	/** What the bot answered this member, and the command that it answers. */
	readonly replies: readonly Answered[];
	/** What the member has used and is waiting for. */
	readonly waiting: State["waiting"];
	readonly form: State["form"];
	readonly faceit: State["faceit"];
};

export type Answered = { readonly reply: Reply; readonly command: string | null };

/** The newest messages of a channel that are shown. */
const shownMessages = 60;

export function stateFor(memberId: string, sources: Sources): State {
	const { guild, botId } = sources;
	const isSeen = (view: ChannelView) => can(guild, view.id, memberId, P.ViewChannel);
	const seen = (view: ChannelView): ChannelSeen[] => {
		const children = view.children.flatMap(seen);
		if (view.kind === "category") return children.length > 0 || isSeen(view) ? [channelSeen(view, children)] : [];
		return isSeen(view) ? [channelSeen(view, children)] : [];
	};
	const channelSeen = (view: ChannelView, children: readonly ChannelSeen[]): ChannelSeen => ({
		...{ id: view.id, name: view.name, kind: view.kind, status: view.status, isLocked: view.locked, children },
		canEnter: view.kind === "voice" && can(guild, view.id, memberId, P.ViewChannel | P.Connect),
		inside: view.inside.map(({ userId, username }) => ({ id: userId, name: username })),
		messages: view.kind === "category" ? [] : messages(view.id, sources),
	});
	const people = [...guild.members.values()].map(({ user }) => ({ id: user.id, name: user.username, isBot: user.bot }));
	return {
		guild: guild.name,
		memberId,
		people,
		voiceId: guild.voice.get(memberId)?.channelId ?? null,
		channels: snapshotOf(guild).channels.flatMap(seen),
		names: {
			users: Object.fromEntries(people.map(({ id, name }) => [id, name])),
			roles: Object.fromEntries([...guild.roles.values()].map(({ id, name }) => [id, { name }])),
			channels: Object.fromEntries(
				[...guild.channels.values()]
					.filter((channel) => can(guild, channel.id, memberId, P.ViewChannel))
					.map((channel) => [channel.id, { name: channel.name, kind: kindOf(channel) }]),
			),
		},
		commands: sources.commands.map(commandSeen),
		botId,
		...{ waiting: sources.waiting, form: sources.form, faceit: sources.faceit },
	};
}

function can(guild: Guild, channelId: string, memberId: string, wanted: bigint): boolean {
	const channel = guild.channels.get(channelId);
	return channel !== undefined && has(channelPermissions(guild, channel, memberId), wanted);
}

function kindOf({ type }: Channel): "text" | "voice" | "category" | "stage" {
	if (type === 2) return "voice";
	if (type === 4) return "category";
	return type === 13 ? "stage" : "text";
}

/** What everybody reads, and what only the member does, in the order in which it came. */
function messages(channelId: string, { messagesIn, replies }: Sources): readonly MessageSeen[] {
	const own = replies.filter(({ reply }) => reply.channelId === channelId);
	const personal = own.flatMap(({ reply, command }) => {
		const all = [reply.message, ...reply.followUps].filter((one) => one !== null);
		return all.filter(({ onlyFor, deleted }) => onlyFor !== null && !deleted).map((one) => messageSeen(one, command));
	});
	const distinct = new Map(
		[...messagesIn(channelId).map((one) => messageSeen(one, null)), ...personal].map((one) => [one.id, one]),
	);
	return [...distinct.values()].toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)).slice(-shownMessages);
}

function messageSeen(message: Message, command: string | null): MessageSeen {
	const { id, author, content, embeds, components, flags, createdAt, editedAt, files, onlyFor } = message;
	return {
		...{ id, content, embeds, components, flags, command, isPersonal: onlyFor !== null },
		author: { id: author.id, username: author.username, bot: author.bot },
		...{ timestamp: createdAt, edited_timestamp: editedAt },
		attachments: files.map(({ id: fileId, filename, size }) => ({ id: fileId, filename, size, url: "#" })),
	};
}

function commandSeen({ name, description, type, options }: Command): CommandSeen {
	return { name, description: description ?? "", isOfMember: type === 2, options: options ?? [] };
}
