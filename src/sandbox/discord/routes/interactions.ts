// Answering interactions: the callback, and the webhook that the interaction's token opens.

import { answerOriginal, followUp, type Interaction } from "../answering.ts";
import { callbackBody, layoutCallbackBody } from "../callback-body.ts";
import type { Interactions } from "../interactions.ts";
import { editBodyOf, isLayout, messageBody } from "../message-body.ts";
import { blameUnseen } from "../message-files.ts";
import { deleteMessage, editMessage } from "../messages.ts";
import { messagePayload } from "../payloads.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import type { Message, World } from "../world.ts";

const WEBHOOK = "/webhooks/:app/:token";

export function interactionRoutes(world: World, interactions: Interactions): Route[] {
	const limits = (ask: Ask) => [{ name: "follow-ups", key: ask.param("token"), limit: 5, windowMs: 2000 }];
	const show = (ask: Ask, message: Message) => {
		blameUnseen(ask, message);
		return messagePayload(world, message);
	};
	return [
		{
			on: "POST /interactions/:id/:token/callback",
			open: true,
			act: (ask) => {
				const { id, token } = { id: ask.param("id"), token: ask.param("token") };
				const body = isLayout(interactions.sourceOf(token)?.flags) ? layoutCallbackBody : callbackBody;
				const done = interactions.acknowledge(id, token, read(ask, body));
				if (done.original) blameUnseen(ask, done.original);
				return ask.query.get("with_response") === "true" ? callbackPayload(world, done) : undefined;
			},
		},
		{
			on: `POST ${WEBHOOK}`,
			open: true,
			limits,
			act: (ask) => {
				const interaction = owned(world, interactions, ask);
				// What takes the place of "… is thinking" is a first answer too.
				return show(ask, followUp(world, interaction, read(ask, messageBody)));
			},
		},
		{
			on: `PATCH ${WEBHOOK}/messages/@original`,
			open: true,
			limits,
			act: (ask) => {
				const interaction = owned(world, interactions, ask);
				const body = interaction.loading === "message" ? messageBody : editBodyOf(interaction.original?.flags);
				return show(ask, answerOriginal(world, interaction, read(ask, body)));
			},
		},
		{
			on: `GET ${WEBHOOK}/messages/:message`,
			open: true,
			limits,
			act: (ask) => messagePayload(world, find(owned(world, interactions, ask), ask)),
		},
		{
			on: `PATCH ${WEBHOOK}/messages/:message`,
			open: true,
			limits,
			act: (ask) => {
				const message = find(owned(world, interactions, ask), ask);
				editMessage(world, message, read(ask, editBodyOf(message.flags)));
				return show(ask, message);
			},
		},
		{
			on: `DELETE ${WEBHOOK}/messages/:message`,
			open: true,
			limits,
			act: (ask) => {
				deleteMessage(world, find(owned(world, interactions, ask), ask));
				return undefined;
			},
		},
	];
}

function owned(world: World, interactions: Interactions, ask: Ask): Interaction {
	if (ask.param("app") !== world.applicationId) throw refusals.unknownWebhook();
	return interactions.byToken(ask.param("token"));
}

function find(interaction: Interaction, ask: Ask): Message {
	const wanted = ask.param("message");
	const mine = [interaction.original, ...interaction.reply.followUps];
	const found = wanted === "@original" ? interaction.original : mine.find((message) => message?.id === wanted);
	if (!found || found.deleted) throw refusals.unknownMessage();
	return found;
}

function callbackPayload(world: World, interaction: Interaction) {
	const message = interaction.original;
	return {
		interaction: {
			id: interaction.id,
			type: interaction.type,
			response_message_id: message?.id,
			response_message_loading: interaction.loading === "message",
			response_message_ephemeral: interaction.onlyFor !== null,
		},
		resource: { type: 4, ...(message && { message: messagePayload(world, message) }) },
	};
}
