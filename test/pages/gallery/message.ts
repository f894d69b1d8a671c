// What the gallery's messages have in common.
import type { MessageJson } from "../../../src/sandbox/page/look/message-json.ts";
import { ids } from "./names.ts";

export const seconds = Math.floor(Date.now() / 1000);

const bot = { id: ids.bot, username: "faceit-comms", global_name: null, bot: true };
export const ann = { id: ids.ann, username: "ann", global_name: "Ann", bot: false };

let count = 0;

export function message(parts: Partial<MessageJson>): MessageJson {
	count += 1;
	return {
		...{ id: String(1046783920011224000n + BigInt(count)), author: bot, content: "", embeds: [], attachments: [] },
		...{ components: [], flags: 0, timestamp: new Date(seconds * 1000).toISOString(), edited_timestamp: null },
		...parts,
	};
}
