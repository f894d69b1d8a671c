// The Data API's rate limit, counted over windows of a second as its recorded headers show it.

export type Limits = { readonly perSecond: number };

export type Counted = { readonly exceeded: boolean; readonly headers: Record<string, string> };

/** Counts one call at a time (epoch ms). Without limits nothing is refused; the headers read as on a quiet day. */
export function rateLimit(limits: Limits | undefined): (now: number) => Counted {
	const perSecond = limits?.perSecond ?? 10;
	let second = 0;
	let used = 0;
	return (now) => {
		const current = Math.floor(now / 1000);
		used = current === second ? used + 1 : 1;
		second = current;
		const exceeded = limits !== undefined && used > perSecond;
		const remaining = limits === undefined ? perSecond - 1 : Math.max(0, perSecond - used);
		return { exceeded, headers: rateHeaders(perSecond, remaining, exceeded) };
	};
}

function rateHeaders(perSecond: number, remaining: number, exceeded: boolean): Record<string, string> {
	return {
		"ratelimit-limit": `${perSecond}, ${perSecond};w=1`,
		"ratelimit-remaining": String(remaining),
		"ratelimit-reset": remaining === 0 ? "1" : "0",
		...(exceeded ? { "retry-after": "1" } : {}),
	};
}
