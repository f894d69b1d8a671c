// Discord's rate limits as counters over time. The windows are those measured by other projects (Discord documents
// only the headers, the global limit and the ban), so a bot must obey the headers, not these numbers.

/** Calls of the same name and key share a bucket. */
export type Rule = { name: string; key: string; limit: number; windowMs: number };
export type Taken = { headers: Record<string, string>; waitMs: number };

type Window = { used: number; endsAt: number };
export type Buckets = { take: (rules: Rule[], now: number) => Taken };

export function createBuckets(): Buckets {
	const windows = new Map<string, Window>();
	const current = (rule: Rule, now: number): Window => {
		const id = `${rule.name} ${rule.key}`;
		const found = windows.get(id);
		if (found && found.endsAt > now) return found;
		const fresh = { used: 0, endsAt: now + rule.windowMs };
		windows.set(id, fresh);
		return fresh;
	};
	return {
		/** Counts in every bucket or, when one of them is empty, in none. */
		take: (rules, now) => {
			const entries = rules.map((rule) => ({ rule, window: current(rule, now) }));
			const empty = entries.filter(({ rule, window }) => window.used >= rule.limit);
			if (empty.length === 0) for (const { window } of entries) window.used += 1;
			const waitMs = Math.max(0, ...empty.map(({ window }) => window.endsAt - now));
			const shown = empty[0] ?? entries[0];
			return { headers: shown ? bucketHeaders(shown.rule, shown.window, now) : {}, waitMs };
		},
	};
}

function bucketHeaders(rule: Rule, window: Window, now: number): Record<string, string> {
	return {
		"x-ratelimit-limit": String(rule.limit),
		"x-ratelimit-remaining": String(rule.limit - window.used),
		"x-ratelimit-reset": (window.endsAt / 1000).toFixed(3),
		"x-ratelimit-reset-after": Math.max(0, (window.endsAt - now) / 1000).toFixed(3),
		"x-ratelimit-bucket": Bun.hash(rule.name).toString(16),
	};
}

/** 401, 403 and 429 within ten minutes; at 10,000 Cloudflare bans the address. */
export type InvalidRequests = { add: (now: number) => void; count: (now: number) => number };

const INVALID_WINDOW_MS = 600_000;

export function createInvalidRequests(): InvalidRequests {
	const times: number[] = [];
	return {
		add: (now) => times.push(now),
		count: (now) => {
			const isOld = (time: number | undefined) => time !== undefined && time <= now - INVALID_WINDOW_MS;
			while (isOld(times[0])) times.shift();
			return times.length;
		},
	};
}
