// Plans the rooms and moves of one match in one guild: what is left to do so that Discord agrees with the record. Pure.

import { admittedRoles, concerns } from "../../guild.ts";
import { lineUp, type Match, playing, type Team } from "../../match.ts";
import { isLeftAlone, type Placement } from "../../placement.ts";
import { isRehearsal } from "../../rehearsal.ts";
import { type Admission, type Room, roomTitle } from "../../room.ts";
import type { Wait } from "../../wait.ts";
import { subjectOf } from "../action.ts";
import type { MatchAction } from "../actions/handlers.ts";
import { inTurn } from "../job.ts";
import type { Position, View } from "../view.ts";
import { isPulled } from "./pulled.ts";
import { reasons } from "./reasons.ts";
import { isOnTheWayOut, isPresent, membersOf, occupantsOf, roomOf } from "./seen.ts";

/** What is left to do, what cannot be done now and why, and when to look again even if nothing happens, epoch ms. */
export type Plan = {
	readonly actions: readonly MatchAction[];
	readonly waits: readonly Wait[];
	readonly wakeAt: number | null;
};

/** How long a room stays open for people with nowhere to be brought back to, ms: deleting it disconnects them. */
export const stayMs = 10 * 60_000;

/** What is left to do in this guild at `now` (epoch ms) so that Discord agrees with the match. */
export function plan(match: Match, view: View, now: number): Plan {
	const isOn = isStarted(match, view);
	const closes = (room: Room) => closesAt(match, room, view) ?? Number.POSITIVE_INFINITY;
	const isKept = (room: Room) => now < closes(room);
	const teams = match.teams.filter((team) => {
		const room = roomOf(team, view);
		return team.roster.length > 0 && (room === undefined ? isOn : isKept(room));
	});
	const kept = teams.flatMap((team) => roomOf(team, view) ?? []);
	const ending = view.rooms.filter((room) => !kept.includes(room));
	const clearedAt = (room: Room) => (Number.isFinite(closes(room)) ? closes(room) : now) + stayMs;
	const isCleared = (room: Room) => Number.isFinite(closes(room)) && now >= clearedAt(room);

	const opens = isOn ? openings(match, teams, view) : { actions: [], waits: [] };
	const moves = isOn ? movesIn(match, teams, view) : [];
	const leaves = leaving(teams, kept, view, isCleared);
	const returns = movesBack(leaves, moves, kept, view);
	const actions = [
		...searches(view),
		...opens.actions,
		...moves,
		...admissions(teams, view),
		...returns,
		...disconnections(leaves, kept, view),
		...closings(ending, returns, view, isCleared, now),
	];
	const times = [...kept.map(closes), ...ending.map(clearedAt)].filter((at) => Number.isFinite(at) && at > now);
	return {
		actions,
		waits: [...opens.waits, ...reasons(match, view, { isOn, kept, returns, closes, clearedAt })],
		wakeAt: times.length === 0 ? null : Math.min(...times),
	};
}

/** True while the match has its rooms here: since FACEIT or staff opened it, until FACEIT or staff ended it. */
export function isStarted({ phase }: Match, { order }: View): boolean {
	if (order?.is === "closed") return false;
	return phase === "open" || (phase === "waiting" && order?.is === "open");
}

/** When the room closes, epoch ms; null while the match goes on. */
export function closesAt({ phase, overAt, openings }: Match, { keep }: Room, view: View): number | null {
	if (phase === "over") return keep?.opening === openings ? keep.until : (overAt ?? 0) + view.lingerMs;
	return view.order?.is === "closed" ? view.order.at : null;
}

/**
 * The placements that read differently now that members are seen where they are, whatever happened unseen: anyone in a
 * room is placed, anyone who should be in one and is not is away, and will be moved again. That someone walked out is
 * never concluded from this: see `moved` in record.ts. Members whom `isPending` names have a call in flight, or one without
 * an answer, and are left out as those are whose move the gateway has not confirmed: where they are says nothing yet.
 */
export function noticed(match: Match, view: View, isPending: (discordId: string) => boolean, now: number): Placement[] {
	const channels = new Set(view.rooms.flatMap((room) => room.channelId ?? []));
	const { matchId, openings: opening } = match;
	// Also those who left the line-up: they may be back in it.
	return [...new Set([...view.members.values(), ...view.placements.keys()])].flatMap((discordId): Placement[] => {
		const position = view.positions.get(discordId);
		if (isPending(discordId) || position?.isConfirmed === false) return [];
		const placement = view.placements.get(discordId);
		const isInRoom = channels.has(position?.channelId ?? "");
		if (!isInRoom) return placement?.state === "placed" ? [{ ...placement, state: "away", opening, at: now }] : [];
		if (placement === undefined)
			return [{ matchId, guildId: view.guildId, discordId, state: "placed", originId: null, opening, at: now }];
		// Anyone who stayed in the room while the match was opened again has been placed for it as well.
		const isNews = placement.state !== "placed" || placement.opening !== opening;
		return isNews ? [{ ...placement, state: "placed", opening, at: now }] : [];
	});
}

/** A room whose create was not answered may exist all the same; one whose channel is gone is given up. */
function searches(view: View): MatchAction[] {
	return view.rooms.flatMap((room): MatchAction[] => {
		if (room.state === "opening") return [{ do: "findRoom", room }];
		if (isPresent(room, view)) return [];
		return [{ do: "forgetRoom", room, isDeleted: view.isDeleted(room.channelId ?? "") }];
	});
}

/**
 * A room for each team with a player who is known here, unless the match is being played in another guild. An open room
 * stays, whoever goes.
 */
function openings(match: Match, teams: readonly Team[], view: View): Pick<Plan, "waits"> & { actions: MatchAction[] } {
	const missing = teams.filter((team) => roomOf(team, view) === undefined);
	const { matchId } = match;
	const held = missing.flatMap((team): (readonly [Team, Wait["reason"]])[] => {
		const reason = whyNoRoom(match, team, view);
		return reason === undefined ? [] : [[team, reason]];
	});
	const heldTeams = new Set(held.map(([team]) => team));
	const isKnown = (team: Team) => view.order?.is === "open" || membersOf(lineUp(team), view).length > 0;
	const lacking = missing.filter((team) => !heldTeams.has(team) && isKnown(team));
	const spaces = view.spaces.flatMap(({ parentId, left }) =>
		Array.from({ length: Math.min(left, teams.length) }, () => parentId),
	);
	const actions: MatchAction[] = [];
	const waits = held.map(
		([team, reason]): Wait => ({ subject: subjectOf.team(matchId, team.teamId), reason, until: null }),
	);
	for (const team of lacking) {
		const parentId = spaces.shift();
		if (parentId === undefined)
			waits.push({ subject: subjectOf.team(matchId, team.teamId), reason: "categoryFull", until: null });
		else
			actions.push({
				do: "openRoom",
				matchId,
				team,
				number: teams.indexOf(team) + 1,
				code: view.codeFor(team.teamId),
				parentId,
				admit: admitted(team, [], view),
				...{ name: nameFor(team, match, view), userLimit: view.settings.userLimit },
			});
	}
	return { actions, waits };
}

/** Why the team gets no room although some of its players are known here. */
function whyNoRoom(match: Match, team: Team, view: View): Wait["reason"] | undefined {
	const members = membersOf(lineUp(team), view);
	if (view.order?.is === "open" || isRehearsal(match) || members.length === 0) return undefined;
	if (view.isPlayedElsewhere) return "playedElsewhere";
	if (!concerns(view.settings, match.competition)) return "notFollowed";
	if (members.length < view.settings.leastPlayers) return "tooFewPlayers";
	const isAwaited = view.settings.opensAt === "voice" && !members.some((member) => view.positions.has(member));
	return isAwaited ? "nobodyInVoice" : undefined;
}

function nameFor(team: Team, { teams, details }: Match, view: View): string {
	return roomTitle(view.settings.roomName, {
		team: team.name,
		captain: lineUp(team).find(({ faceitId }) => faceitId === team.captainId)?.nickname ?? "",
		opponent: teams.find(({ teamId }) => teamId !== team.teamId)?.name ?? "",
		round: details.info?.round == null ? "" : view.texts.card.round(details.info.round),
	});
}

/** Keeps each room's access equal to its line-up and its guests. */
function admissions(teams: readonly Team[], view: View): MatchAction[] {
	return teams.flatMap((team): MatchAction[] => {
		const room = roomOf(team, view);
		if (room === undefined || room.channelId === null || !isPresent(room, view)) return [];
		const wanted = admitted(team, room.guests, view);
		const { channelId, admitted: present } = room;
		const add = wanted.filter(({ kind, id }) => !present.some((one) => one.id === id && isAlike(one.kind, kind)));
		const remove = present.filter(({ id }) => !wanted.some((one) => one.id === id));
		return [
			...remove.map((admission): MatchAction => ({ do: "revoke", room, channelId, admission })),
			...add.map((admission): MatchAction => ({ do: "admit", room, channelId, admission })),
		];
	});
}

/** A role that may speak from now on, or only listen, is let in anew. */
function isAlike(one: Admission["kind"], other: Admission["kind"]): boolean {
	return (one === "listener") === (other === "listener");
}

/** Everyone who may enter the team's room: its roster, its bench, its guests, and the roles that are let into every room. */
function admitted(team: Team, guests: readonly string[], view: View): Admission[] {
	const members = membersOf(lineUp(team), view);
	return [
		...members.map((id): Admission => ({ kind: "member", id })),
		...guests.filter((id) => !members.includes(id)).map((id): Admission => ({ kind: "guest", id })),
		...admittedRoles(view.settings),
	];
}

/** Moves into the rooms, the teams in turn, so that neither waits for the other when Discord allows only a few. */
function movesIn(match: Match, teams: readonly Team[], view: View): MatchAction<"move">[] {
	const perTeam = teams.map((team) => {
		const room = roomOf(team, view);
		if (room === undefined || !isPresent(room, view) || room.channelId === null) return [];
		const { channelId } = room;
		return membersOf(playing(team), view).flatMap((discordId): MatchAction<"move">[] => {
			const position = view.positions.get(discordId);
			if (position === undefined || position.channelId === channelId || view.taken.has(discordId)) return [];
			if (isLeftAlone(match, view.placements.get(discordId))) return [];
			if (view.optedOut.has(discordId) || !isPulled(position, view)) return [];
			return [{ do: "move", discordId, channelId, originId: homeOf(discordId, position, view) }];
		});
	});
	return inTurn(perTeam);
}

/**
 * Says who in a room is not, or no longer, to be there. Visitors whom we neither let in nor placed come as they like. A newer
 * match moves its own people, but a room that is to close, `isCleared`, does not wait for that.
 */
type Leaves = (member: string, room: Room) => boolean;

function leaving(
	teams: readonly Team[],
	kept: readonly Room[],
	view: View,
	isCleared: (room: Room) => boolean,
): Leaves {
	// By team: somebody of the other one is no less a stranger here.
	const staying = new Map(teams.map((team) => [team.teamId, new Set(membersOf(lineUp(team), view))]));
	return (member, room) => {
		if (isOnTheWayOut(member, room, view)) return false;
		if (view.taken.has(member) && !view.optedOut.has(member) && !isCleared(room)) return false;
		const isOwn = staying.get(room.teamId)?.has(member) === true || room.guests.includes(member);
		if (kept.includes(room)) return !isOwn && (view.placements.has(member) || view.letIn.has(member));
		return !view.optedOut.has(member);
	};
}

/** Brings back anyone who leaves. */
function movesBack(
	leaves: Leaves,
	movesIn: readonly MatchAction<"move">[],
	kept: readonly Room[],
	view: View,
): MatchAction<"return">[] {
	const movedIn = new Set(movesIn.map(({ discordId }) => discordId));
	const perRoom = view.rooms.map((room) =>
		occupantsOf(room, view)
			.filter((member) => leaves(member, room) && !movedIn.has(member))
			.flatMap((discordId): MatchAction<"return">[] => {
				const channelId = destination(discordId, view, kept.includes(room));
				return channelId === undefined ? [] : [{ do: "return", discordId, channelId }];
			}),
	);
	return inTurn(perRoom);
}

/** Whoever may no longer hear a room, and has nowhere to be brought back to, is taken out of voice: it stays private. */
function disconnections(leaves: Leaves, kept: readonly Room[], view: View): MatchAction<"disconnect">[] {
	return kept.flatMap((room) =>
		occupantsOf(room, view)
			.filter((member) => leaves(member, room) && destination(member, view, true) === undefined)
			.map((discordId) => ({ do: "disconnect", discordId, channelId: room.channelId ?? "" }) as const),
	);
}

/**
 * Closes rooms nobody is in, and, once `isCleared`, those where somebody has nowhere to go, or cannot be brought there for
 * as long. Anyone who can is brought back first, however late: a program that was away for long must not throw everybody
 * out of voice. While the gateway is away nothing is closed: somebody may have come in unheard.
 */
function closings(
	ending: readonly Room[],
	returns: readonly MatchAction<"return">[],
	view: View,
	isCleared: (room: Room) => boolean,
	now: number,
): MatchAction[] {
	if (!view.isCurrent) return [];
	const returning = new Set(returns.map(({ discordId }) => discordId));
	const isLeaving = (member: string, room: Room) => {
		const isLost = now - (view.returningSince(member) ?? now) >= stayMs;
		return isOnTheWayOut(member, room, view) || (returning.has(member) && !isLost);
	};
	// Also those who came by themselves and left again: the move that was asked for may still be in flight.
	const arriving = [...view.placements.values()].flatMap(({ state, discordId }) =>
		state === "moving" || state === "walked" || state === "away" ? [discordId] : [],
	);
	return ending.flatMap((room): MatchAction[] => {
		if (!isPresent(room, view) || room.channelId === null) return [];
		const occupants = occupantsOf(room, view);
		const isStuck = isCleared(room) && !occupants.some((member) => isLeaving(member, room));
		return occupants.length === 0 || isStuck ? [{ do: "closeRoom", room, channelId: room.channelId, arriving }] : [];
	});
}

/**
 * The channel they came from, else the lobby, or the other way round, as the guild has it; undefined when neither can take
 * them: they stay. `mustGo`: they may no longer hear the room, so staying is no choice.
 */
function destination(discordId: string, { placements, settings, canHost }: View, mustGo: boolean): string | undefined {
	const { returnsTo, lobbyId } = settings;
	if (returnsTo === "nowhere" && !mustGo) return undefined;
	const originId = placements.get(discordId)?.originId ?? null;
	const places = returnsTo === "lobby" ? [lobbyId, originId] : [originId, lobbyId];
	return places.find((id) => id !== null && canHost(id)) ?? undefined;
}

/** Someone already in a room of this match keeps the origin they had; everyone else comes from where they are now. */
function homeOf(discordId: string, position: Position, view: View): string | null {
	const isInOwnRoom = view.rooms.some((room) => room.channelId === position.channelId);
	return isInOwnRoom ? (view.placements.get(discordId)?.originId ?? null) : position.homeId;
}
