// Checks everything the program needs, and says for each whether it is fine and, if not, what to do.

import type { Clock } from "../clock.ts";
import { type Config, secretsOf } from "../config.ts";
import type { Connection } from "../discord/connect.ts";
import type { Finding } from "../finding.ts";
import type { GuildSettings } from "../guild.ts";
import type { ScopePermissions } from "../permission.ts";
import { openBeside } from "../store/beside.ts";
import { openGuilds } from "../store/guilds.ts";
import { StoreRefused } from "../store/refused.ts";
import { checkDatabase } from "./database.ts";
import { checkDiscord, noGuilds } from "./discord.ts";
import { checkExposure } from "./exposure.ts";
import { checkFaceit } from "./faceit.ts";
import { checkGuild, hiddenGuild } from "./guilds.ts";
import { checkLastEvent } from "./last-event.ts";
import { checkLogin } from "./login.ts";
import { checkSettings, isHere } from "./settings.ts";
import { checkWayIn } from "./way-in.ts";

/** Anything shorter is no secret, and redacting it would garble ordinary sentences. */
const shortestSecret = 4;

type Listener = {
	readonly found: (finding: Finding) => void;
	/** What it is about to do, for anyone who watches. */
	readonly doing: (what: string) => void;
};

type Needs = {
	readonly clock: Clock;
	/** The permissions that each part of the program's work requires. */
	readonly scopes: readonly ScopePermissions[];
};

/** Hands over each finding as it is made. No finding holds a secret. */
export async function examine(config: Config, { clock, scopes }: Needs, { found, doing }: Listener): Promise<void> {
	const secrets = secretsOf(config).filter((secret) => secret.length >= shortestSecret);
	const add = (findings: readonly Finding[]) => {
		for (const finding of findings) found(without(secrets, finding));
	};
	add(checkSettings(config));
	doing("Checking the database");
	add(checkDatabase(config, clock.wall()));
	doing("Asking Discord");
	const { findings, connection } = await checkDiscord(config, { clock, scopes }, doing);
	add(findings);
	if (connection !== null) {
		add(checkGuilds(connection, config.databasePath, scopes));
		await connection.close();
	}
	doing("Asking FACEIT");
	add([await checkFaceit(config)]);
	add(await checkLogin(config));
	add(checkLastEvent(config, clock.wall()));
	doing("Sending a test delivery");
	add(await checkWayIn(config, clock));
	const { publicUrl } = config.http;
	if (publicUrl !== null && !isHere(publicUrl)) add(await checkExposure(publicUrl));
}

function checkGuilds(
	{ port, guildIds: ids }: Connection,
	databasePath: string,
	scopes: readonly ScopePermissions[],
): Finding[] {
	const guildIds = [...ids()];
	if (guildIds.length === 0) return [noGuilds()];
	const shown = guildIds.flatMap((guildId) => port.see(guildId) ?? []).sort((a, b) => a.name.localeCompare(b.name));
	const hidden = guildIds.filter((guildId) => !shown.some((guild) => guild.guildId === guildId));
	const chosen = settingsOf(databasePath, guildIds);
	return [
		...shown.flatMap((guild) => checkGuild(guild, chosen.get(guild.guildId), scopes)),
		...hidden.map(hiddenGuild),
	];
}

/** Problems with the database have been reported already. */
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
