// What a command is: what Discord is told of it, and functions that turn a use of it into the message to show.

import {
	type APIActionRowComponent,
	type APIApplicationCommandOptionChoice,
	type APIComponentInMessageActionRow,
	type APIEmbed,
	ApplicationIntegrationType,
	type ChatInputCommandInteraction,
	InteractionContextType,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord.js";
import type { Match } from "../../match.ts";
import type { Room } from "../../plan.ts";
import type { Member, Players, Profile } from "../../players.ts";

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

export type Command = {
	readonly data: RESTPostAPIChatInputApplicationCommandsJSONBody;
	/** Discord has been told to wait before it is called, so it may take its time. */
	run(use: ChatInputCommandInteraction<"cached">, needs: CommandNeeds): Message | Promise<Message>;
	/** Takes a press on a component of a message that this command showed, however long ago. */
	press?(press: Press, needs: CommandNeeds): Message | Promise<Message>;
	/** Offers values for the option being typed. */
	suggest?(typed: string, needs: CommandNeeds): Promise<readonly APIApplicationCommandOptionChoice<string>[]>;
};

/** Rooms are in servers, so the commands are too: not in direct messages, not installed by users for themselves. */
export const inServers = {
	contexts: [InteractionContextType.Guild],
	integration_types: [ApplicationIntegrationType.GuildInstall],
};

export type Link = Extract<Profile, { is: "missing" }>["link"];

/** What an admin chose for a guild; null where the default holds. */
export type Settings = {
	readonly categoryId: string | null;
	readonly lobbyId: string | null;
	readonly lingerMs: number | null;
};

/** What the commands need of the program. */
export type CommandNeeds = {
	readonly players: Players;
	readonly guilds: {
		settings(guildId: string): Settings;
		change(guildId: string, changes: Partial<Settings>): Settings;
	};
	readonly records: {
		/** The matches with something left to do whose line-up names the player. */
		ofPlayer(faceitId: string): readonly { readonly match: Match; readonly rooms: readonly Room[] }[];
	};
	readonly links: {
		byMember(discordId: string): Link | undefined;
		known(faceitIds: readonly string[]): readonly { readonly faceitId: string; readonly discordId: string }[];
	};
	/** An admin changed the guild's settings. */
	readonly onSettings: (guildId: string) => void;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly defaultLingerMs: number;
	readonly tell: (fact: CommandFact) => void;
};

/** `late`: Discord had given up waiting, or the person closed the message. */
export type CommandFact = { readonly command: string } & (
	| { readonly kind: "fault"; readonly error: unknown }
	| { readonly kind: "late" }
);
