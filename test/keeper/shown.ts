// What Discord shows of a guild, in short words: its channels, who is where, what the bot may do.

import { Allowance } from "../../src/keeper/allowance.ts";
import { Standings } from "../../src/keeper/standings.ts";
import type { Party } from "../../src/keeper/view.ts";
import { allPermissions } from "../../src/permission.ts";
import type { Budget, ChannelShown, GuildShown, Limit } from "../../src/shown.ts";
import { guildId } from "../rules/given.ts";

export type ShownWords = {
	readonly channels?: readonly ChannelShown[];
	/** Who is where: members by their Discord id, and the channel of each. */
	readonly voice?: Readonly<Record<string, string>>;
	/** Those whose place only an answer tells. */
	readonly unconfirmed?: readonly string[];
	readonly permissions?: (channelId?: string) => bigint;
	readonly budgets?: Partial<Readonly<Record<Limit, Budget>>>;
	readonly afkChannelId?: string;
	readonly systemChannelId?: string;
};

/** So many calls are left for the whole bot. */
export function allowanceOf(calls: number): Allowance {
	return new Allowance((kept) => ({ left: Math.max(0, calls - kept), moreAt: 200_000 }));
}

/** The matches that concern the guild. */
export function standingsOf(parties: readonly Party[]): Standings {
	const standings = new Standings(guildId);
	for (const party of parties) standings.put(party);
	return standings;
}

/** A channel; a voice channel at the top of the list unless told otherwise. Its name is its id. */
export function channel(channelId: string, words: Partial<ChannelShown> = {}): ChannelShown {
	const top = { parentId: null, position: 0, userLimit: 0, overwrites: [] } as const;
	return { channelId, kind: "voice", name: channelId, ...top, ...words };
}

/** A category with this many voice channels in it. */
export function category(channelId: string, name: string, children: number): readonly ChannelShown[] {
	const inside = Array.from({ length: children }, (_, at) => channel(`${channelId}/${at}`, { parentId: channelId }));
	return [channel(channelId, { kind: "category", name }), ...inside];
}

/** A guild where the bot may do everything, with any number of calls left, unless told otherwise. */
export function shownGuild(words: ShownWords = {}): GuildShown {
	const voice = Object.entries(words.voice ?? {});
	const channels = new Map((words.channels ?? []).map((one) => [one.channelId, one]));
	return {
		guildId,
		name: "The guild",
		botId: "bot",
		botRole: null,
		afkChannelId: words.afkChannelId ?? null,
		systemChannelId: words.systemChannelId ?? null,
		...{ joinedAt: 0, isCurrent: true },
		channels,
		role: () => ({ isOfBot: false }),
		permissions: (channelId) => {
			if (channelId !== undefined && !channels.has(channelId)) return 0n;
			return words.permissions?.(channelId) ?? allPermissions;
		},
		isUnconfirmed: (discordId) => words.unconfirmed?.includes(discordId) === true,
		isDeleted: () => false,
		position: (discordId) => voice.find(([member]) => member === discordId)?.[1],
		occupants: (channelId) => voice.flatMap(([member, place]) => (place === channelId ? [member] : [])),
		budget: (limit) => words.budgets?.[limit] ?? { left: 1_000, moreAt: 0 },
	};
}
