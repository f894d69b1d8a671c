// Short words for what the rules are about: players, teams, events, rooms, placements.

import type { GuildSettings } from "../../src/guild.ts";
import { defaultSettings } from "../../src/guild.ts";
import type { Position, Space, View } from "../../src/keeper/view.ts";
import {
	advance,
	type Checked,
	type Match,
	type MatchEvent,
	type Player,
	type Report,
	type Team,
} from "../../src/match.ts";
import type { Placement } from "../../src/placement.ts";
import type { Card, Order } from "../../src/record.ts";
import type { Admission, Room } from "../../src/room.ts";
import { bare } from "../../src/room.ts";
import { textsIn } from "../../src/texts/texts.ts";

export const matchId = "1-7b0f3c52-0f6e-4d0a-9b6f-0d1c7a1f3e55";
export const guildId = "guild";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export function player(name: string): Player {
	return { faceitId: name, nickname: name };
}

/** "ann,bob" is a roster; "+cid" waits on the bench, "*dan" came on from it. */
export function team(teamId: string, names: string, name = `Team ${teamId}`): Team {
	const all = names === "" ? [] : names.split(",");
	const bench = all.filter((one) => /^[+*]/.test(one));
	return {
		teamId,
		name,
		roster: all.filter((one) => !bench.includes(one)).map(player),
		substitutes: bench.map((one) => ({ ...player(one.slice(1)), playing: one.startsWith("*") })),
	};
}

export const vale = team("vale", "ann,bob");
export const delta = team("delta", "cid,dan");
export const bothTeams = [vale, delta];

/** A webhook's report. Without a version it is one that carries none. */
export function report(kind: Report["kind"], at: number, words: Partial<Report> = {}): Report {
	return { kind, matchId, at, version: null, competition: null, teams: [], ...words };
}

/** The Data API's answer, asked for a moment before unless `askedAt` says otherwise. */
export function checked(status: Checked["status"], at: number, words: Partial<Checked> = {}): Checked {
	return {
		kind: "checked",
		matchId,
		at,
		wallAt: at,
		askedAt: at,
		status,
		competition: null,
		teams: [],
		scheduledAt: null,
		...words,
	};
}

export function after(...events: readonly MatchEvent[]): Match {
	const match = events.reduce<Match | undefined>(advance, undefined);
	if (match === undefined) throw new Error("nothing happened");
	return match;
}

/** Who is in a team, written as `team` reads it. */
export function namesOf(match: Match): Record<string, string> {
	return Object.fromEntries(
		match.teams.map(({ teamId, roster, substitutes }) => [
			teamId,
			[
				...roster.map(({ faceitId }) => faceitId),
				...substitutes.map(({ faceitId, playing }) => `${playing ? "*" : "+"}${faceitId}`),
			].join(","),
		]),
	);
}

export function open(teams: readonly Team[] = bothTeams, openedAt = 1_000): Match {
	return after(report("ready", openedAt, { version: 10, teams }));
}

export function over(overAt = 5_000, teams: readonly Team[] = bothTeams): Match {
	return after(report("ready", 1_000, { version: 10, teams }), report("finished", overAt, { version: 11, teams }));
}

/** An open room of a team: code and channel carry the team's id. Its line-up has access unless told otherwise. */
export function room({ teamId, roster, substitutes }: Team, words: Partial<Room> = {}): Room {
	const admitted = membersOf(...[...roster, ...substitutes].map(({ faceitId }) => faceitId));
	return {
		...bare,
		code: `${teamId}-code`,
		matchId,
		guildId,
		teamId,
		state: "open",
		channelId: `${teamId}-room`,
		admitted,
		createdAt: 1_000,
		...words,
	};
}

export function placement(name: string, state: Placement["state"], words: Partial<Placement> = {}): Placement {
	return { matchId, guildId, discordId: memberOf(name), state, originId: "general", opening: 1, at: 1_500, ...words };
}

/** The Discord member that a player is linked with. */
export function memberOf(name: string): string {
	return `@${name}`;
}

/** They are let in as members of the line-up. */
export function membersOf(...names: readonly string[]): Admission[] {
	return names.map((name) => ({ kind: "member", id: memberOf(name) }));
}

export type Scene = {
	readonly rooms?: readonly Room[];
	/** Rooms whose channel Discord does not show. */
	readonly missing?: readonly Room[];
	/** Who is linked; everyone of the usual teams if left out. */
	readonly linked?: readonly string[];
	/** Those of them whose link does not count here. */
	readonly unproven?: readonly string[];
	/** Those who asked never to be moved. */
	readonly optedOut?: readonly string[];
	/** Those to whom a room was opened at some time, beside those who may enter one now. */
	readonly letIn?: readonly string[];
	/** Who is in which channel. */
	readonly voice?: Readonly<Record<string, string>>;
	/** Where those would be whom another match holds. */
	readonly homes?: Readonly<Record<string, string | null>>;
	readonly placements?: readonly Placement[];
	readonly taken?: readonly string[];
	/** Channels that can take nobody: gone, full, stage, AFK. */
	readonly closed?: readonly string[];
	readonly lobbyId?: string;
	readonly lingerMs?: number;
	/** Where rooms may be created; the top of the channel list if left out. */
	readonly spaces?: readonly Space[];
	readonly isCurrent?: boolean;
	/** Those whose place only an answered move tells. */
	readonly unconfirmed?: readonly string[];
	/** Those who are still in a channel as far as the gateway knows, beside those whose place it is. */
	readonly inside?: Readonly<Record<string, readonly string[]>>;
	readonly isPlayedElsewhere?: boolean;
	/** Since when it has been tried to bring them back. */
	readonly returningSince?: Readonly<Record<string, number>>;
	readonly settings?: Partial<GuildSettings>;
	readonly order?: Order;
	readonly card?: Card;
	readonly cardChannelId?: string;
	readonly isCardShown?: boolean;
	/** Channels that are known to be deleted. */
	readonly deleted?: readonly string[];
};

/** What is seen of the guild, as the plan is given it. */
export function guild(scene: Scene = {}): View {
	const { rooms = [], missing = [], voice = {}, homes = {}, placements = [], closed = [], unproven = [] } = scene;
	const linked = scene.linked ?? ["ann", "bob", "cid", "dan", "eve"];
	const everyone = Object.entries(voice);
	const shown = rooms.flatMap((one) => (one.channelId === null || missing.includes(one) ? [] : [one.channelId]));
	const position = ([name, channelId]: [string, string]): [string, Position] => {
		const homeId = homes[name];
		const isConfirmed = scene.unconfirmed?.includes(name) !== true;
		return [memberOf(name), { channelId, homeId: homeId === undefined ? channelId : homeId, isConfirmed }];
	};
	return {
		guildId,
		settings: { ...defaultSettings, lobbyId: scene.lobbyId ?? null, ...scene.settings },
		texts: textsIn("en"),
		...{ order: scene.order, card: scene.card ?? null, cardChannelId: scene.cardChannelId ?? null },
		isCardShown: scene.isCardShown ?? true,
		lingerMs: scene.lingerMs ?? 10_000,
		members: new Map(linked.filter((name) => !unproven.includes(name)).map((name) => [name, memberOf(name)])),
		unproven: new Map(unproven.map((name) => [name, memberOf(name)])),
		optedOut: new Set((scene.optedOut ?? []).map(memberOf)),
		letIn: new Set([
			...(scene.letIn ?? []).map(memberOf),
			...rooms.flatMap(({ admitted }) => admitted.map(({ id }) => id)),
		]),
		isCurrent: scene.isCurrent ?? true,
		returningSince: (discordId) => scene.returningSince?.[discordId.slice(1)],
		isPlayedElsewhere: scene.isPlayedElsewhere ?? false,
		isDeleted: (channelId) => scene.deleted?.includes(channelId) === true,
		taken: new Set((scene.taken ?? []).map(memberOf)),
		rooms,
		present: new Set(shown),
		occupants: new Map(
			rooms.flatMap(({ channelId }) => {
				const inside = everyone.filter(([, place]) => place === channelId).map(([name]) => memberOf(name));
				const still = (scene.inside?.[channelId ?? ""] ?? []).map(memberOf);
				return channelId === null ? [] : [[channelId, [...still, ...inside]]];
			}),
		),
		positions: new Map(everyone.map(position)),
		placements: new Map(placements.map((one) => [one.discordId, one])),
		canHost: (channelId) => !closed.includes(channelId),
		spaces: scene.spaces ?? [{ parentId: null, left: Number.POSITIVE_INFINITY }],
		codeFor: (teamId) => `${teamId}-code`,
		asked: new Set(),
	};
}
