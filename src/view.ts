// What a plan needs to know of one match in one guild, gathered from the records, the links and what Discord shows.

import { playing } from "./match.ts";
import { type GuildView, isLeftAlone, type Position, type Room } from "./plan.ts";
import type { Known } from "./store/links.ts";
import type { MatchRecord } from "./store/records.ts";

/** What Discord shows of one guild now. Reading it costs no request. */
export type GuildSeen = {
	/** Permissions that the bot lacks to work with rooms under the category, by their names in Discord's settings. */
	lacking(categoryId: string | null): readonly string[];
	/** True when the guild has as many channels as Discord allows. */
	readonly isFull: boolean;
	has(channelId: string): boolean;
	occupants(channelId: string): readonly string[];
	/** The members whom the channel names itself; undefined for one that is not shown yet. */
	admitted(channelId: string): readonly string[] | undefined;
	position(discordId: string): string | undefined;
	/** True for a voice channel, neither stage nor AFK nor full, that the bot may move people to. */
	canHost(channelId: string): boolean;
	/** How many rooms, moves or moves back may be begun now, and when to ask again, epoch ms. */
	budget(of: "open" | "move" | "return"): { readonly left: number; readonly moreAt: number };
};

/** A match that concerns the guild, with what is known of its players' members anywhere. */
export type Party = { readonly record: MatchRecord; readonly known: readonly Known[] };

export type Surroundings = {
	readonly guildId: string;
	readonly seen: GuildSeen;
	readonly lobbyId: string | null;
	readonly lingerMs: number;
	/** All matches that concern the guild, this one among them. */
	readonly parties: readonly Party[];
	readonly isBusy: (matchId: string, subject: string) => boolean;
};

export function viewOf(party: Party, around: Surroundings): GuildView {
	const { guildId, seen, lobbyId, lingerMs } = around;
	const { match } = party.record;
	const placements = party.record.placements.filter((placement) => placement.guildId === guildId);
	const members = membersHere(party, guildId, seen);
	const rooms = openRooms(party.record, guildId).map((room) => asSeen(room, seen));
	const channels = rooms.flatMap((room) => room.channelId ?? []);
	const everyone = [...members.values(), ...placements.map((placement) => placement.discordId)];
	return {
		guildId,
		lobbyId,
		lingerMs,
		members,
		taken: takenFrom(party, newer(party, around.parties), guildId, seen),
		rooms,
		present: new Set(channels.filter((channelId) => seen.has(channelId))),
		occupants: new Map(channels.map((channelId) => [channelId, seen.occupants(channelId)])),
		positions: new Map(
			everyone.flatMap((discordId) => {
				const position = positionOf(discordId, match.matchId, around);
				return position === undefined ? [] : [[discordId, position]];
			}),
		),
		placements: new Map(placements.map((placement) => [placement.discordId, placement])),
		canHost: (channelId) => seen.canHost(channelId) && !isRoom(channelId, around),
		busy: { has: (subject) => around.isBusy(match.matchId, subject) },
	};
}

/** Its record names all who may have been let in; an edit without an answer may not have reached Discord. */
function asSeen(room: Room, seen: GuildSeen): Room {
	const admitted = room.channelId === null ? undefined : seen.admitted(room.channelId);
	return admitted === undefined ? room : { ...room, admitted: room.admitted.filter((one) => admitted.includes(one)) };
}

/** The guilds that a match concerns: where it has rooms, and where a linked player of it is known or in voice. */
export function guildsOf(party: Party, voiceGuilds: (discordId: string) => readonly string[]): Set<string> {
	const { record, known } = party;
	return new Set([
		...record.rooms.filter((room) => room.state !== "closed").map((room) => room.guildId),
		...known.flatMap(({ discordId, guildId }) => [...(guildId === null ? [] : [guildId]), ...voiceGuilds(discordId)]),
	]);
}

/** The linked players whose member has used the bot in this guild or is in voice in it. */
function membersHere({ known }: Party, guildId: string, seen: GuildSeen): ReadonlyMap<string, string> {
	return new Map(
		known
			.filter((player) => player.guildId === guildId || seen.position(player.discordId) !== undefined)
			.map(({ faceitId, discordId }) => [faceitId, discordId]),
	);
}

/** Someone in the room of another match would, without us, be where that match took them from. */
function positionOf(
	discordId: string,
	matchId: string,
	{ guildId, seen, parties }: Surroundings,
): Position | undefined {
	const channelId = seen.position(discordId);
	if (channelId === undefined) return undefined;
	const host = parties.find(
		({ record }) =>
			record.match.matchId !== matchId && openRooms(record, guildId).some((room) => room.channelId === channelId),
	);
	if (host === undefined) return { channelId, homeId: channelId };
	const placement = host.record.placements.find((one) => one.guildId === guildId && one.discordId === discordId);
	return { channelId, homeId: placement?.originId ?? null };
}

/** The open matches that come before this one: those opened later, and, once it is over, all. */
function newer({ record }: Party, parties: readonly Party[]): readonly Party[] {
	const own = record.match;
	const isLater = (at: number | null, id: string) =>
		(at ?? 0) > (own.openedAt ?? 0) || ((at ?? 0) === (own.openedAt ?? 0) && id > own.matchId);
	return parties.filter(
		({ record: { match } }) =>
			match.phase === "open" &&
			match.matchId !== own.matchId &&
			(own.phase === "over" || isLater(match.openedAt, match.matchId)),
	);
}

/** A match that is over leaves nobody to one that would not fetch them: they would sit in its room until it closes. */
function takenFrom(own: Party, parties: readonly Party[], guildId: string, seen: GuildSeen): ReadonlySet<string> {
	const isOver = own.record.match.phase === "over";
	return new Set(
		parties.flatMap((party) => {
			const { match, placements } = party.record;
			const members = membersHere(party, guildId, seen);
			const players = match.teams.flatMap((team) => playing(team));
			const has = (member: string) => {
				const placement = placements.find((one) => one.guildId === guildId && one.discordId === member);
				return !(isOver && isLeftAlone(match, placement));
			};
			return players.flatMap((player) => members.get(player.faceitId) ?? []).filter(has);
		}),
	);
}

function isRoom(channelId: string, { guildId, parties }: Surroundings): boolean {
	return parties.some(({ record }) => openRooms(record, guildId).some((room) => room.channelId === channelId));
}

function openRooms(record: MatchRecord, guildId: string): readonly Room[] {
	return record.rooms.filter((room) => room.guildId === guildId && room.state !== "closed");
}
