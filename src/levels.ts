// The ten levels of CS2 by Elo. Other games have other bounds: of those, FACEIT's own level is all there is.

/** The least Elo of each level, the first first. */
const from = [100, 501, 751, 901, 1051, 1201, 1351, 1531, 1751, 2001] as const;

export type LevelProgress = {
	/** 1 to 10. */
	readonly level: number;
	/** The least Elo of this level, and of the next; null at the highest. */
	readonly from: number;
	readonly nextAt: number | null;
	/** How much Elo is missing to the next level; null at the highest. */
	readonly missing: number | null;
	/** How much of this level is done, from 0 to 1; 1 at the highest. */
	readonly share: number;
};

/** Where this Elo stands among the levels of CS2. */
export function levelProgress(elo: number): LevelProgress {
	const level = Math.max(1, from.filter((least) => elo >= least).length);
	const least = from[level - 1] ?? from[0];
	const nextAt = from[level] ?? null;
	if (nextAt === null) return { level, from: least, nextAt, missing: null, share: 1 };
	const share = (elo - least) / (nextAt - least);
	return { level, from: least, nextAt, missing: Math.ceil(nextAt - elo), share: Math.min(Math.max(share, 0), 1) };
}
