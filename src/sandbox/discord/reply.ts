// The result of an interaction, for the person who started it.
import type { Modal, Suggestion } from "./callback-body.ts";
import type { Channel, Guild, Message } from "./world.ts";

/** Who does something, and where. */
export type Scene = { guild: Guild; channel: Channel; userId: string; source?: Message };

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

export function newReply({ guild, channel, userId }: Scene): Reply {
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
