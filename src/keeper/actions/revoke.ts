// revoke: takes the access to a room from someone who is no longer to have it.

import type { MatchRecord } from "../../record.ts";
import type { Handler } from "../action.ts";
import { type Admit, admit } from "./admit.ts";

export const revoke: Handler<MatchRecord, Admit> = {
	...admit,
	wants: 0n,
	past: () => "access to the room taken away",
	intend: (record) => record,
	perform: (discord, { guildId }, { channelId, admission }) =>
		discord.removeOverwrite(guildId, channelId, admission.id, "They no longer play in the team of this room"),
};
