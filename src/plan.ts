// What is true of a match and what Discord shows in one guild become what is left to do there. Pure.

import { lineUp, type Match, type Player, playing, type Team } from "./match.ts";

/** The private voice channel of one team in one guild. Its code ends its name, so that it is found without its id. */
export type Room = {
	readonly code: string;
	readonly matchId: string;
	readonly guildId: string;
	readonly teamId: string;
	/** `opening`: to be created, perhaps created already. `open`: its channel is known. `closed`: no longer there. */
	readonly state: "opening" | "open" | "closed";
	readonly channelId: string | null;
	/** The members whom we let in, or asked Discord to. */
	readonly admitted: readonly string[];
	/** When the intent was saved, epoch ms. */
	readonly createdAt: number;
};

/** What was done with one member for a match in one guild, so that nothing rude is done twice. */
export type Placement = {
	readonly matchId: string;
	readonly guildId: string;
	readonly discordId: string;
	/**
	 * `moving`: asked to be moved, not seen in the room yet. `placed`: in a room. `away`: left voice from it.
	 * `walked`: went to another channel of their own will. `returned`: brought back, or left where they are.
	 */
	readonly state: "moving" | "placed" | "away" | "walked" | "returned";
	/** The channel to bring them back to; null when they came into the room from outside voice. */
	readonly originId: string | null;
	/** When `state` last changed, epoch ms. */
	readonly at: number;
};

/** Where a member is in voice, and where they would be had we never moved them (another match's room is no home). */
export type Position = { readonly channelId: string; readonly homeId: string | null };

export type GuildView = {
	readonly guildId: string;
	/** The guild's lobby; null without one. */
	readonly lobbyId: string | null;
	readonly lingerMs: number;
	/** The match's linked players who are known in this guild: faceitId to discordId. */
	readonly members: ReadonlyMap<string, string>;
	/** Members whom a newer match has in this guild: the newer one wins. */
	readonly taken: ReadonlySet<string>;
	/** This match's rooms here that are not closed. */
	readonly rooms: readonly Room[];
	/** Which of the rooms' channels Discord shows. */
	readonly present: ReadonlySet<string>;
	/** Who is in each room's channel, whoever they are. */
	readonly occupants: ReadonlyMap<string, readonly string[]>;
	readonly positions: ReadonlyMap<string, Position>;
	readonly placements: ReadonlyMap<string, Placement>;
	/** True for a voice channel that exists, is neither stage nor AFK nor full, and that the bot may move people to. */
	readonly canHost: (channelId: string) => boolean;
	/**
	 * What has a call under way or rests after a failure, and is left out of the plan: rooms by their code, or by their
	 * channel for its deletion, teams and members by their id.
	 */
	readonly busy: { has(subject: string): boolean };
};

export type Action =
	| { readonly do: "open"; readonly team: Team; readonly admit: readonly string[] }
	| { readonly do: "find"; readonly room: Room }
	| {
			readonly do: "admit";
			readonly room: Room;
			readonly channelId: string;
			readonly add: readonly string[];
			readonly remove: readonly string[];
	  }
	| { readonly do: "move"; readonly discordId: string; readonly channelId: string; readonly originId: string | null }
	| { readonly do: "return"; readonly discordId: string; readonly channelId: string }
	| { readonly do: "close"; readonly room: Room; readonly channelId: string }
	| { readonly do: "forget"; readonly room: Room };

/** What is left to do now, and when to look again even if nothing happens, epoch ms. */
export type Plan = { readonly actions: readonly Action[]; readonly wakeAt: number | null };

/** How long a room stays for people who have nowhere to be brought back to, in ms: deleting it throws them out of voice. */
export const stayMs = 10 * 60_000;

/** What is left to do in this guild at `now` (epoch ms) so that Discord agrees with the match. */
export function plan(match: Match, guild: GuildView, now: number): Plan {
	const lingersUntil = match.phase === "over" ? (match.overAt ?? now) + guild.lingerMs : null;
	const isLive = match.phase === "open" || (lingersUntil !== null && now < lingersUntil);
	const teams = isLive ? match.teams.filter((team) => team.roster.length > 0) : [];
	const kept = teams.flatMap((team) => roomOf(team, guild) ?? []);
	const ending = guild.rooms.filter((room) => !kept.includes(room));
	const clearedAt = (lingersUntil ?? now) + stayMs;

	const moves = match.phase === "open" ? movesIn(match, teams, guild) : [];

	const actions = [
		...searches(guild),
		...(match.phase === "open" ? openings(teams, guild) : []),
		...moves,
		...admissions(teams, guild),
		...movesBack(teams, kept, moves, guild),
		...closings(ending, guild, match.phase === "over" && now >= clearedAt),
	];
	const wakeAt = isLive ? lingersUntil : ending.length > 0 ? clearedAt : null;
	return { actions, wakeAt: wakeAt !== null && wakeAt > now ? wakeAt : null };
}

/**
 * The placements that read differently now that members are seen where they are. Those with a call under way are left
 * out: where they are says nothing before its answer.
 */
export function noticed(match: Match, guild: GuildView, now: number): Placement[] {
	const channels = new Set(guild.rooms.flatMap((room) => room.channelId ?? []));
	const openedAt = match.openedAt ?? 0;
	// Also those who left the line-up: they may be back in it.
	return [...new Set([...guild.members.values(), ...guild.placements.keys()])].flatMap((discordId) => {
		if (guild.busy.has(discordId)) return [];
		const position = guild.positions.get(discordId);
		const isInRoom = position !== undefined && channels.has(position.channelId);
		const placement = guild.placements.get(discordId);
		if (placement === undefined) {
			if (!isInRoom) return [];
			return [{ matchId: match.matchId, guildId: guild.guildId, discordId, state: "placed", originId: null, at: now }];
		}
		const state = isInRoom ? "placed" : seenOutside(placement, position, openedAt);
		// Who stayed in the room while the match was opened again has been placed for it as well.
		const isOld = isInRoom && placement.at < openedAt;
		return state === placement.state && !isOld ? [] : [{ ...placement, state, at: now }];
	});
}

/** Only who was placed since the match was opened, and is where no other match has taken them, walked out. */
function seenOutside({ state, at }: Placement, position: Position | undefined, openedAt: number): Placement["state"] {
	if (state !== "placed") return state;
	const isOwnWill = position !== undefined && position.homeId === position.channelId && at >= openedAt;
	return isOwnWill ? "walked" : "away";
}

/** A room whose create was not answered may exist all the same; one whose channel is gone is given up. */
function searches(guild: GuildView): Action[] {
	return guild.rooms.flatMap((room): Action[] => {
		if (guild.busy.has(room.code)) return [];
		if (room.state === "opening") return [{ do: "find", room }];
		return isPresent(room, guild) ? [] : [{ do: "forget", room }];
	});
}

function openings(teams: readonly Team[], guild: GuildView): Action[] {
	return teams
		.filter((team) => roomOf(team, guild) === undefined && !guild.busy.has(team.teamId))
		.map((team) => ({ do: "open", team, admit: membersOf(lineUp(team), guild) }));
}

/** Keeps each room's access equal to its line-up, newcomers and leavers in one edit. */
function admissions(teams: readonly Team[], guild: GuildView): Action[] {
	return teams.flatMap((team): Action[] => {
		const room = roomOf(team, guild);
		if (room === undefined || room.channelId === null || !isUsable(room, guild)) return [];
		const wanted = membersOf(lineUp(team), guild);
		const add = wanted.filter((member) => !room.admitted.includes(member));
		const remove = room.admitted.filter((member) => !wanted.includes(member));
		return add.length + remove.length > 0 ? [{ do: "admit", room, channelId: room.channelId, add, remove }] : [];
	});
}

/** Moves into the rooms, the teams in turn, so that neither waits for the other when Discord allows only a few. */
function movesIn(match: Match, teams: readonly Team[], guild: GuildView): Action[] {
	const perTeam = teams.map((team) => {
		const room = roomOf(team, guild);
		// To be moved takes no access to the channel: an edit of it under way holds nobody up. Its deletion does.
		if (room === undefined || !isPresent(room, guild) || room.channelId === null) return [];
		const { channelId } = room;
		if (guild.busy.has(channelId)) return [];
		return membersOf(playing(team), guild).flatMap((discordId): Action[] => {
			const position = guild.positions.get(discordId);
			if (position === undefined || !isToMove(match, discordId, position, channelId, guild)) return [];
			return [{ do: "move", discordId, channelId, originId: homeOf(discordId, position, guild) }];
		});
	});
	return inTurn(perTeam);
}

function isToMove(match: Match, discordId: string, position: Position, channelId: string, guild: GuildView): boolean {
	if (position.channelId === channelId || guild.busy.has(discordId) || guild.taken.has(discordId)) return false;
	return !isLeftAlone(match, guild.placements.get(discordId));
}

/** Who walked out is left alone until FACEIT opens the match again. */
export function isLeftAlone(match: Match, placement: Placement | undefined): boolean {
	return placement?.state === "walked" && placement.at >= (match.openedAt ?? 0);
}

/** Those in a room who are not, or no longer, to be there are brought back; visitors whom we never placed stay. */
function movesBack(
	teams: readonly Team[],
	kept: readonly Room[],
	movesIn: readonly Action[],
	guild: GuildView,
): Action[] {
	const movedIn = new Set(movesIn.flatMap((move) => (move.do === "move" ? [move.discordId] : [])));
	const staying = new Set(teams.flatMap((team) => membersOf(lineUp(team), guild)));
	const perRoom = guild.rooms.map((room) => {
		const leaves = (member: string) => !kept.includes(room) || (guild.placements.has(member) && !staying.has(member));
		return occupantsOf(room, guild)
			.filter((member) => leaves(member) && !movedIn.has(member))
			.filter((member) => !guild.busy.has(member) && !guild.taken.has(member))
			.flatMap((discordId): Action[] => {
				const channelId = destination(discordId, guild);
				return channelId === undefined ? [] : [{ do: "return", discordId, channelId }];
			});
	});
	return inTurn(perRoom);
}

/** Closes rooms nobody is in, and, once `isCleared`, those where somebody has nowhere to go. */
function closings(ending: readonly Room[], guild: GuildView, isCleared: boolean): Action[] {
	const isAwaited = [...guild.placements.values()].some(
		(placement) => placement.state === "moving" && guild.busy.has(placement.discordId),
	);
	return ending.flatMap((room): Action[] => {
		if (isAwaited || !isUsable(room, guild) || room.channelId === null) return [];
		const isEmpty = occupantsOf(room, guild).length === 0;
		return isEmpty || isCleared ? [{ do: "close", room, channelId: room.channelId }] : [];
	});
}

/** The channel they came from, else the lobby; undefined when neither can take them: they stay. */
function destination(discordId: string, guild: GuildView): string | undefined {
	const originId = guild.placements.get(discordId)?.originId ?? null;
	return [originId, guild.lobbyId].find((id) => id !== null && guild.canHost(id)) ?? undefined;
}

/** Someone already in a room of this match keeps the origin they had; everyone else comes from where they are now. */
function homeOf(discordId: string, position: Position, guild: GuildView): string | null {
	return inOwnRoom(position, guild) ? (guild.placements.get(discordId)?.originId ?? null) : position.homeId;
}

function inOwnRoom(position: Position, guild: GuildView): boolean {
	return guild.rooms.some((room) => room.channelId === position.channelId);
}

function membersOf(players: readonly Player[], guild: GuildView): string[] {
	return players.flatMap((player) => guild.members.get(player.faceitId) ?? []);
}

/** A create that was answered far too late can give a team a second room: the one with people in it stays. */
function roomOf(team: Team, guild: GuildView): Room | undefined {
	const rooms = guild.rooms.filter((room) => room.teamId === team.teamId);
	const there = rooms.filter((room) => isPresent(room, guild));
	const occupied = there.find((room) => occupantsOf(room, guild).length > 0);
	return occupied ?? there[0] ?? rooms.find((room) => room.state === "opening");
}

function isPresent(room: Room, guild: GuildView): boolean {
	return room.channelId !== null && guild.present.has(room.channelId);
}

function isUsable(room: Room, guild: GuildView): boolean {
	return isPresent(room, guild) && !guild.busy.has(room.code) && !guild.busy.has(room.channelId ?? "");
}

function occupantsOf(room: Room, guild: GuildView): readonly string[] {
	return room.channelId === null ? [] : (guild.occupants.get(room.channelId) ?? []);
}

function inTurn(lists: readonly (readonly Action[])[]): Action[] {
	const longest = Math.max(0, ...lists.map((list) => list.length));
	return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat();
}
