// Plans the rooms and moves of one match in one guild: what is left to do so that Discord agrees with the record. Pure.

import { admittedRoles } from "../../guild.ts";
import { lineUp, type Match, playing, type Team } from "../../match.ts";
import { isLeftAlone, type Placement } from "../../placement.ts";
import type { Admission, Room } from "../../room.ts";
import type { Wait } from "../../wait.ts";
import { subjectOf } from "../action.ts";
import type { MatchAction } from "../actions/handlers.ts";
import { inTurn } from "../job.ts";
import type { Position, View } from "../view.ts";
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
	const lingersUntil = match.phase === "over" ? (match.overAt ?? now) + view.lingerMs : null;
	const isOn = match.phase === "open" || (lingersUntil !== null && now < lingersUntil);
	const teams = isOn ? match.teams.filter((team) => team.roster.length > 0) : [];
	const kept = teams.flatMap((team) => roomOf(team, view) ?? []);
	const ending = view.rooms.filter((room) => !kept.includes(room));
	const clearedAt = (lingersUntil ?? now) + stayMs;
	const isCleared = match.phase === "over" && now >= clearedAt;

	const opens = match.phase === "open" ? openings(match, teams, view) : { actions: [], waits: [] };
	const moves = match.phase === "open" ? movesIn(match, teams, view) : [];
	const leaves = leaving(teams, kept, view, isCleared);
	const returns = movesBack(leaves, moves, view);
	const actions = [
		...searches(view),
		...opens.actions,
		...moves,
		...admissions(teams, view),
		...returns,
		...disconnections(leaves, kept, view),
		...closings(ending, returns, view, isCleared, now),
	];
	const wakeAt = isOn ? lingersUntil : ending.length > 0 ? clearedAt : null;
	return {
		actions,
		waits: [...opens.waits, ...reasons(match, view, { kept, returns, lingersUntil, clearedAt })],
		wakeAt: wakeAt !== null && wakeAt > now ? wakeAt : null,
	};
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
function openings(
	{ matchId }: Match,
	teams: readonly Team[],
	view: View,
): Pick<Plan, "waits"> & { actions: MatchAction[] } {
	const lacking = teams.filter((team) => roomOf(team, view) === undefined && membersOf(lineUp(team), view).length > 0);
	if (view.isPlayedElsewhere) {
		const about = lacking.map((team) => subjectOf.team(matchId, team.teamId));
		return { actions: [], waits: about.map((subject) => ({ subject, reason: "playedElsewhere", until: null })) };
	}
	const spaces = view.spaces.flatMap(({ parentId, left }) =>
		Array.from({ length: Math.min(left, teams.length) }, () => parentId),
	);
	const actions: MatchAction[] = [];
	const waits: Wait[] = [];
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
				admit: admitted(team, view),
			});
	}
	return { actions, waits };
}

/** Keeps each room's access equal to its line-up. */
function admissions(teams: readonly Team[], view: View): MatchAction[] {
	return teams.flatMap((team): MatchAction[] => {
		const room = roomOf(team, view);
		if (room === undefined || room.channelId === null || !isPresent(room, view)) return [];
		const wanted = admitted(team, view);
		const { channelId, admitted: present } = room;
		const add = wanted.filter(({ id }) => !present.some((one) => one.id === id));
		const remove = present.filter(({ id }) => !wanted.some((one) => one.id === id));
		return [
			...remove.map((admission): MatchAction => ({ do: "revoke", room, channelId, admission })),
			...add.map((admission): MatchAction => ({ do: "admit", room, channelId, admission })),
		];
	});
}

/** Everyone who may enter the team's room: its roster and its bench, and the roles that the guild lets into every room. */
function admitted(team: Team, view: View): Admission[] {
	return [
		...membersOf(lineUp(team), view).map((id): Admission => ({ kind: "member", id })),
		...admittedRoles(view.settings).map((id): Admission => ({ kind: "role", id })),
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
			if (view.optedOut.has(discordId)) return [];
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

function leaving(teams: readonly Team[], kept: readonly Room[], view: View, isCleared: boolean): Leaves {
	// By team: somebody of the other one is no less a stranger here.
	const staying = new Map(teams.map((team) => [team.teamId, new Set(membersOf(lineUp(team), view))]));
	return (member, room) => {
		if (isOnTheWayOut(member, room, view)) return false;
		if (view.taken.has(member) && !view.optedOut.has(member) && !isCleared) return false;
		const isOwn = staying.get(room.teamId)?.has(member) === true;
		if (kept.includes(room)) return !isOwn && (view.placements.has(member) || view.letIn.has(member));
		return !view.optedOut.has(member);
	};
}

/** Brings back anyone who leaves. */
function movesBack(leaves: Leaves, movesIn: readonly MatchAction<"move">[], view: View): MatchAction<"return">[] {
	const movedIn = new Set(movesIn.map(({ discordId }) => discordId));
	const perRoom = view.rooms.map((room) =>
		occupantsOf(room, view)
			.filter((member) => leaves(member, room) && !movedIn.has(member))
			.flatMap((discordId): MatchAction<"return">[] => {
				const channelId = destination(discordId, view);
				return channelId === undefined ? [] : [{ do: "return", discordId, channelId }];
			}),
	);
	return inTurn(perRoom);
}

/** Whoever may no longer hear a room, and has nowhere to be brought back to, is taken out of voice: it stays private. */
function disconnections(leaves: Leaves, kept: readonly Room[], view: View): MatchAction<"disconnect">[] {
	return kept.flatMap((room) =>
		occupantsOf(room, view)
			.filter((member) => leaves(member, room) && destination(member, view) === undefined)
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
	isCleared: boolean,
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
		const isStuck = isCleared && !occupants.some((member) => isLeaving(member, room));
		return occupants.length === 0 || isStuck ? [{ do: "closeRoom", room, channelId: room.channelId, arriving }] : [];
	});
}

/** The channel they came from, else the lobby; undefined when neither can take them: they stay. */
function destination(discordId: string, view: View): string | undefined {
	const originId = view.placements.get(discordId)?.originId ?? null;
	return [originId, view.settings.lobbyId].find((id) => id !== null && view.canHost(id)) ?? undefined;
}

/** Someone already in a room of this match keeps the origin they had; everyone else comes from where they are now. */
function homeOf(discordId: string, position: Position, view: View): string | null {
	const isInOwnRoom = view.rooms.some((room) => room.channelId === position.channelId);
	return isInOwnRoom ? (view.placements.get(discordId)?.originId ?? null) : position.homeId;
}
