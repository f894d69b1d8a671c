// Changes of several records, collected and then saved in one transaction.

import type { GuildRecord } from "../guild.ts";
import type { MatchRecord } from "../record.ts";
import type { Guilds } from "../store/guilds.ts";
import type { Records } from "../store/records.ts";
import type { Changes } from "./job.ts";

/** `save` writes whatever changed, if anything did, and returns the matches concerned; `now` is epoch ms. */
export function openChanges({ records, guilds }: { readonly records: Records; readonly guilds: Guilds }): Changes & {
	readonly save: (now: number) => Iterable<string>;
} {
	const ofMatches = new Map<string, MatchRecord>();
	const ofGuilds = new Map<string, GuildRecord>();
	return {
		match(matchId, change) {
			const record = ofMatches.get(matchId) ?? records.get(matchId);
			if (record !== undefined) ofMatches.set(matchId, change(record));
		},
		guild(guildId, change) {
			ofGuilds.set(guildId, change(ofGuilds.get(guildId) ?? guilds.record(guildId)));
		},
		save(now) {
			const changed = [...ofGuilds.values()].filter((record) => guilds.record(record.guildId) !== record);
			records.save([...ofMatches.values()], now, changed.length === 0 ? undefined : () => guilds.write(changed));
			guilds.remember(changed);
			return ofMatches.keys();
		},
	};
}
