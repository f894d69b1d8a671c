// A bot with its commands between the two sandboxes: the real discord.js, the real rules, a real database.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Events } from "discord.js";
import { createClient } from "../../src/discord/client.ts";
import type { CommandFact } from "../../src/discord/commands/command.ts";
import { registerCommands } from "../../src/discord/commands/commands.ts";
import { answerInteractions } from "../../src/discord/interactions.ts";
import { faceitApi } from "../../src/faceit/api.ts";
import { openPlayers } from "../../src/players.ts";
import { type DiscordSandbox, type SandboxOptions, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { openGuilds } from "../../src/store/guilds.ts";
import { openLinks } from "../../src/store/links.ts";
import { openStore } from "../../src/store/open.ts";
import { openRecords } from "../../src/store/records.ts";

/** What a person sees of the bot's answer. */
export type Reply = Awaited<ReturnType<DiscordSandbox["command"]>>;

export type Bot = Awaited<ReturnType<typeof startBot>>;

type Options = SandboxOptions & { readonly faceitTimeoutMs?: number; readonly faceitKey?: string };

/** One guild with two members, Ann and Bob, and the bot ready to answer them. */
export async function startBot({ faceitTimeoutMs = 1_000, faceitKey, ...options }: Options = {}) {
	const discord = await startDiscordSandbox(options);
	const faceit = startFaceitSandbox();
	const guild = discord.addGuild({ name: "Vale" });
	const ann = discord.addMember(guild.id, { username: "ann" });
	const bob = discord.addMember(guild.id, { username: "bob" });

	const folder = mkdtempSync(join(tmpdir(), "commands-"));
	const store = openStore(join(folder, "test.db"));
	const links = openLinks(store);
	const guilds = openGuilds(store);
	const records = openRecords(store);
	const api = faceitApi({
		url: faceit.apiUrl,
		key: faceitKey ?? faceit.apiKey,
		perSecond: 1_000,
		timeoutMs: faceitTimeoutMs,
	});
	const changed: string[] = [];
	const settled: string[] = [];
	const told: CommandFact[] = [];
	const players = openPlayers({ links, faceit: api, onChange: (faceitId) => changed.push(faceitId) });

	const client = createClient({ apiUrl: discord.url, timeoutMs: 5_000 });
	answerInteractions(client, {
		players,
		guilds,
		records,
		links,
		onSettings: (guildId) => settled.push(guildId),
		defaultLingerMs: 60_000,
		tell: (fact) => told.push(fact),
	});
	const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
	await client.login(discord.token);
	await ready;
	await registerCommands(client, discord.applicationId, { get: () => undefined, set: () => {} });

	return {
		...{ discord, faceit, guild, ann, bob, client, store, links, guilds, records, players, changed, settled, told },
		use: (userId: string, name: string, options = {}) => discord.command(guild.id, userId, name, options),
		async stop() {
			await client.destroy();
			store.close();
			await Promise.all([discord.stop(), faceit.stop()]);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** All that the person can read of a reply, in one text. */
export function textOf({ message }: Reply): string {
	return JSON.stringify([message?.content, message?.embeds, message?.components]);
}

/** The custom ids of the buttons and menus that the person can use. */
export function idsIn({ message }: Reply): string[] {
	return [...JSON.stringify(message?.components ?? []).matchAll(/"custom_id":"([^"]+)"/g)].map(
		(match) => match[1] ?? "",
	);
}
