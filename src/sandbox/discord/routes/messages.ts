// Messages that the bot writes into text and voice channels on its own account.
import { ChannelType, PermissionFlagsBits as P } from "discord-api-types/v10";
import { channelOf, requireIn } from "../access.ts";
import { messageBody } from "../message-body.ts";
import { deleteMessage, editMessage, findByNonce, newMessage, postMessage } from "../messages.ts";
import { messagePayload } from "../payloads.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import type { Channel, Guild, Message, World } from "../world.ts";

export function messageRoutes(world: World): Route[] {
	const posts = (ask: Ask) => [{ name: "messages", key: ask.param("channel"), limit: 5, windowMs: 5000 }];
	const edits = (ask: Ask) => [{ name: "message edits", key: ask.param("channel"), limit: 5, windowMs: 5000 }];
	return [
		{
			on: "POST /channels/:channel/messages",
			limits: posts,
			act: (ask) => {
				const body = read(ask, messageBody);
				const { guild, channel } = place(world, ask);
				requireIn(world, guild, channel, body.embeds?.length ? P.SendMessages | P.EmbedLinks : P.SendMessages);
				const earlier = body.enforce_nonce ? findByNonce(world, channel.id, body.nonce) : undefined;
				return messagePayload(world, earlier ?? postMessage(world, newMessage(world, channel.id, body)));
			},
		},
		{
			on: "GET /channels/:channel/messages",
			act: (ask) => {
				const { guild, channel } = place(world, ask);
				requireIn(world, guild, channel, P.ReadMessageHistory);
				const all = (world.messages.get(channel.id) ?? []).filter((message) => message.onlyFor === null);
				const newest = all.slice(-Number(ask.query.get("limit") ?? 50)).reverse();
				return newest.map((message) => messagePayload(world, message));
			},
		},
		{
			on: "GET /channels/:channel/messages/:message",
			act: (ask) => messagePayload(world, find(world, ask)),
		},
		{
			on: "PATCH /channels/:channel/messages/:message",
			limits: edits,
			act: (ask) => {
				const message = find(world, ask);
				editMessage(world, message, read(ask, messageBody));
				return messagePayload(world, message);
			},
		},
		{
			on: "DELETE /channels/:channel/messages/:message",
			act: (ask) => {
				deleteMessage(world, find(world, ask));
				return undefined;
			},
		},
	];
}

function place(world: World, ask: Ask): { guild: Guild; channel: Channel } {
	const found = channelOf(world, ask.param("channel"));
	if (found.channel.type === ChannelType.GuildCategory) throw refusals.wrongChannelType();
	return found;
}

/** All of them are the bot's own: people of the sandbox do not write. */
function find(world: World, ask: Ask): Message {
	const found = place(world, ask);
	const message = world.messages.get(found.channel.id)?.find(({ id }) => id === ask.param("message"));
	// An ephemeral message cannot be reached through its channel.
	if (message?.onlyFor !== null) throw refusals.unknownMessage();
	return message;
}
