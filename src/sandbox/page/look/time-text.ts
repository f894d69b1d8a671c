// Moments in words, as Discord writes them in English, in the reader's time zone.

export const timeStyles = ["t", "T", "d", "D", "f", "F", "s", "S", "R"] as const;
export type TimeStyle = (typeof timeStyles)[number];

type Written = Exclude<TimeStyle, "R">;

const shortDate = { year: "numeric", month: "numeric", day: "numeric" } as const;

const formats: Readonly<Record<Written, Intl.DateTimeFormatOptions>> = {
	t: { timeStyle: "short" },
	T: { timeStyle: "medium" },
	d: shortDate,
	D: { dateStyle: "long" },
	f: { dateStyle: "long", timeStyle: "short" },
	F: { dateStyle: "full", timeStyle: "short" },
	s: { ...shortDate, hour: "numeric", minute: "2-digit" },
	S: { ...shortDate, hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** `at` in epoch ms. */
export function absoluteTime(at: number, style: Written): string {
	return isDate(at) ? new Intl.DateTimeFormat("en-US", formats[style]).format(at) : "Invalid date";
}

const units = [
	["second", 60],
	["minute", 60],
	["hour", 24],
	["day", 30],
	["month", 12],
] as const;

/** "in 2 minutes", "3 hours ago"; both in epoch ms. */
export function relativeTime(at: number, now: number): string {
	if (!isDate(at)) return "Invalid date";
	let amount = (at - now) / 1000;
	const words = new Intl.RelativeTimeFormat("en-US");
	for (const [unit, most] of units) {
		if (Math.abs(Math.round(amount)) < most) return words.format(Math.round(amount), unit);
		amount /= most;
	}
	return words.format(Math.round(amount), "year");
}

/** When a message was written: the time alone today, "Yesterday at …", or the date with it. */
export function messageTime(at: number, now: number): string {
	const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
	if (daysAgo === 0) return absoluteTime(at, "t");
	return daysAgo === 1 ? `Yesterday at ${absoluteTime(at, "t")}` : absoluteTime(at, "s");
}

function startOfDay(at: number): number {
	return new Date(at).setHours(0, 0, 0, 0);
}

/** What a Date can hold. */
function isDate(at: number): boolean {
	return Number.isFinite(new Date(at).getTime());
}
