// The life of an interaction: three seconds to acknowledge it once, then a token that answers for a quarter of an hour.
import { InteractionResponseType as Answer, GatewayDispatchEvents, InteractionType } from "discord-api-types/v10";
import type { Callback, Modal, Suggestion } from "./callback-body.ts";
import type { MessageBody } from "./message-body.ts";
import { editMessage, newMessage, postMessage } from "./messages.ts";
import { channelPayload, memberPayload, messagePayload } from "./payloads.ts";
import { channelPermissions } from "./permissions.ts";
import { formBody, refusals } from "./refusals.ts";
import { type Channel, type Guild, known, type Message, type World } from "./world.ts";

/** What the person sees; message and followUps stay current when the bot edits them. */
export type Reply = {
	guildId: string;
	channelId: string;
	userId: string;
	message: Message | null;
	modal: Modal | null;
	suggestions: Suggestion[];
	followUps: Message[];
	readonly content: string;
	readonly ephemeral: boolean;
};

/** In Discord's own words, which is all that the person is told. */
export class NoResponse extends Error {
	constructor() {
		super("The application did not respond");
	}
}

export type Interaction = {
	id: string;
	token: string;
	type: InteractionType;
	bornAt: number;
	state: "waiting" | "failed" | "acknowledged";
	/** "… is thinking" */
	loading: "message" | "update" | null;
	onlyFor: string | null;
	/** what @original means */
	original: Message | null;
	source: Message | null;
	reply: Reply;
	settle: () => void;
	fail: (error: Error) => void;
};

export type InteractionTimes = { deadlineMs: number; tokenMs: number };
export type Scene = { guild: Guild; channel: Channel; userId: string; source?: Message };

export type Interactions = {
	start: (type: InteractionType, scene: Scene, data: object) => Promise<Reply>;
	acknowledge: (id: string, token: string, callback: Callback) => Interaction;
	/** Of an acknowledged interaction whose token still lives. */
	byToken: (token: string) => Interaction;
	answerOriginal: (interaction: Interaction, body: MessageBody) => Message;
	followUp: (interaction: Interaction, body: MessageBody) => Message;
};

const EPHEMERAL = 1 << 6;

export function createInteractions(world: World, times: InteractionTimes): Interactions {
	const byToken = new Map<string, Interaction>();

	function start(type: InteractionType, scene: Scene, data: object): Promise<Reply> {
		const { promise, resolve, reject } = Promise.withResolvers<Reply>();
		const interaction: Interaction = {
			id: world.newId(),
			token: `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll("-", ""),
			type,
			bornAt: Date.now(),
			state: "waiting",
			loading: null,
			onlyFor: null,
			original: null,
			source: scene.source ?? null,
			reply: newReply(scene),
			settle: () => resolve(interaction.reply),
			fail: reject,
		};
		byToken.set(interaction.token, interaction);
		setTimeout(() => {
			if (interaction.state !== "waiting") return;
			interaction.state = "failed";
			reject(new NoResponse());
		}, times.deadlineMs);
		world.announce(GatewayDispatchEvents.InteractionCreate, scene.guild.id, payload(world, interaction, scene, data));
		return promise;
	}

	function acknowledge(id: string, token: string, callback: Callback): Interaction {
		const interaction = byToken.get(token);
		if (interaction?.id !== id || interaction.state === "failed") throw refusals.unknownInteraction();
		if (interaction.state === "acknowledged") throw refusals.acknowledged();
		checkFits(interaction, callback);
		applyCallback(world, interaction, callback);
		interaction.state = "acknowledged";
		return interaction;
	}

	return {
		start,
		acknowledge,
		byToken: (token) => {
			const interaction = byToken.get(token);
			if (interaction?.state !== "acknowledged") throw refusals.unknownWebhook();
			if (Date.now() > interaction.bornAt + times.tokenMs) throw refusals.invalidWebhookToken();
			return interaction;
		},
		answerOriginal: (interaction, body) => answerOriginal(world, interaction, body),
		followUp: (interaction, body) => followUp(world, interaction, body),
	};
}

function newReply({ guild, channel, userId }: Scene): Reply {
	const reply = {
		guildId: guild.id,
		channelId: channel.id,
		userId,
		message: null,
		modal: null,
		suggestions: [],
		followUps: [],
	};
	return {
		...reply,
		get content(): string {
			return this.message?.content ?? "";
		},
		get ephemeral(): boolean {
			return this.message?.onlyFor != null;
		},
	};
}

function checkFits({ type, source }: Interaction, callback: Callback): void {
	const completes = callback.type === Answer.ApplicationCommandAutocompleteResult;
	const updates = callback.type === Answer.UpdateMessage || callback.type === Answer.DeferredMessageUpdate;
	const fits =
		completes === (type === InteractionType.ApplicationCommandAutocomplete) &&
		(!updates || source !== null) &&
		!(callback.type === Answer.Modal && type === InteractionType.ModalSubmit);
	if (!fits)
		throw formBody([[["type"], { code: "INTERACTION_CALLBACK_TYPE_INVALID", message: "Invalid callback type" }]]);
}

function applyCallback(world: World, interaction: Interaction, callback: Callback): void {
	const { reply, source } = interaction;
	switch (callback.type) {
		case Answer.ChannelMessageWithSource:
			interaction.onlyFor = audience(reply, callback.data.flags);
			showOriginal(
				interaction,
				postMessage(world, newMessage(world, reply.channelId, callback.data, interaction.onlyFor)),
			);
			return;
		case Answer.DeferredChannelMessageWithSource:
			interaction.onlyFor = audience(reply, callback.data?.flags);
			interaction.loading = "message";
			return;
		case Answer.DeferredMessageUpdate:
			interaction.original = source;
			interaction.loading = "update";
			return;
		case Answer.UpdateMessage:
			if (source && callback.data) editMessage(world, source, callback.data);
			if (source) showOriginal(interaction, source);
			return;
		case Answer.ApplicationCommandAutocompleteResult:
			reply.suggestions = callback.data.choices;
			interaction.settle();
			return;
		case Answer.Modal:
			reply.modal = callback.data;
			interaction.settle();
	}
}

function audience(reply: Reply, flags: number | null | undefined): string | null {
	return ((flags ?? 0) & EPHEMERAL) === 0 ? null : reply.userId;
}

function showOriginal(interaction: Interaction, message: Message): Message {
	interaction.original = message;
	interaction.reply.message = message;
	interaction.loading = null;
	interaction.settle();
	return message;
}

function answerOriginal(world: World, interaction: Interaction, body: MessageBody): Message {
	if (interaction.loading === "message") {
		const message = newMessage(world, interaction.reply.channelId, body, interaction.onlyFor);
		return showOriginal(interaction, postMessage(world, message));
	}
	const original = interaction.original;
	if (!original || original.deleted) throw refusals.unknownMessage();
	editMessage(world, original, body);
	return showOriginal(interaction, original);
}

/** The first follow-up after a deferred answer takes the place of "… is thinking". */
function followUp(world: World, interaction: Interaction, body: MessageBody): Message {
	if (interaction.loading === "message") return answerOriginal(world, interaction, body);
	const { reply } = interaction;
	const message = postMessage(world, newMessage(world, reply.channelId, body, audience(reply, body.flags)));
	reply.followUps.push(message);
	interaction.settle();
	return message;
}

function payload(world: World, interaction: Interaction, { guild, channel, userId, source }: Scene, data: object) {
	const member = known(guild.members.get(userId), "member");
	return {
		id: interaction.id,
		application_id: world.applicationId,
		type: interaction.type,
		token: interaction.token,
		version: 1,
		data,
		guild_id: guild.id,
		guild: { id: guild.id, locale: "en-US", features: [] },
		channel_id: channel.id,
		channel: { ...channelPayload(channel), permissions: channelPermissions(guild, channel, userId).toString() },
		member: { ...memberPayload(member), permissions: channelPermissions(guild, channel, userId).toString() },
		...(source && { message: messagePayload(world, source) }),
		app_permissions: channelPermissions(guild, channel, world.bot.id).toString(),
		locale: "en-US",
		guild_locale: "en-US",
		entitlements: [],
		authorizing_integration_owners: { "0": guild.id },
		context: 0,
		attachment_size_limit: 10_485_760,
	};
}
