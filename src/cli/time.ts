// Times as people say them: how long ago, and since when.

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "12 s", "5 min", "3 h", "9 days". */
export function span(ms: number): string {
	if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))} s`;
	if (ms < 120 * 60_000) return `${Math.round(ms / 60_000)} min`;
	if (ms < 48 * 3_600_000) return `${Math.round(ms / 3_600_000)} h`;
	return `${Math.round(ms / 86_400_000)} days`;
}

/** "2h" and "30m" before `now`, or a time such as 2026-11-22T20:00; epoch ms, undefined for what is neither. */
export function pastTime(text: string, now: number): number | undefined {
	const ago = /^(\d{1,4})\s*([smhd])$/.exec(text);
	const unit = Object.entries(units).find(([letter]) => letter === ago?.[2])?.[1];
	if (ago !== null && unit !== undefined) return now - Number(ago[1]) * unit;
	return writtenTime(text);
}

/** A time as ISO writes it, or as PostgreSQL does (2024-05-01 12:34:56.789+00); epoch ms. */
export function writtenTime(text: string): number | undefined {
	const iso = /^\d{4}-\d\d-\d\d/.test(text) ? text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00") : "";
	const at = Date.parse(iso);
	return Number.isNaN(at) ? undefined : at;
}
