// Who of a match is where, as one guild sees it. Pure.

import { type Match, type Player, playing, type Team } from "./match.ts";
import { isLive, type Room } from "./room.ts";

/** `room`: in their team's room. `voice`: in another channel. `away`: not in voice. The others are no members here. */
export type Whereabouts = "room" | "voice" | "away" | "unproven" | "unlinked";

export type PlayerSeen = {
	readonly player: Player;
	/** False for somebody on the bench. */
	readonly isPlaying: boolean;
	readonly discordId: string | undefined;
	readonly place: Whereabouts;
};

export type TeamSeen = {
	readonly team: Team;
	/** The channel of its room here, once it is known. */
	readonly roomId: string | null;
	readonly players: readonly PlayerSeen[];
};

type Here = {
	/** The match's rooms in the guild. */
	readonly rooms: readonly Room[];
	/** Players whose link counts here, and those whose does not: faceitId to discordId. */
	readonly members: ReadonlyMap<string, string>;
	readonly unproven: ReadonlyMap<string, string>;
	/** The voice channel that a member is in. */
	readonly position: (discordId: string) => string | undefined;
};

export function teamsSeen({ teams }: Match, here: Here): readonly TeamSeen[] {
	return teams.map((team) => {
		const room = here.rooms.find((one) => one.teamId === team.teamId && isLive(one));
		const roomId = room?.channelId ?? null;
		const now = new Set(playing(team).map(({ faceitId }) => faceitId));
		const players = [...team.roster, ...team.substitutes].map((player): PlayerSeen => {
			const discordId = here.members.get(player.faceitId);
			const place = discordId === undefined ? absent(player, here) : placeOf(here.position(discordId), roomId);
			return { player, isPlaying: now.has(player.faceitId), discordId, place };
		});
		return { team, roomId, players };
	});
}

function absent({ faceitId }: Player, { unproven }: Here): Whereabouts {
	return unproven.has(faceitId) ? "unproven" : "unlinked";
}

/** Which other channel somebody is in is their own business. */
function placeOf(channelId: string | undefined, roomId: string | null): Whereabouts {
	if (channelId === undefined) return "away";
	return channelId === roomId ? "room" : "voice";
}
