// A FACEIT account as it is shown to people.

export type PlayerCard = {
	readonly faceitId: string;
	readonly nickname: string;
	/** Two letters, lower case; null if FACEIT names none. */
	readonly country: string | null;
	/** 1 to 10 in `game`. */
	readonly level: number | null;
	/** In `game`; null in search results. It lags behind by some seconds after a match. */
	readonly elo: number | null;
	/** "cs2" if they play it, else "csgo", unless another one was asked for; null for a player of none of these. */
	readonly game: string | null;
	/** An https address; null for a player without a picture. */
	readonly avatar: string | null;
	readonly profileUrl: string;
};
