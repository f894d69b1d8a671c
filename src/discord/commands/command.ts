// What a command is: its definition for Discord, and functions that turn a use of it into the message to show.

import {
	type APIApplicationCommandOptionChoice,
	ApplicationIntegrationType,
	InteractionContextType,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
	type RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from "discord.js";
import type { Clock } from "../../clock.ts";
import type { Finding } from "../../finding.ts";
import type { Grace } from "../../grace.ts";
import type { FollowedCompetition, GuildSettings } from "../../guild.ts";
import type { Known, Link, Member } from "../../link.ts";
import type { Logins } from "../../login.ts";
import type { FindAnswer, Missing, Unavailable } from "../../lookup.ts";
import type { Orders } from "../../match-orders.ts";
import type { Block, Form, Tone } from "../../message.ts";
import type { ScopePermissions } from "../../permission.ts";
import type { Players } from "../../players.ts";
import type { MatchRecord } from "../../record.ts";
import type { Rehearsals } from "../../rehearsals.ts";
import type { GuildShown } from "../../shown.ts";
import type { Texts } from "../../texts/texts.ts";
import type { StoredEntry } from "../../trail.ts";
import type { Wait } from "../../wait.ts";
import type { Panels } from "./panels.ts";

/** A message that only the person who asked sees. It replaces the one before as a whole. */
export type Message = {
	readonly content: string;
	/** What comes below it. */
	readonly blocks?: readonly Block[];
	readonly tone?: Tone;
	readonly files?: readonly { readonly name: string; readonly text: string }[];
	/** Said to everybody in the channel as well, once the answer is there. Nobody is pinged. */
	readonly announcement?: string;
	/** It says how to prove an account, so nothing is added that does: the one that the member claims, or another. */
	readonly asks?: "own" | "other";
};

/** Whoever uses a command or a button, and where. */
export type Caller = {
	/** What they read, in their guild's language. */
	readonly texts: Texts;
	/** The channel they are in. */
	readonly channelId: string;
	readonly member: Member;
	/** How Discord shows them, and what the guild is called: foreign text. */
	readonly name: string;
	readonly guildName: string;
	/** Whether the member has the permission Manage Server. */
	readonly isAdmin: boolean;
	readonly roleIds: readonly string[];
	/** Replaces the answer some minutes later, while Discord allows that: for a quarter of an hour. Never rejects. */
	readonly later: (message: Message) => Promise<void>;
	/** The ids that Discord gave the commands, by their names; empty if unknown. */
	readonly commandIds: () => Promise<ReadonlyMap<string, string>>;
};

/** A button that was pressed or a menu that was chosen from; its custom id is "command:word:word". */
export type Press = Caller & {
	/** What follows the command's name in the custom id. */
	readonly words: readonly string[];
	/** What was chosen from a menu. */
	readonly values: readonly string[];
	/** The members who were chosen from a menu of them. */
	readonly chosen: readonly Chosen[];
	/** What was filled into a form, by the fields' ids; empty unless one was sent. */
	readonly fields: { readonly [id: string]: string | undefined };
};

/** A command that was typed. */
export type Use = Caller & {
	/** The name of the subcommand, where there is one, after that of its group: "match open". */
	readonly subcommand: string | undefined;
	/** Those who were chosen as options, by the options' names. */
	readonly people: { readonly [name: string]: Chosen | undefined };
	/** What was given for the options, by their names; a channel, a role or a person is given by its id. */
	readonly options: { readonly [name: string]: string | number | boolean | undefined };
};

/** Somebody who was chosen as an option: perhaps no member of the guild, or a bot. */
export type Chosen = { readonly discordId: string; readonly isMember: boolean; readonly isBot: boolean };

export type Command = {
	/** As Discord takes it: typed, or chosen from the menu of a member, who is then `people.member`. */
	readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody | RESTPostAPIContextMenuApplicationCommandsJSONBody;
	/** The use has been acknowledged before this is called, so it may take its time. */
	run(use: Use, needs: CommandNeeds): Message | Promise<Message>;
	/** Takes a press on a component of a message that this command showed, however long ago. */
	press?(press: Press, needs: CommandNeeds): Message | Promise<Message>;
	/** The form that a press opens instead of being answered; what is filled in comes as a press with the form's id. */
	form?(press: Press, needs: CommandNeeds): Form | undefined;
	/** Offers values for the option that the member is typing. */
	suggest?(
		typed: string,
		needs: CommandNeeds,
		at: Suggesting,
	): Promise<readonly APIApplicationCommandOptionChoice<string>[]>;
};

/** Somebody who is typing, and which option. */
export type Suggesting = Pick<Caller, "member" | "isAdmin" | "roleIds"> & { readonly option: string };

/** What FACEIT sent, and could not be read. */
export type FailedEvent = {
	readonly deliveryId: number;
	readonly event: string;
	readonly matchId: string | null;
	readonly receivedAt: number;
	readonly error: string | null;
};

/** Rooms are in servers, so the commands are too: not in direct messages, not installed by users for themselves. */
export const inServers = {
	contexts: [InteractionContextType.Guild],
	integration_types: [ApplicationIntegrationType.GuildInstall],
};

/** Epoch ms: when FACEIT's list was answered last, and since when it is not, and why; `missing`: FACEIT does not know it. */
export type Listed = {
	readonly answeredAt: number | null;
	readonly failing: { readonly since: number; readonly why: Unavailable["why"] | Missing["is"] } | null;
};

/** What the commands need from the program. */
export type CommandNeeds = {
	readonly players: Players;
	readonly guilds: {
		settings(guildId: string): GuildSettings;
		/** Changes the named settings and returns them all. */
		change(guildId: string, changes: Partial<GuildSettings>): GuildSettings;
	};
	readonly records: {
		/** The matches with something left to do whose line-up names the player. */
		ofPlayer(faceitId: string): readonly Pick<MatchRecord, "match" | "rooms">[];
		/** One match, also of those with nothing left to do. */
		get(matchId: string): Pick<MatchRecord, "match" | "rooms"> | undefined;
	};
	readonly links: {
		byMember(discordId: string): Link | undefined;
		/** How sure the member's link is in the guild; undefined for somebody who is not linked. */
		proofIn(guildId: string, discordId: string): Pick<Known, "guildId" | "proof" | "isVouched"> | undefined;
		isKnownIn(guildId: string, discordId: string): boolean;
		isOptedOut(discordId: string): boolean;
		/** When the member was asked to prove their claim, epoch ms; null for not yet. */
		askedAt(discordId: string): number | null;
		asked(discordId: string, at: number): void;
		known(faceitIds: readonly string[]): readonly Known[];
	};
	/** What Discord shows of the guild; undefined while it shows nothing. */
	readonly see: (guildId: string) => GuildShown | undefined;
	/** The matches that concern the guild. */
	readonly matchesIn: (guildId: string) => readonly string[];
	readonly events: {
		/** The newest first. */
		failed(): readonly FailedEvent[];
		/** Has it processed again. False if it no longer counts as failed. */
		retry(deliveryId: number): boolean;
	};
	/** What the last plan left undone for the match in the guild, and why. */
	readonly waits: (guildId: string, matchId: string) => readonly Wait[];
	/** The permissions that each part of the work requires. */
	readonly scopes: readonly ScopePermissions[];
	/** Who looks at the settings of their guild. */
	readonly panels: Panels;
	/** The competitions that can be followed. */
	readonly competitions: {
		/** Those that a name, a link or an id may mean. */
		find(text: string): Promise<FindAnswer>;
		/** Those of the latest matches. */
		seenLately(): readonly FollowedCompetition[];
		/** One that was shown lately, by its kind and id. */
		known(ref: { readonly kind: string; readonly id: string }): FollowedCompetition | undefined;
		/** How FACEIT's list of it is doing; undefined for one whose list is not asked for. */
		listed(competition: FollowedCompetition): Listed | undefined;
	};
	/** What works for the guild and what does not. Never rejects. */
	readonly diagnose: (guildId: string) => Promise<readonly Finding[]>;
	/** Short matches to try everything out. */
	readonly rehearsals: Rehearsals;
	/** What people decide about matches and rooms. */
	readonly orders: Orders;
	/** An admin changed the guild's settings. */
	readonly onSettings: (guildId: string) => void;
	readonly trail: {
		/** What others did about the member that they have not been told yet, oldest first. */
		untold(discordId: string): readonly StoredEntry[];
		told(entryIds: readonly number[]): void;
		/** What concerns the guild, the newest first; of everybody or one member. */
		ofGuild(guildId: string, limit: number, discordId?: string): readonly StoredEntry[];
	};
	/** Null where FACEIT's login is not set up: nobody can prove their account. */
	readonly logins: Pick<Logins, "offer"> | null;
	/** Which claims count where the guild did not choose, and until when those from before do. */
	readonly grace: Pick<Grace, "rule" | "until">;
	/** All that is kept about a member, as JSON to be given to them. */
	readonly personalData: (discordId: string) => Promise<string>;
	/** How many daily backups are kept, and whether each is sent elsewhere as well. */
	readonly backups: { readonly keep: number; readonly isSentElsewhere: boolean };
	readonly clock: Clock;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly defaultLingerMs: number;
};
