// Tells people in Discord what they have to know: admins what to grant, players where their room is while they wait.

import { ChannelType, type Client, type Guild, PermissionFlagsBits } from "discord.js";
import { z } from "zod";
import type { Fact, Move } from "../fact.ts";
import type { Sender } from "./sender.ts";

/** How long the way to a room stays in the chat, ms. */
const hintMs = 60_000;

const speak = PermissionFlagsBits.ViewChannel | PermissionFlagsBits.SendMessages;

/** Sends what a fact means for the people of its guild; nothing where the bot may not write. */
export function giveNotice(client: Client, sender: Sender, fact: Fact): void {
	const guild = client.guilds.cache.get(fact.guildId);
	if (guild === undefined) return;
	if (fact.kind === "waiting") showTheWay(guild, sender, fact.moves);
	const text = adminText(fact);
	const channelId = text === undefined ? undefined : channelForAdmins(guild);
	if (text !== undefined && channelId !== undefined) void say(sender, channelId, text);
}

function adminText(fact: Fact): string | undefined {
	switch (fact.kind) {
		case "paused": {
			const names = fact.lacking.map((name) => `**${name}**`).join(", ");
			return `I can't give matches their rooms here: give my role ${names} in Server Settings → Roles. I go on by myself once that is done.`;
		}
		case "forbidden":
			return "Discord refuses what I need to do here although my role seems to allow it. Please check what my role may do in the category for match rooms, and whether this server requires two-factor authentication of its moderators. I try again in a few minutes.";
		case "full":
			return "I can't open match rooms: this server has 500 channels, as many as Discord allows. Delete some that nobody needs; I go on by myself.";
		case "resumed":
			return "Thank you, I have all permissions I need now. Matches get their rooms again.";
		default:
			return undefined;
	}
}

/** Where admins look: the channel for Discord's own notices, else the first that the bot may write in. */
function channelForAdmins(guild: Guild): string | undefined {
	const { me } = guild.members;
	const texts = [...guild.channels.cache.values()].flatMap((one) => (one.type === ChannelType.GuildText ? [one] : []));
	const first = texts.sort((a, b) => a.rawPosition - b.rawPosition);
	const system = first.filter((one) => one.id === guild.systemChannelId);
	return [...system, ...first].find((one) => me !== null && one.permissionsFor(me).has(speak))?.id;
}

/** One line in the chat of the voice channel where they wait; mentions show names and ping nobody. */
function showTheWay(guild: Guild, sender: Sender, moves: readonly Move[]): void {
	const { me } = guild.members;
	if (me === null) return;
	for (const [channelId, waiting] of Map.groupBy(moves, (move) => move.originId)) {
		const channel = channelId === null ? undefined : guild.channels.cache.get(channelId);
		if (channel?.type !== ChannelType.GuildVoice || !channel.permissionsFor(me).has(speak)) continue;
		const ways = waiting.map((move) => `<@${move.discordId}> → <#${move.channelId}>`).join("\n");
		const text = `Discord lets me move only a few people at a time. Your rooms are open already:\n${ways}`;
		void say(sender, channel.id, text).then((messageId) => {
			if (messageId !== undefined) setTimeout(() => void unsay(sender, channel.id, messageId), hintMs).unref();
		});
	}
}

async function say(sender: Sender, channelId: string, content: string): Promise<string | undefined> {
	const answer = await sender.send({
		method: "POST",
		path: `/channels/${channelId}/messages`,
		route: `POST /channels/${channelId}/messages`,
		body: { content: content.slice(0, 2000), allowed_mentions: { parse: [] } },
	});
	return answer.is === "done" ? z.object({ id: z.string() }).safeParse(answer.value).data?.id : undefined;
}

async function unsay(sender: Sender, channelId: string, messageId: string): Promise<void> {
	const path = `/channels/${channelId}/messages/${messageId}`;
	await sender.send({ method: "DELETE", path, route: `DELETE /channels/${channelId}/messages` });
}
