// The commands between a member and FACEIT, without Discord: what a member uses, and the message they are shown, which is
// held to Discord's own rules for messages. FACEIT answers in process, and time is virtual.

import type { Use } from "../../src/discord/commands/command.ts";
import { commands } from "../../src/discord/commands/commands.ts";
import { faceitApi } from "../../src/faceit/api.ts";
import { openPlayers } from "../../src/players.ts";
import { messageBody } from "../../src/sandbox/discord/message-body.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import type { GuildShown } from "../../src/shown.ts";
import type { Store } from "../../src/store/open.ts";
import { openTables } from "../../src/store/tables.ts";
import { virtualClock } from "../clock.ts";
import { scopes } from "../guild-shown.ts";
import { memoryStore } from "../memory-store.ts";

/** What the member sees of the bot's answer. */
export type Shown = ReturnType<typeof messageBody.parse> & { readonly content: string };

export type Bot = ReturnType<typeof openBot>;

type UseOptions = Use["options"];
type Options = { readonly faceitKey?: string; readonly isAdmin?: boolean; readonly store?: Store };

/** One guild with two members, Ann and Bob, and the bot ready to answer them. */
export function openBot({ faceitKey, isAdmin = false, store = memoryStore() }: Options = {}) {
	const clock = virtualClock();
	const faceit = openFaceitSandbox({ clock });
	const { links, guilds, records } = openTables(store, clock.now());
	const [url, key] = [faceit.apiUrl, faceitKey ?? faceit.apiKey];
	const api = faceitApi({ clock, url, key, perSecond: 1_000, fetch: faceit.answer });
	const changed: string[] = [];
	const settled: string[] = [];
	/** What Discord is taken to show, by guild. */
	const shown = new Map<string, GuildShown>();
	const players = openPlayers({
		...{ clock, links, faceit: api },
		onChange(faceitId) {
			for (const _ of records.takeUp(clock.now(), Number.POSITIVE_INFINITY, faceitId));
			changed.push(faceitId);
		},
	});
	const needs = {
		...{ players, guilds, records, links, scopes, clock, defaultLingerMs: 60_000 },
		onSettings: (guildId: string) => void settled.push(guildId),
		see: (guildId: string) => shown.get(guildId),
		waits: () => [],
	};
	const guildId = "1000";
	const commandIds = new Map<string, string>();

	/** Lets time pass until the work is done. */
	async function done<T>(work: T | Promise<T>): Promise<T> {
		let isDone = false;
		const outcome = Promise.resolve(work).finally(() => {
			isDone = true;
		});
		// It may fail before anybody awaits it.
		outcome.catch(() => undefined);
		await clock.runUntil(() => isDone, 60_000);
		return outcome;
	}

	/** A message that Discord would take; throws for any other. */
	async function accepted(work: object | Promise<object>): Promise<Shown> {
		const message = messageBody.parse({ ...(await done(work)), allowed_mentions: { parse: [] } });
		return { ...message, content: message.content ?? "" };
	}

	const commandOf = (name: string) => {
		const found = commands.find(({ data }) => data.name === name);
		if (found === undefined) throw new Error(`no command ${name}`);
		return found;
	};

	return {
		...{ faceit, guildId, ann: "2001", bob: "2002", links, guilds, records, players, changed, settled },
		...{ shown, commandIds, clock },
		use(discordId: string, name: string, options: UseOptions = {}): Promise<Shown> {
			const use: Use = { member: { discordId, guildId }, isAdmin, options, commandIds: async () => commandIds };
			return accepted(commandOf(name).run(use, needs));
		},
		press(discordId: string, customId: string, values: readonly string[] = []): Promise<Shown> {
			const [name = "", ...words] = customId.split(":");
			const press = { member: { discordId, guildId }, words, values };
			return accepted(commandOf(name).press?.(press, needs) ?? Promise.reject(new Error(`no ${customId}`)));
		},
		suggest: async (name: string, typed: string, discordId = "2001") =>
			done(commandOf(name).suggest?.(typed, needs, discordId) ?? []),
	};
}

/** All that the member can read of a message, in one text. */
export function textOf({ content, embeds, components }: Shown): string {
	return JSON.stringify([content, embeds, components]);
}

/** The custom ids of the buttons and menus that the member can use. */
export function idsIn({ components }: Shown): string[] {
	return [...JSON.stringify(components ?? []).matchAll(/"custom_id":"([^"]+)"/g)].map((match) => match[1] ?? "");
}
