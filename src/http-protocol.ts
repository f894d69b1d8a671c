// Which version of HTTP each origin is called with over TLS: HTTP/2, which needs one connection for any number of calls at
// once, unless the origin does not speak it or calls are lost over it. Nothing is sent in here, and time is an argument:
// epoch ms.

import { type Backoff, backoffMs } from "./clock.ts";

export type Protocol = "http2" | "http1.1";

/** How a call came to nothing: the origin speaks no HTTP/2, TLS failed, or anything else. */
export type Failure = "unsupported" | "tls" | "lost";

export type Attempt = { readonly origin: string; readonly protocol: Protocol; readonly startedAt: number };

/** So many calls in a row lost over HTTP/2 are put down to HTTP/2. */
const mostLost = 2;
/** How long it rests then; longer each time, until it is seen to work. */
const rest: Backoff = { first: 60_000, factor: 4, longest: 60 * 60_000 };

type Standing = {
	/** It has answered over HTTP/2. */
	isSpoken: boolean;
	lost: number;
	lostAt: number;
	rests: number;
	restsUntil: number;
};

export class Protocols {
	readonly #standings = new Map<string, Standing>();

	/** What a call to the origin is to be made with at `now`. */
	choose(origin: string, now: number): Protocol {
		return now < this.#of(origin).restsUntil ? "http1.1" : "http2";
	}

	answered({ origin, protocol }: Attempt): void {
		if (protocol === "http2") Object.assign(this.#of(origin), { isSpoken: true, lost: 0, rests: 0 });
	}

	failed({ origin, protocol, startedAt }: Attempt, failure: Failure, now: number): void {
		const standing = this.#of(origin);
		if (protocol === "http1.1") {
			// Then HTTP/2 was not to blame.
			Object.assign(standing, { lost: 0, rests: 0, restsUntil: 0 });
		} else if (failure === "unsupported" || (failure === "tls" && !standing.isSpoken)) {
			standing.restsUntil = Number.POSITIVE_INFINITY;
		} else if (startedAt >= standing.lostAt) {
			// Calls that were in flight together go down with one connection: that is one loss.
			standing.lost += 1;
			standing.lostAt = now;
			if (standing.lost >= mostLost) this.#rest(standing, now);
		}
	}

	#rest(standing: Standing, now: number): void {
		standing.restsUntil = now + backoffMs(rest, standing.rests);
		standing.rests += 1;
		standing.lost = 0;
	}

	#of(origin: string): Standing {
		const known = this.#standings.get(origin);
		if (known !== undefined) return known;
		const standing = { isSpoken: false, lost: 0, lostAt: 0, rests: 0, restsUntil: 0 };
		this.#standings.set(origin, standing);
		return standing;
	}
}
