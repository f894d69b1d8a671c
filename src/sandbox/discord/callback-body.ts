// The first answer to an interaction, one shape for each kind of answer.
import { InteractionResponseType as Answer } from "discord-api-types/v10";
import { z } from "zod";
import { modal } from "./form-body.ts";
import { layoutEditBody, messageBody } from "./message-body.ts";

const suggestion = z.strictObject({
	name: z.string().min(1).max(100),
	name_localizations: z.record(z.string(), z.string()).nullish(),
	value: z.union([z.string().max(100), z.number()]),
});
export type Suggestion = z.infer<typeof suggestion>;

const others = [
	z.strictObject({ type: z.literal(Answer.ChannelMessageWithSource), data: messageBody }),
	z.strictObject({
		type: z.literal(Answer.DeferredChannelMessageWithSource),
		data: z.strictObject({ flags: z.number().int().nullish() }).nullish(),
	}),
	z.strictObject({ type: z.literal(Answer.DeferredMessageUpdate), data: z.strictObject({}).nullish() }),
	z.strictObject({
		type: z.literal(Answer.ApplicationCommandAutocompleteResult),
		data: z.strictObject({ choices: z.array(suggestion).max(25) }),
	}),
	z.strictObject({ type: z.literal(Answer.Modal), data: modal }),
] as const;
const update = (data: typeof messageBody) =>
	z.strictObject({ type: z.literal(Answer.UpdateMessage), data: data.nullish() });

export const callbackBody = z.discriminatedUnion("type", [...others, update(messageBody)]);
/** Where the message that would be updated has a layout. */
export const layoutCallbackBody = z.discriminatedUnion("type", [...others, update(layoutEditBody)]);
export type Callback = z.infer<typeof callbackBody>;
