// The result of an interaction, for the person who started it.
import type { Suggestion } from "./callback-body.ts";
import type { Modal } from "./form-body.ts";
import { textsIn } from "./parts.ts";
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
	/** whose button or menu it answers */
	readonly source: Message | null;
	readonly content: string;
	readonly ephemeral: boolean;
};

/** In Discord's own words, which is all that the person is told. */
export class NoResponse extends Error {
	constructor() {
		super("The application did not respond");
	}
}

/** All text of a message: its own, or that of its text displays. */
export function readable({ content, components }: Pick<Message, "content" | "components">): string {
	return [content, ...textsIn(components)].filter((text) => text !== "").join("\n");
}

export function newReply({ guild, channel, userId, source }: Scene): Reply {
	const reply = {
		guildId: guild.id,
		channelId: channel.id,
		userId,
		message: null,
		modal: null,
		suggestions: [],
		followUps: [],
		source: source ?? null,
	};
	return {
		...reply,
		get content(): string {
			return this.message === null ? "" : readable(this.message);
		},
		get ephemeral(): boolean {
			return this.message?.onlyFor != null;
		},
	};
}
