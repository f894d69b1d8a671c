// Messages in text and voice channels, as the bot writes and reads them on its own account.
import { ChannelType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { channelOf, requireIn } from "../access.ts";
import { editBodyOf, type MessageBody, messageBody } from "../message-body.ts";
import { blameUnseen } from "../message-files.ts";
import { page } from "../message-list.ts";
import { deleteMessage, editMessage, findByNonce, newMessage, postMessage } from "../messages.ts";
import { createdPayload, messagePayload } from "../payloads.ts";
import { channelPermissions, has } from "../permissions.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import type { Channel, Guild, Message, World } from "../world.ts";

const LIST = "/channels/:channel/messages";
const ONE = `${LIST}/:message`;

export function messageRoutes(world: World): Route[] {
	// Posting is what other projects have measured; the others are of the same kind.
	const bucket = (name: string, windowMs: number) => (ask: Ask) => [
		{ name, key: ask.param("channel"), limit: 5, windowMs },
	];
	return [
		{
			on: `POST ${LIST}`,
			limits: bucket("messages", 5000),
			act: (ask) => {
				const body = read(ask, messageBody);
				const { guild, channel } = place(world, ask);
				requireIn(world, guild, channel, neededFor(body));
				const earlier = body.enforce_nonce ? findByNonce(world, channel.id, body.nonce) : undefined;
				const message = earlier ?? postMessage(world, newMessage(world, channel.id, body));
				blameUnseen(ask, message);
				return createdPayload(world, message);
			},
		},
		{
			on: `GET ${LIST}`,
			limits: bucket("message lists", 5000),
			act: (ask) => {
				const { guild, channel } = place(world, ask);
				// "If the current user is missing the READ_MESSAGE_HISTORY permission, then no messages will be returned."
				const held = channelPermissions(guild, channel, world.bot.id);
				const readable = has(held, P.ReadMessageHistory) ? visibleIn(world, channel) : [];
				return page(readable, ask.query).map((message) => messagePayload(world, message));
			},
		},
		{
			on: `GET ${ONE}`,
			limits: bucket("message reads", 5000),
			act: (ask) => {
				const { guild, channel, message } = find(world, ask);
				requireIn(world, guild, channel, P.ReadMessageHistory);
				return messagePayload(world, message);
			},
		},
		{
			on: `PATCH ${ONE}`,
			limits: bucket("message edits", 5000),
			act: (ask) => {
				const { guild, channel, message } = find(world, ask);
				if (message.author !== world.bot) throw refusals.notYours();
				const body = read(ask, editBodyOf(message.flags));
				// Only files take a right: what was written may always be written otherwise.
				if (hasUploads(body)) requireIn(world, guild, channel, P.AttachFiles);
				editMessage(world, message, body);
				blameUnseen(ask, message);
				return messagePayload(world, message);
			},
		},
		{
			on: `DELETE ${ONE}`,
			limits: bucket("message deletions", 1000),
			act: (ask) => {
				const { guild, channel, message } = find(world, ask);
				if (message.author !== world.bot) requireIn(world, guild, channel, P.ManageMessages);
				deleteMessage(world, message);
				return undefined;
			},
		},
	];
}

function neededFor(body: MessageBody): bigint {
	const embeds = body.embeds?.length ? P.EmbedLinks : 0n;
	return P.SendMessages | embeds | (hasUploads(body) ? P.AttachFiles : 0n);
}

function hasUploads({ attachments }: MessageBody): boolean {
	return attachments?.some(({ upload }) => upload !== undefined) ?? false;
}

type Place = { guild: Guild; channel: Channel };

function place(world: World, ask: Ask): Place {
	const found = channelOf(world, ask.param("channel"));
	if (found.channel.type === ChannelType.GuildCategory) throw refusals.wrongChannelType();
	return found;
}

/** An ephemeral message cannot be reached through its channel. */
function visibleIn(world: World, channel: Channel): Message[] {
	return (world.messages.get(channel.id) ?? []).filter((message) => message.onlyFor === null);
}

function find(world: World, ask: Ask): Place & { message: Message } {
	const found = place(world, ask);
	const message = visibleIn(world, found.channel).find(({ id }) => id === ask.param("message"));
	if (!message) throw refusals.unknownMessage();
	return { ...found, message };
}
