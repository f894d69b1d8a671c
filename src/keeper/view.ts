// What a plan needs to know of one match in one guild, gathered from the records, the links and what Discord shows.

import type { Discord } from "../call.ts";
import type { GuildSettings } from "../guild.ts";
import { type ClaimRule, counts, type Known } from "../link.ts";
import { lineUp, playing } from "../match.ts";
import { hasAll, permission } from "../permission.ts";
import { isLeftAlone, type Placement } from "../placement.ts";
import {
	type Card,
	cardIn,
	isKeptUp,
	liveRooms,
	type MatchRecord,
	type Order,
	orderIn,
	placementOf,
} from "../record.ts";
import { isRehearsal, rehearsing } from "../rehearsal.ts";
import { isLive, type Room } from "../room.ts";
import { canHost, type GuildShown } from "../shown.ts";
import type { Texts } from "../texts/texts.ts";
import type { GuildState } from "./guild-state.ts";
import type { Standings } from "./standings.ts";

/** Where a member is in voice, and where they would be had we never moved them (another match's room is no home). */
export type Position = {
	readonly channelId: string;
	readonly homeId: string | null;
	/** False while only an answered move says that they are there. */
	readonly isConfirmed: boolean;
};

/** A place for rooms: a category, or null for the top of the channel list, and how many more channels it takes. */
export type Space = { readonly parentId: string | null; readonly left: number };

export type View = {
	readonly guildId: string;
	readonly settings: GuildSettings;
	readonly texts: Texts;
	readonly lingerMs: number;
	/** What the guild's staff decided about the match; undefined for nothing. */
	readonly order: Order | undefined;
	/** The message that shows the match here; null while there is none. */
	readonly card: Card | null;
	/** The bot sees the channel that the card is in. */
	readonly isCardShown: boolean;
	/** The channel for cards, if one is chosen and there. */
	readonly cardChannelId: string | null;
	/** The match's linked players who are known in this guild, and whose link counts here: faceitId to discordId. */
	readonly members: ReadonlyMap<string, string>;
	/** Those whose link does not count here. */
	readonly unproven: ReadonlyMap<string, string>;
	/** The members who asked never to be moved. */
	readonly optedOut: ReadonlySet<string>;
	/** Everyone to whom a room of the match here was ever opened by name. */
	readonly letIn: ReadonlySet<string>;
	/** Members whom a newer match has in this guild: the newer one wins. */
	readonly taken: ReadonlySet<string>;
	/** This match's rooms here that are there, or may be. */
	readonly rooms: readonly Room[];
	/** True while players of the match are in voice in another guild, and none is here: it is played there. */
	readonly isPlayedElsewhere: boolean;
	/** False while the gateway is away, so that people may have come and gone unnoticed. */
	readonly isCurrent: boolean;
	/** Which of the rooms' channels Discord shows. */
	readonly present: ReadonlySet<string>;
	/** True for a channel that is known to be deleted. */
	readonly isDeleted: (channelId: string) => boolean;
	/** Everyone in each room's channel, players or not; also those whose way in or out is answered and not confirmed. */
	readonly occupants: ReadonlyMap<string, readonly string[]>;
	readonly positions: ReadonlyMap<string, Position>;
	readonly placements: ReadonlyMap<string, Placement>;
	/** Since when it has been tried to bring a member back, epoch ms; undefined where it has not. */
	readonly returningSince: (discordId: string) => number | undefined;
	/** True for a voice channel that exists, is neither stage nor AFK nor full, and that the bot may move people to. */
	readonly canHost: (channelId: string) => boolean;
	/** Where rooms may be created, the first to be filled first. */
	readonly spaces: readonly Space[];
	/** A code for the team's new room, the same each time it is asked for during one look. */
	readonly codeFor: (teamId: string) => string;
	/** The channels that `canHost` was asked about. */
	readonly asked: ReadonlySet<string>;
};

/** A match that concerns the guild, with what is known of its players' members anywhere. */
export type Party = { readonly record: MatchRecord; readonly known: readonly Known[] };

/** The match with what `links` know of its players, substitutes included. */
export function partyOf(record: MatchRecord, links: { known(faceitIds: readonly string[]): readonly Known[] }): Party {
	const players = record.match.teams.flatMap((team) => lineUp(team));
	if (isRehearsal(record.match))
		return { record, known: players.flatMap(({ faceitId }) => rehearsing(record.match, faceitId) ?? []) };
	return { record, known: links.known(players.map(({ faceitId }) => faceitId)) };
}

/** What is the same for all matches of a guild during one look. */
export type Surroundings = {
	readonly shown: GuildShown;
	readonly settings: GuildSettings;
	readonly texts: Texts;
	readonly lingerMs: number;
	/** Which claims count. */
	readonly claimRule: ClaimRule;
	/** The other matches that concern the guild. */
	readonly standings: Pick<Standings, "sharing" | "hostOf">;
	readonly spaces: readonly Space[];
	readonly newCode: () => string;
	/** The guilds in which a member is in voice. */
	readonly voiceGuilds: (discordId: string) => readonly string[];
	readonly state: Pick<GuildState, "returningSince">;
};

export function viewOf(party: Party, around: Surroundings): View {
	const { shown, settings, texts, lingerMs, spaces, state } = around;
	const { guildId } = shown;
	const { match } = party.record;
	const placements = party.record.placements.filter((placement) => placement.guildId === guildId);
	const members = membersHere(party, around);
	const live = liveRooms(party.record, guildId);
	const rooms = live.map((room) => asShown(room, shown));
	const channels = rooms.flatMap((room) => room.channelId ?? []);
	const isOwn = (channelId: string) => channels.includes(channelId);
	const everyone = [...members.values(), ...placements.map((placement) => placement.discordId)];
	const codes = new Map<string, string>();
	const asked = new Set<string>();
	return {
		...{ guildId, settings, texts, lingerMs, members, rooms, spaces, asked },
		order: orderIn(party.record, guildId),
		card: cardIn(party.record, guildId) ?? null,
		isCardShown: hasAll(shown.permissions(cardIn(party.record, guildId)?.channelId ?? ""), permission.viewChannel),
		cardChannelId: shown.channels.has(settings.cardChannelId ?? "") ? settings.cardChannelId : null,
		unproven: unprovenHere(party, members, shown),
		optedOut: new Set(party.known.flatMap(({ discordId, isOptedOut }) => (isOptedOut ? [discordId] : []))),
		letIn: new Set(
			live.flatMap(({ admitted }) =>
				admitted.flatMap(({ kind, id }) => (kind === "role" || kind === "listener" ? [] : [id])),
			),
		),
		returningSince: (discordId) => state.returningSince(discordId),
		isPlayedElsewhere: isPlayedElsewhere(party, around),
		isCurrent: shown.isCurrent,
		taken: takenFrom(party, newer(party, around.standings.sharing(party)), around),
		present: new Set(channels.filter((channelId) => shown.channels.has(channelId))),
		isDeleted: (channelId) => shown.isDeleted(channelId),
		occupants: new Map(channels.map((channelId) => [channelId, shown.occupants(channelId)])),
		positions: new Map(
			everyone.flatMap((discordId) => {
				const position = positionOf(discordId, match.matchId, isOwn, around);
				return position === undefined ? [] : [[discordId, position]];
			}),
		),
		placements: new Map(placements.map((placement) => [placement.discordId, placement])),
		canHost(channelId) {
			asked.add(channelId);
			return canHost(shown, channelId) && hostOf(channelId, around) === undefined;
		},
		codeFor(teamId) {
			const code = codes.get(teamId) ?? around.newCode();
			codes.set(teamId, code);
			return code;
		},
	};
}

/** The room, with only those admissions that Discord shows now. */
function asShown(room: Room, shown: GuildShown): Room {
	const overwrites = shown.channels.get(room.channelId ?? "")?.overwrites;
	if (overwrites === undefined) return room;
	const ids = new Set(overwrites.map(({ id }) => id));
	return { ...room, admitted: room.admitted.filter(({ id }) => ids.has(id)) };
}

/** The guilds that a match concerns: where it has rooms or a card, or staff want rooms for it, and where a linked player of it is known or in voice. */
export function guildsOf({ record, known }: Party, discord: Pick<Discord, "voiceGuilds">): Set<string> {
	const guildIds = new Set<string>();
	for (const room of record.rooms) if (isLive(room)) guildIds.add(room.guildId);
	for (const card of record.cards) if (isKeptUp(card, record.match)) guildIds.add(card.guildId);
	for (const { guildId, is } of record.orders) if (is === "open") guildIds.add(guildId);
	for (const { discordId, guildId } of known) {
		if (guildId !== null) guildIds.add(guildId);
		for (const voiceGuildId of discord.voiceGuilds(discordId)) guildIds.add(voiceGuildId);
	}
	return guildIds;
}

/** The linked players whose link counts here, and whose member is known in this guild or is in voice in it. */
function membersHere({ known }: Party, { shown, claimRule }: Pick<Surroundings, "shown" | "claimRule">) {
	const counted = known.filter((player) => isHere(player, shown) && counts(player, shown.guildId, claimRule));
	return new Map(counted.map(({ faceitId, discordId }) => [faceitId, discordId]));
}

function unprovenHere({ known }: Party, members: ReadonlyMap<string, string>, shown: GuildShown) {
	const others = known.filter((player) => isHere(player, shown) && !members.has(player.faceitId));
	return new Map(others.map(({ faceitId, discordId }) => [faceitId, discordId]));
}

function isHere({ guildId, discordId }: Known, shown: GuildShown): boolean {
	return guildId === shown.guildId || shown.position(discordId) !== undefined;
}

/** A claim that counts nowhere says nothing about where the match is played. */
function isPlayedElsewhere({ known }: Party, { shown, claimRule, voiceGuilds }: Surroundings): boolean {
	const players = known.filter((player) => counts(player, player.guildId ?? shown.guildId, claimRule));
	const isInVoiceHere = ({ discordId }: Known) => voiceGuilds(discordId).includes(shown.guildId);
	return !players.some(isInVoiceHere) && players.some(({ discordId }) => voiceGuilds(discordId).length > 0);
}

/** Someone in the room of another match would, without us, be where that match took them from. */
function positionOf(
	discordId: string,
	matchId: string,
	isOwn: (channelId: string) => boolean,
	around: Surroundings,
): Position | undefined {
	const { shown } = around;
	const channelId = shown.position(discordId);
	if (channelId === undefined) return undefined;
	const here = { channelId, isConfirmed: !shown.isUnconfirmed(discordId) };
	const host = isOwn(channelId) ? undefined : hostOf(channelId, around);
	if (host === undefined || host.match.matchId === matchId) return { ...here, homeId: channelId };
	return { ...here, homeId: placementOf(host, shown.guildId, discordId)?.originId ?? null };
}

function hostOf(channelId: string, { shown, standings }: Surroundings): MatchRecord | undefined {
	return standings.hostOf(channelId, shown.channels.get(channelId)?.name ?? "");
}

/** The open matches that come before this one: those opened later, and, once it is over, all. */
function newer({ record }: Party, parties: readonly Party[]): readonly Party[] {
	const own = record.match;
	const isLater = (at: number | null, id: string) =>
		(at ?? 0) > (own.openedAt ?? 0) || ((at ?? 0) === (own.openedAt ?? 0) && id > own.matchId);
	return parties.filter(
		({ record: { match } }) =>
			match.phase === "open" && (own.phase === "over" || isLater(match.openedAt, match.matchId)),
	);
}

/** A match that is over leaves nobody to one that would not move them: they would sit in its room until it closes. */
function takenFrom(own: Party, parties: readonly Party[], around: Surroundings): ReadonlySet<string> {
	const isOver = own.record.match.phase === "over";
	return new Set(
		parties.flatMap((party) => {
			const { record } = party;
			const members = membersHere(party, around);
			const has = (member: string) =>
				!(isOver && isLeftAlone(record.match, placementOf(record, around.shown.guildId, member)));
			const players = record.match.teams.flatMap((team) => playing(team));
			return players.flatMap((player) => members.get(player.faceitId) ?? []).filter(has);
		}),
	);
}
