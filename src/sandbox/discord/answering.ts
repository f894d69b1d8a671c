// What an answer to an interaction does to the messages in the channel and to what the person sees.
import { InteractionResponseType as Answer, InteractionType } from "discord-api-types/v10";
import type { Callback } from "./callback-body.ts";
import type { MessageBody } from "./message-body.ts";
import { editMessage, newMessage, postMessage } from "./messages.ts";
import { formBody, refusals } from "./refusals.ts";
import type { Reply } from "./reply.ts";
import type { Message, World } from "./world.ts";

const EPHEMERAL = 1 << 6;

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
	/** There is something to see now. */
	settle: () => void;
};

export function checkFits({ type, source }: Interaction, callback: Callback): void {
	const completes = callback.type === Answer.ApplicationCommandAutocompleteResult;
	const updates = callback.type === Answer.UpdateMessage || callback.type === Answer.DeferredMessageUpdate;
	const fits =
		completes === (type === InteractionType.ApplicationCommandAutocomplete) &&
		(!updates || source !== null) &&
		!(callback.type === Answer.Modal && type === InteractionType.ModalSubmit);
	if (!fits)
		throw formBody([[["type"], { code: "INTERACTION_CALLBACK_TYPE_INVALID", message: "Invalid callback type" }]]);
}

export function applyCallback(world: World, interaction: Interaction, callback: Callback): void {
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

export function answerOriginal(world: World, interaction: Interaction, body: MessageBody): Message {
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
export function followUp(world: World, interaction: Interaction, body: MessageBody): Message {
	if (interaction.loading === "message") return answerOriginal(world, interaction, body);
	const { reply } = interaction;
	const message = postMessage(world, newMessage(world, reply.channelId, body, audience(reply, body.flags)));
	reply.followUps.push(message);
	interaction.settle();
	return message;
}
