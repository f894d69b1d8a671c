// Looks at all that the program needs, and says of each thing whether it is well and what to do if not.

import { type Config, secretsOf } from "../config.ts";
import type { Connection } from "../discord/connect.ts";
import { openBeside } from "../store/beside.ts";
import { type GuildSettings, openGuilds } from "../store/guilds.ts";
import { StoreRefused } from "../store/refused.ts";
import { checkDatabase } from "./database.ts";
import { checkDiscord, noGuilds } from "./discord.ts";
import { checkFaceit } from "./faceit.ts";
import type { Finding } from "./finding.ts";
import { checkGuild, nameOf } from "./guilds.ts";
import { checkSettings } from "./settings.ts";
import { checkWayIn } from "./way-in.ts";

/** Shorter ones are no secrets, and taking them out would leave no sentence whole. */
const shortestSecret = 4;

type Listener = {
	readonly found: (finding: Finding) => void;
	/** What it is about to do, for whoever waits. */
	readonly doing: (what: string) => void;
};

/** Tells each finding as it is made. No finding holds a secret. */
export async function examine(config: Config, { found, doing }: Listener): Promise<void> {
	const secrets = secretsOf(config).filter((secret) => secret.length >= shortestSecret);
	const tell = (findings: readonly Finding[]) => {
		for (const finding of findings) found(without(secrets, finding));
	};
	tell(checkSettings(config));
	doing("Checking the database");
	tell(checkDatabase(config, Date.now()));
	doing("Asking Discord");
	const { findings, connection } = await checkDiscord(config, doing);
	tell(findings);
	if (connection !== null) {
		tell(checkGuilds(connection, config.databasePath));
		await connection.close();
	}
	doing("Asking FACEIT");
	tell([await checkFaceit(config)]);
	doing("Sending a test delivery");
	tell(await checkWayIn(config));
}

function checkGuilds({ client }: Connection, databasePath: string): Finding[] {
	const guilds = [...client.guilds.cache.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
	if (guilds.length === 0) return [noGuilds()];
	const chosen = settingsOf(
		databasePath,
		guilds.map(({ id }) => id),
	);
	return guilds.flatMap((guild) => checkGuild(guild, chosen.get(guild.id)));
}

/** What is wrong with the database has been said already. */
function settingsOf(databasePath: string, guildIds: readonly string[]): ReadonlyMap<string, GuildSettings> {
	try {
		const store = openBeside(databasePath);
		const guilds = openGuilds(store);
		const chosen = new Map(guildIds.map((guildId) => [guildId, guilds.settings(guildId)]));
		store.close();
		return chosen;
	} catch (error) {
		if (!(error instanceof StoreRefused)) throw error;
		return new Map();
	}
}

function without(secrets: readonly string[], finding: Finding): Finding {
	const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
	return { ...finding, what: clean(finding.what), fix: finding.fix === null ? null : clean(finding.fix) };
}
