// How a test or the demo describes a match's sides, and how FACEIT writes them: one way in webhooks, another in the
// Data API.

/** A player as both write them. */
export type Player = { readonly faceitId: string; readonly nickname: string };

/** The cup, hub or queue that a match belongs to. */
export type Competition = { readonly id: string; readonly name: string; readonly type: string };

/** One side of a match; our own `Team` is one too. */
export type Side = {
	readonly teamId: string;
	readonly name: string;
	readonly roster: readonly Player[];
	/** Left out: an empty bench. Null: as matchmaking sends it. */
	readonly substitutes?: readonly (Player & { readonly playing?: boolean })[] | null;
	/** True for the empty side of an uneven bracket. */
	readonly bye?: boolean;
};

export type Json = { readonly [key: string]: unknown };

/** A team as webhooks carry it: in a list, with `id` for team and player. */
export function webhookTeam(side: Side): Json {
	return {
		id: side.teamId,
		name: side.name,
		type: "premade",
		avatar: "",
		leader_id: side.roster[0]?.faceitId ?? "",
		co_leader_id: "",
		roster: side.roster.map((player) => webhookPlayer(player)),
		substitutions: side.substitutes?.filter((player) => player.playing).length ?? 0,
		substitutes: side.substitutes === null ? null : (side.substitutes ?? []).map((player) => webhookPlayer(player)),
	};
}

/** The sides as the Data API carries them: under faction keys, with `faction_id` and `player_id`; a bye has no roster. */
export function factions(sides: readonly Side[]): Json {
	return Object.fromEntries(sides.map((side, index) => [`faction${index + 1}`, faction(side)]));
}

function faction(side: Side): Json {
	if (side.bye === true) {
		return { faction_id: "bye", leader: "", avatar: "", substituted: false, name: "bye", type: "bye" };
	}
	const substitutes = side.substitutes ?? [];
	return {
		faction_id: side.teamId,
		leader: side.roster[0]?.faceitId ?? "",
		avatar: "",
		roster: side.roster.map((player) => factionPlayer(player)),
		...(substitutes.length > 0 ? { substitutes: substitutes.map((player) => factionPlayer(player)) } : {}),
		substituted: substitutes.some((player) => player.playing),
		name: side.name,
		type: "premade",
	};
}

function webhookPlayer(player: Player & { readonly playing?: boolean }): Json {
	return {
		id: player.faceitId,
		nickname: player.nickname,
		avatar: "",
		game_id: "76561198000000000",
		game_name: player.nickname,
		game_skill_level: 5,
		membership: "free",
		anticheat_required: true,
		...(player.playing === undefined ? {} : { playing: player.playing }),
	};
}

function factionPlayer(player: Player & { readonly playing?: boolean }): Json {
	return {
		player_id: player.faceitId,
		nickname: player.nickname,
		avatar: "",
		membership: "free",
		game_player_id: "76561198000000000",
		game_player_name: player.nickname,
		game_skill_level: 5,
		anticheat_required: true,
		...(player.playing === true ? { playing: true } : {}),
	};
}
