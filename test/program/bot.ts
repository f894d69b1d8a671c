// A bot with its commands between the two sandboxes, over the real discord.js: one client for many cases, each of which
// finds a guild with two new members, nobody linked, and a FACEIT without players.

import { Events } from "discord.js";
import { systemClock } from "../../src/clock.ts";
import { openCompetitions } from "../../src/competitions.ts";
import { createClient } from "../../src/discord/client.ts";
import { registerCommands } from "../../src/discord/commands/commands.ts";
import { Panels } from "../../src/discord/commands/panels.ts";
import { answerInteractions } from "../../src/discord/interactions.ts";
import { faceitApi } from "../../src/faceit/api.ts";
import type { Fact } from "../../src/fact.ts";
import { openOrders } from "../../src/match-orders.ts";
import { openPlayers } from "../../src/players.ts";
import { openRehearsals } from "../../src/rehearsals.ts";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import type { GuildShown } from "../../src/shown.ts";
import { openTables } from "../../src/store/tables.ts";
import { virtualClock } from "../clock.ts";
import { scopes } from "../guild-shown.ts";
import { memoryStore } from "../memory-store.ts";

/** What a person sees of the bot's answer. */
export type Reply = Awaited<ReturnType<DiscordSandbox["command"]>>;

export type Bot = Awaited<ReturnType<typeof startBot>>;
export type Case = ReturnType<Bot["begin"]>;

/** No machine is so busy that an answer misses it, ms. */
const interactionDeadlineMs = 600_000;

export async function startBot() {
	const discord = await startDiscordSandbox({ interactionDeadlineMs, limits: false });
	const guild = discord.addGuild({ name: "Vale" });
	const client = createClient({ apiUrl: discord.url, timeoutMs: interactionDeadlineMs });
	const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
	await client.login(discord.token);
	await ready;
	await registerCommands(client, discord.applicationId, { get: () => undefined, set: () => {} }, systemClock());
	let answering = { end: () => {} };

	/** What came before is over, and its answers have been seen. */
	function begin() {
		answering.end();
		discord.heal();
		client.application?.commands.cache.clear();
		const started = openCase(client, discord, guild.id);
		answering = started;
		return started;
	}

	async function stop(): Promise<void> {
		answering.end();
		await client.destroy();
		await discord.stop();
	}

	return { discord, client, guild, begin, stop };
}

function openCase(client: ReturnType<typeof createClient>, discord: DiscordSandbox, guildId: string) {
	const clock = virtualClock();
	const faceit = openFaceitSandbox();
	const store = memoryStore();
	const { links, guilds, records, trail, seenLately } = openTables(store, clock.now());
	/** FACEIT answers only once it is resolved. */
	let gate: Promise<void> = Promise.resolve();
	const api = faceitApi({
		...{ clock: systemClock(), url: faceit.apiUrl, key: faceit.apiKey, perSecond: 1_000 },
		timeoutMs: interactionDeadlineMs,
		fetch: async (request) => {
			await gate;
			return faceit.answer(request);
		},
	});
	const facts: Fact[] = [];
	/** What Discord is taken to show of the guild. */
	const seen: { guild: GuildShown | undefined } = { guild: undefined };
	const players = openPlayers({ clock, links, faceit: api, onChange: () => {} });
	const before = client.listeners(Events.InteractionCreate);
	answerInteractions(client, {
		...{ players, guilds, records, links, trail, scopes, clock, defaultLingerMs: 60_000 },
		...{ logins: null, grace: { rule: "count", until: () => null } },
		personalData: async () => "{}",
		backups: { keep: 7, isSentElsewhere: false },
		panels: new Panels(clock),
		diagnose: async () => [],
		rehearsals: openRehearsals({ clock, records, see: () => undefined, waits: () => [], onChange: () => {} }),
		competitions: { ...openCompetitions({ find: api.findCompetitions, seenLately }), listed: () => undefined },
		matchesIn: () => [...records.active()].map(({ match }) => match.matchId),
		events: { failed: () => [], retry: () => false },
		orders: openOrders({
			...{ ask: api.match, faceitNow: api.now },
			...{ clock, records, trail },
			lingerMs: () => 60_000,
			onChange: () => {},
		}),
		onSettings: () => {},
		see: () => seen.guild,
		waits: () => [],
		publish: (fact) => facts.push(fact),
	});
	const own = client.listeners(Events.InteractionCreate).filter((listener) => !before.includes(listener));
	return {
		...{ faceit, store, links, guilds, players, facts, clock, seen },
		ann: discord.addMember(guildId, { username: "ann" }),
		bob: discord.addMember(guildId, { username: "bob" }),
		use: (userId: string, name: string, options = {}) => discord.command(guildId, userId, name, options),
		/** FACEIT does not answer until the function that this gives is called. */
		holdFaceit(): () => void {
			const held = Promise.withResolvers<void>();
			gate = held.promise;
			return held.resolve;
		},
		end(): void {
			for (const listener of own) client.off(Events.InteractionCreate, listener);
			store.close();
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

/** The id of what chooses the setting on a page of /setup. */
export function settingIn(reply: Reply, setting: string): string {
	const found = idsIn(reply).find((id) => id.split(":")[2] === setting);
	if (found === undefined) throw new Error(`nothing chooses ${setting} there`);
	return found;
}
