// One step of a plan becomes one call to Discord.

import type { Answer } from "./answer.ts";
import { roomName } from "./room.ts";
import type { Step } from "./step.ts";
import type { GuildSeen } from "./view.ts";

/** What the keeper needs of Discord. No call waits for a limit or is repeated: the keeper plans again instead. */
export type Discord = {
	/** Undefined while Discord does not show the guild (an outage, or the gateway is not up): nothing is known of it. */
	see(guildId: string): GuildSeen | undefined;
	/** The guilds in which the member is in voice. */
	voiceGuilds(discordId: string): readonly string[];
	/** Creates a room, private from its first moment. The value is its channel. */
	open(guildId: string, room: NewRoom): Promise<Answer<string>>;
	/** Reads the guild's channels and looks for the one whose name ends with the code. */
	find(guildId: string, code: string): Promise<Answer<string | undefined>>;
	/** Gives and takes access to a room in one edit. */
	admit(guildId: string, channelId: string, add: readonly string[], remove: readonly string[]): Promise<Answer>;
	move(guildId: string, discordId: string, channelId: string): Promise<Answer>;
	close(guildId: string, channelId: string): Promise<Answer>;
};

export type NewRoom = {
	readonly name: string;
	readonly categoryId: string | null;
	readonly admit: readonly string[];
	/** The match, for the guild's audit log. */
	readonly matchId: string;
};

/** Makes the call that the step stands for. `categoryId` is where the guild wants its rooms. */
export function perform(discord: Discord, step: Step, categoryId: string | null): Promise<Answer<unknown>> {
	const { action, guildId, matchId, room } = step;
	switch (action.do) {
		case "open": {
			const name = roomName(action.team.name, room?.code ?? "");
			return discord.open(guildId, { name, categoryId, admit: action.admit, matchId });
		}
		case "find":
			return discord.find(guildId, action.room.code);
		case "admit":
			return discord.admit(guildId, action.channelId, action.add, action.remove);
		case "move":
		case "return":
			return discord.move(guildId, action.discordId, action.channelId);
		case "close":
			return discord.close(guildId, action.channelId);
		case "forget":
			return Promise.resolve({ is: "done", value: undefined });
		default:
			throw new Error(`no such action: ${action satisfies never}`);
	}
}
