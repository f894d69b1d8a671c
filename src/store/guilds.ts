// Queries about guilds: what an admin chose for one.

import { eq, sql } from "drizzle-orm";
import type { Store } from "./open.ts";
import { guilds, members } from "./schema.ts";

export type GuildSettings = {
	/** The category that rooms are created in; null: at the top of the channel list. */
	readonly categoryId: string | null;
	/** The voice channel for those whose own cannot be returned to; null: they stay until the room closes. */
	readonly lobbyId: string | null;
	/** How long rooms stay after the match, ms; null: the program's default. */
	readonly lingerMs: number | null;
};

const defaults: GuildSettings = { categoryId: null, lobbyId: null, lingerMs: null };

export type Guilds = {
	/** The guild's settings; the defaults where nobody chose any. */
	settings(guildId: string): GuildSettings;
	/** Changes the named settings and returns them all. */
	change(guildId: string, changes: Partial<GuildSettings>): GuildSettings;
	/** Removes what is kept of a guild that the bot has left. */
	remove(guildId: string): void;
};

export function openGuilds({ db }: Store): Guilds {
	const byId = db
		.select()
		.from(guilds)
		.where(eq(guilds.guildId, sql.placeholder("guildId")))
		.prepare();
	const settings = (guildId: string): GuildSettings => {
		const row = byId.get({ guildId });
		return row === undefined ? defaults : { categoryId: row.categoryId, lobbyId: row.lobbyId, lingerMs: row.lingerMs };
	};
	return {
		settings,
		change(guildId, changes) {
			const changed = { ...settings(guildId), ...changes };
			const row = { guildId, ...changed };
			db.insert(guilds).values(row).onConflictDoUpdate({ target: guilds.guildId, set: changed }).run();
			return changed;
		},
		remove(guildId) {
			db.delete(guilds).where(eq(guilds.guildId, guildId)).run();
			db.delete(members).where(eq(members.guildId, guildId)).run();
		},
	};
}
