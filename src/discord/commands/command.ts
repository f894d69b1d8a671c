// What a command is: its definition for Discord, and functions that turn a use of it into the message to show.

import {
	type APIActionRowComponent,
	type APIApplicationCommandOptionChoice,
	type APIComponentInMessageActionRow,
	type APIEmbed,
	ApplicationIntegrationType,
	InteractionContextType,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord.js";
import type { Clock } from "../../clock.ts";
import type { GuildSettings } from "../../guild.ts";
import type { Known, Link, Member } from "../../link.ts";
import type { ScopePermissions } from "../../permission.ts";
import type { Players } from "../../players.ts";
import type { MatchRecord } from "../../record.ts";
import type { GuildShown } from "../../shown.ts";
import type { Wait } from "../../wait.ts";

/** A message that only the person who asked sees. It replaces the one before as a whole. */
export type Message = {
	readonly content: string;
	readonly embeds?: readonly APIEmbed[];
	readonly components?: readonly Row[];
};

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** A button that was pressed or a menu that was chosen from; its custom id is "command:word:word". */
export type Press = {
	readonly member: Member;
	/** What follows the command's name in the custom id. */
	readonly words: readonly string[];
	/** What was chosen from a menu. */
	readonly values: readonly string[];
};

/** A command that was typed. */
export type Use = {
	readonly member: Member;
	/** Whether the member has the permission Manage Server. */
	readonly isAdmin: boolean;
	/** What was given for the options, by their names; a channel is given by its id. */
	readonly options: { readonly [name: string]: string | number | boolean | undefined };
	/** The ids that Discord gave the commands, by their names; empty if unknown. */
	readonly commandIds: () => Promise<ReadonlyMap<string, string>>;
};

export type Command = {
	readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
	/** The use has been acknowledged before this is called, so it may take its time. */
	run(use: Use, needs: CommandNeeds): Message | Promise<Message>;
	/** Takes a press on a component of a message that this command showed, however long ago. */
	press?(press: Press, needs: CommandNeeds): Message | Promise<Message>;
	/** Offers values for the option that the member is typing. */
	suggest?(
		typed: string,
		needs: CommandNeeds,
		discordId: string,
	): Promise<readonly APIApplicationCommandOptionChoice<string>[]>;
};

/** Rooms are in servers, so the commands are too: not in direct messages, not installed by users for themselves. */
export const inServers = {
	contexts: [InteractionContextType.Guild],
	integration_types: [ApplicationIntegrationType.GuildInstall],
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
	};
	readonly links: {
		byMember(discordId: string): Link | undefined;
		known(faceitIds: readonly string[]): readonly Pick<Known, "faceitId" | "discordId">[];
	};
	/** What Discord shows of the guild; undefined while it shows nothing. */
	readonly see: (guildId: string) => GuildShown | undefined;
	/** What the last plan left undone for the match in the guild, and why. */
	readonly waits: (guildId: string, matchId: string) => readonly Wait[];
	/** The permissions that each part of the work requires. */
	readonly scopes: readonly ScopePermissions[];
	/** An admin changed the guild's settings. */
	readonly onSettings: (guildId: string) => void;
	readonly clock: Clock;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly defaultLingerMs: number;
};
