// What a check found out: one line, and what to do about it.

export const levels = ["ok", "warning", "error"] as const;

export type Level = (typeof levels)[number];

export type Finding = {
	/** What was looked at. */
	readonly about: string;
	readonly level: Level;
	readonly what: string;
	/** What to do; null when it is well. */
	readonly fix: string | null;
};

export function well(about: string, what: string): Finding {
	return { about, level: "ok", what, fix: null };
}

/** It works, but not as well as it could, or not for long. */
export function warning(about: string, what: string, fix: string): Finding {
	return { about, level: "warning", what, fix };
}

/** Something does not work until this is done. */
export function failing(about: string, what: string, fix: string): Finding {
	return { about, level: "error", what, fix };
}

export function worst(findings: readonly Finding[]): Level {
	return levels.findLast((level) => findings.some((finding) => finding.level === level)) ?? "ok";
}
