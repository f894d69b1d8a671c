// Messages, wherever they came from, and whom each of them would ping.
import { GatewayDispatchEvents, PermissionFlagsBits } from "discord-api-types/v10";
import { breaksDiscord, numbered } from "./layout-rules.ts";
import { type AllowedMentions, IS_LAYOUT, isLayout, legacy, type MessageBody } from "./message-body.ts";
import { checkReferences, filesIn } from "./message-files.ts";
import { createdPayload, messagePayload } from "./payloads.ts";
import { channelPermissions, has } from "./permissions.ts";
import { formBody, refusals } from "./refusals.ts";
import { readable } from "./reply.ts";
import { findChannel, type Message, type Pings, timestamp, type User, type World } from "./world.ts";

const EPHEMERAL = 1 << 6;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const NONCE_WINDOW_MS = 300_000;

export function newMessage(
	world: World,
	channelId: string,
	body: MessageBody,
	onlyFor: string | null = null,
	author: User = world.bot,
): Message {
	const guildId = findChannel(world, channelId)?.guild.id ?? null;
	const message: Message = {
		id: world.newId(),
		channelId,
		guildId,
		author,
		content: body.content ?? "",
		embeds: body.embeds ?? [],
		components: numbered(body.components ?? []),
		files: filesIn(world, body, []),
		flags: (body.flags ?? 0) | (onlyFor === null ? 0 : EPHEMERAL),
		createdAt: timestamp(world),
		editedAt: null,
		deleted: false,
		nonce: body.nonce ?? null,
		onlyFor,
		pings: { everyone: false, users: [], roles: [] },
	};
	checkWhole(message);
	message.pings = pingsOf(world, message, body.allowed_mentions);
	return message;
}

export function postMessage(world: World, message: Message): Message {
	const inChannel = world.messages.get(message.channelId);
	if (inChannel) inChannel.push(message);
	else world.messages.set(message.channelId, [message]);
	if (message.onlyFor === null) {
		const data = { ...createdPayload(world, message), guild_id: message.guildId };
		world.announce(GatewayDispatchEvents.MessageCreate, message.guildId, data);
	}
	return message;
}

/**
 * "If another message was created by the same author with the same nonce, that message will be returned and no new
 * message will be created." (Create Message) The documentation says "in the past few minutes"; ours are five.
 */
export function findByNonce(world: World, channelId: string, nonce: MessageBody["nonce"]): Message | undefined {
	if (nonce == null) return undefined;
	const since = world.clock.now() - NONCE_WINDOW_MS;
	const isSame = (each: Message) => each.nonce !== null && String(each.nonce) === String(nonce);
	return world.messages
		.get(channelId)
		?.findLast((each) => isSame(each) && each.author === world.bot && Date.parse(each.createdAt) > since);
}

export function editMessage(world: World, message: Message, body: MessageBody): void {
	const edited = { ...message };
	if (body.content !== undefined) edited.content = body.content ?? "";
	if (body.embeds !== undefined) edited.embeds = body.embeds ?? [];
	if (body.components !== undefined) edited.components = numbered(body.components ?? []);
	if (body.attachments !== undefined) edited.files = filesIn(world, body, message.files);
	edited.flags |= (body.flags ?? 0) & IS_LAYOUT;
	checkWhole(edited);
	Object.assign(message, edited, { editedAt: timestamp(world) });
	const data = { ...messagePayload(world, message), guild_id: message.guildId };
	world.announce(GatewayDispatchEvents.MessageUpdate, message.guildId, data);
}

export function deleteMessage(world: World, message: Message): void {
	message.deleted = true;
	const kept = (world.messages.get(message.channelId) ?? []).filter((each) => each !== message);
	world.messages.set(message.channelId, kept);
	const data = { id: message.id, channel_id: message.channelId, guild_id: message.guildId };
	world.announce(GatewayDispatchEvents.MessageDelete, message.guildId, data);
}

/** What holds for a message as it is once it is sent or edited. */
function checkWhole(message: Message): void {
	const { content, embeds, components, files } = message;
	const hasLayout = isLayout(message.flags);
	// "must set content, embeds, poll and stickers to null" where a message is turned into a layout (Edit Message)
	if (hasLayout && (content || embeds.length > 0)) throw formBody([[[content ? "content" : "embeds"], legacy]]);
	const parts = hasLayout ? components.length : embeds.length + components.length + files.length;
	if (!content && parts === 0) throw refusals.emptyMessage();
	checkReferences(message);
	if (hasLayout && breaksDiscord(components)) throw refusals.broken();
}

/** Without allowed_mentions every mention in the text counts; an edit and an ephemeral message ping nobody. */
function pingsOf(world: World, message: Message, allowed: AllowedMentions | null | undefined): Pings {
	const silent = message.onlyFor !== null || (message.flags & SUPPRESS_NOTIFICATIONS) !== 0;
	if (silent) return { everyone: false, users: [], roles: [] };
	const text = readable(message);
	const parse = new Set<string>(allowed ? (allowed.parse ?? []) : ["everyone", "users", "roles"]);
	const written = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
	const users = written(/<@!?(\d+)>/g).filter((id) => parse.has("users") || allowed?.users?.includes(id));
	const roles = written(/<@&(\d+)>/g).filter((id) => parse.has("roles") || allowed?.roles?.includes(id));
	const everyone = parse.has("everyone") && /@(everyone|here)\b/.test(text) && mayPingAll(world, message);
	// Roles of the sandbox are not mentionable, so they too need the right to mention everyone.
	return { everyone, users: [...new Set(users)], roles: mayPingAll(world, message) ? [...new Set(roles)] : [] };
}

function mayPingAll(world: World, message: Message): boolean {
	const found = findChannel(world, message.channelId);
	if (!found) return false;
	return has(channelPermissions(found.guild, found.channel, world.bot.id), PermissionFlagsBits.MentionEveryone);
}
