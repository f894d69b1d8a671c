// What is drawn of a message: a part of Discord's own JSON, and what the reader does with it.

import type { APIAttachment, APIMessage, APIUser } from "discord-api-types/v10";
import type { Names } from "./names.ts";

export type AttachmentJson = Pick<APIAttachment, "id" | "filename" | "size" | "url"> & {
	/** The beginning of a text file, for whoever has it at hand. Discord's client loads it by itself. */
	readonly preview?: string;
};

export type MessageJson = Pick<
	APIMessage,
	"id" | "content" | "embeds" | "components" | "timestamp" | "edited_timestamp"
> & {
	readonly flags?: number;
	readonly author: Pick<APIUser, "id" | "username" | "global_name" | "bot">;
	readonly attachments: readonly AttachmentJson[];
};

export type On = {
	press(customId: string): void;
	/** The values of a menu's options, or ids. */
	choose(customId: string, values: string[]): void;
	/** Without it, an ephemeral message cannot be dismissed. */
	dismiss?(): void;
	/** Without it, channels are named but cannot be gone to. */
	open?(channelId: string): void;
};

/** What every part of a message needs in order to be drawn. */
export type Drawing = {
	readonly names: Names;
	readonly on: On;
	/** Another one for each state of the message: what was chosen in a menu lasts until the message changes. */
	readonly revision: string;
};
