// The commands between a member and FACEIT, without Discord: what a member uses, and the message they are shown, which is
// held to Discord's own rules for messages. FACEIT answers in process, and time is virtual.

import { openCompetitions } from "../../src/competitions.ts";
import type { Caller, FailedEvent, Listed, Message, Press, Use } from "../../src/discord/commands/command.ts";
import { commands, pressed } from "../../src/discord/commands/commands.ts";
import { withNews } from "../../src/discord/commands/news.ts";
import { Panels } from "../../src/discord/commands/panels.ts";
import { drawn } from "../../src/discord/layout.ts";
import { faceitApi } from "../../src/faceit/api.ts";
import type { Finding } from "../../src/finding.ts";
import type { FollowedCompetition } from "../../src/guild.ts";
import type { Applicant } from "../../src/login.ts";
import { openOrders } from "../../src/match-orders.ts";
import { text } from "../../src/message.ts";
import type { ScopePermissions } from "../../src/permission.ts";
import { personalData } from "../../src/personal-data.ts";
import { openPlayers } from "../../src/players.ts";
import { openRehearsals } from "../../src/rehearsals.ts";
import { messageBody } from "../../src/sandbox/discord/message-body.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import type { GuildShown } from "../../src/shown.ts";
import type { Store } from "../../src/store/open.ts";
import { openTables } from "../../src/store/tables.ts";
import { textsIn } from "../../src/texts/texts.ts";
import type { Wait } from "../../src/wait.ts";
import { virtualClock } from "../clock.ts";
import { scopes as usualScopes } from "../guild-shown.ts";
import { memoryStore } from "../memory-store.ts";

/** What the member sees of the bot's answer. */
export type Shown = ReturnType<typeof messageBody.parse> & { readonly content: string };

export type Bot = ReturnType<typeof openBot>;

type UseOptions = Use["options"];
type Options = {
	readonly faceitKey?: string;
	readonly isAdmin?: boolean;
	readonly store?: Store;
	/** FACEIT's login is set up. */
	readonly canProve?: boolean;
	readonly scopes?: readonly ScopePermissions[];
};

/** One guild with two members, Ann and Bob, and the bot ready to answer them. */
export function openBot(options: Options = {}) {
	const { faceitKey, isAdmin = false, store = memoryStore(), canProve = false, scopes = usualScopes } = options;
	const clock = virtualClock();
	const faceit = openFaceitSandbox({ clock });
	const { links, guilds, records, trail, personal, seenLately } = openTables(store, clock.now());
	const [url, key] = [faceit.apiUrl, faceitKey ?? faceit.apiKey];
	const api = faceitApi({ clock, url, key, perSecond: 1_000, fetch: faceit.answer });
	const changed: string[] = [];
	const settled: string[] = [];
	/** What could not be read of FACEIT, and what was tried again. */
	const failed: FailedEvent[] = [];
	const retried: number[] = [];
	/** What the doctor finds. */
	const findings: Finding[] = [];
	/** Why things are not done for any match. */
	const waits: Wait[] = [];
	/** The matches that were to be looked at again. */
	const looked: string[] = [];
	/** The competitions of the latest matches, and how FACEIT's lists of them are doing, by their ids. */
	const competitions = { lately: [] as FollowedCompetition[], listed: new Map<string, Listed>() };
	/** What Discord is taken to show, by guild. */
	const shown = new Map<string, GuildShown>();
	const players = openPlayers({
		...{ clock, links, faceit: api },
		onChange(faceitId) {
			for (const _ of records.takeUp(clock.now(), Number.POSITIVE_INFINITY, faceitId));
			changed.push(faceitId);
		},
	});
	/** Those who were offered FACEIT's login. */
	const offered: Applicant[] = [];
	const offer = (applicant: Applicant) =>
		`https://comms.example.com/auth/faceit/start?ticket=${offered.push(applicant)}`;
	const logins = canProve ? { offer } : null;
	const needs = {
		...{ players, guilds, records, links, trail, scopes, clock, defaultLingerMs: 60_000 },
		...{ logins, grace: { rule: canProve ? "grace" : "count", until: () => null } as const },
		personalData: (discordId: string) => personalData(discordId, personal, clock),
		backups: { keep: 7, isSentElsewhere: false },
		panels: new Panels(clock),
		diagnose: async () => findings,
		rehearsals: openRehearsals({ clock, records, see: (id) => shown.get(id), waits: () => [], onChange: () => {} }),
		competitions: {
			...openCompetitions({
				find: api.findCompetitions,
				seenLately: (limit) => [...seenLately(limit), ...competitions.lately].slice(0, limit),
			}),
			listed: ({ id }: FollowedCompetition) => competitions.listed.get(id),
		},
		matchesIn: () => [...records.active()].map(({ match }) => match.matchId),
		events: {
			failed: () => failed,
			retry: (id: number) => failed.some(({ deliveryId }) => deliveryId === id) && retried.push(id) > 0,
		},
		orders: openOrders({
			...{ ask: api.match, faceitNow: api.now },
			...{ clock, records, trail },
			lingerMs: () => 60_000,
			onChange: (id) => void looked.push(id),
		}),
		onSettings: (guildId: string) => void settled.push(guildId),
		see: (guildId: string) => shown.get(guildId),
		waits: () => waits,
	};
	const guildId = "1000";
	/** The roles of each member, and whom Discord shows as no member of the guild, or as a bot. */
	const roles = new Map<string, readonly string[]>();
	const strangers = new Set<string>();
	const bots = new Set<string>();
	/** Those who are no admins although the others are. */
	const demoted = new Set<string>();
	/** What replaced an answer later. */
	const later: Message[] = [];
	/** The same, of each member. */
	const laterOf = new Map<string, Message[]>();
	const commandIds = new Map<string, string>();
	const callerOf = (discordId: string) => ({
		...{ member: { discordId, guildId }, name: `name of ${discordId}`, guildName: "Vale Community" },
		isAdmin: isAdmin && !demoted.has(discordId),
		roleIds: roles.get(discordId) ?? [],
		...{ texts: textsIn("en"), channelId: "3001", commandIds: async () => commandIds },
		async later(message: Message) {
			later.push(message);
			laterOf.set(discordId, [...(laterOf.get(discordId) ?? []), message]);
		},
	});

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

	/** What was said to everybody in the channel. */
	const announced: string[] = [];
	/** The files of all answers. */
	const files: { readonly name: string; readonly text: string }[] = [];

	/** A message that Discord would take; throws for any other. */
	function accepted({ content, blocks = [], tone = "calm" }: Message): Shown {
		const components = drawn({ tone, blocks: [text(content), ...blocks] });
		const message = messageBody.parse({ components, flags: 1 << 15, allowed_mentions: { parse: [] } });
		return { ...message, content };
	}

	/** The answer as it arrives: with what the member was still to be told. */
	async function delivered(caller: Caller, work: Message | Promise<Message>): Promise<Shown> {
		const { message, told } = withNews(await done(work), caller, needs);
		files.push(...(message.files ?? []));
		if (message.announcement !== undefined) announced.push(message.announcement);
		const shown = accepted(message);
		told();
		return shown;
	}

	const commandOf = (name: string) => {
		const found = commands.find(({ data }) => data.name === name);
		if (found === undefined) throw new Error(`no command ${name}`);
		return found;
	};

	return {
		...{ faceit, guildId, ann: "2001", bob: "2002", links, guilds, records, players, changed, settled },
		...{
			...{ failed, retried },
			announced,
			findings,
			waits,
			looked,
			shown,
			commandIds,
			clock,
			trail,
			offered,
			roles,
			strangers,
			bots,
			later,
			files,
		},
		...{ competitions, laterOf, accepted, demoted, panels: needs.panels },
		use(discordId: string, name: string, options: UseOptions = {}): Promise<Shown> {
			const isTyped = commands.every(({ data }) => data.name !== name);
			const [command = "", ...path] = isTyped ? name.split(" ") : [name];
			const subcommand = path.length === 0 ? undefined : path.join(" ");
			const chosen = options.member === undefined ? [] : [String(options.member)];
			const people = chosen.map(
				(id) => ["member", { discordId: id, isMember: !strangers.has(id), isBot: bots.has(id) }] as const,
			);
			const use: Use = {
				...{ ...callerOf(discordId), subcommand, options, people: Object.fromEntries(people) },
			};
			return delivered(use, commandOf(command).run(use, needs));
		},
		press(
			discordId: string,
			customId: string,
			values: readonly string[] = [],
			fields: Press["fields"] = {},
			chosen: Press["chosen"] = [],
		): Promise<Shown> {
			const [name = "", ...words] = customId.split(":");
			const press = { ...callerOf(discordId), words, values, fields, chosen };
			const taker = pressed[name] ?? commandOf(name);
			return delivered(press, taker.press?.(press, needs) ?? Promise.reject(new Error(`no ${customId}`)));
		},
		/** The form that a press opens, or a choice from a menu. */
		form(discordId: string, customId: string, values: readonly string[] = []) {
			const [name = "", ...words] = customId.split(":");
			const press = { ...callerOf(discordId), words, values, fields: {}, chosen: [] };
			return (pressed[name] ?? commandOf(name)).form?.(press, needs);
		},
		suggest: async (name: string, typed: string, discordId = "2001", option = "nickname") =>
			done(commandOf(name).suggest?.(typed, needs, { ...callerOf(discordId), option }) ?? []),
	};
}

/** All that the member can read of a message, in one text. */
export function textOf({ components }: Shown): string {
	return JSON.stringify(components);
}

/** The custom ids of the buttons and menus that the member can use. */
export function idsIn({ components }: Shown): string[] {
	return [...JSON.stringify(components ?? []).matchAll(/"custom_id":"([^"]+)"/g)].map((match) => match[1] ?? "");
}
