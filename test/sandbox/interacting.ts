// A bot that answers each interaction as it is told to, by plain calls, and people who start them.
import { z } from "zod";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { type Answered, asker } from "./ask.ts";

const interaction = z.looseObject({
	id: z.string(),
	token: z.string(),
	type: z.number(),
	data: z.looseObject({}),
	message: z.looseObject({ id: z.string() }).optional(),
});
export type Heard = z.infer<typeof interaction>;

/** `type` and `data` of a callback, or both in a form with files */
export type Callback = { type: number; data?: object } | FormData;

export function interacting(answer: (heard: Heard) => Callback | Callback[]) {
	const discord: DiscordSandbox = openDiscordSandbox({ limits: false });
	const ask = asker(discord);
	const guildId = discord.addGuild({ name: "Vale" }).id;
	const heard: Heard[] = [];
	/** Discord's answers to the callbacks */
	const answers: Answered[] = [];
	const answered: PromiseWithResolvers<void>[] = [];
	const answeredTo = (index: number) => {
		answered[index] ??= Promise.withResolvers();
		return answered[index];
	};
	discord.connect(1, (name, data) => {
		if (name === "INTERACTION_CREATE") void respond(interaction.parse(data));
	});

	async function respond(one: Heard): Promise<void> {
		const index = heard.push(one) - 1;
		for (const callback of [answer(one)].flat())
			answers.push(await ask("POST", `/interactions/${one.id}/${one.token}/callback`, callback));
		answeredTo(index).resolve();
	}

	const webhook = (message: string) => `/webhooks/${discord.applicationId}/${heard.at(-1)?.token}${message}`;
	const register = (...commands: object[]) => ask("PUT", `/applications/${discord.applicationId}/commands`, commands);
	return {
		...{ discord, ask, guildId, heard, answers, webhook, register },
		/** Resolves once Discord has answered all callbacks to the interaction; the first is 0. */
		answeredTo: (index: number) => answeredTo(index).promise,
	};
}

export const V2 = 1 << 15;
export const text = (content: string) => ({ type: 10, content });
export const row = (...components: object[]) => ({ type: 1, components });
export const button = (custom_id: string) => ({ type: 2, style: 1, label: custom_id, custom_id });
/** A reply that everybody sees, or an update of the message */
export const showing = (type: 4 | 7, ...components: object[]) => ({ type, data: { components, flags: V2 } });
