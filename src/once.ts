// Things handed out under an unguessable secret: each is good once, for a time. Only the secrets' hashes are kept.

import type { Clock } from "./clock.ts";
import type { Spent } from "./login.ts";

type Options = {
	readonly clock: Clock;
	/** Draws a secret that nobody can guess. */
	readonly secret: () => string;
	/** How long each is good, ms. For as long again it is known to have been used, or to have expired. */
	readonly goodForMs: number;
	/** How many are remembered at most: the oldest go first. */
	readonly most: number;
};

type Slip<Value> = { readonly until: number; readonly value: Value; isUsed: boolean };

export class Once<Value> {
	readonly #options: Options;
	/** By the hashes of their secrets, the oldest first. */
	readonly #slips = new Map<string, Slip<Value>>();

	constructor(options: Options) {
		this.#options = options;
	}

	/** Returns the secret by which the value can be taken. */
	issue(value: Value): string {
		const { clock, secret, goodForMs } = this.#options;
		this.#tidy();
		const drawn = secret();
		this.#slips.set(hashOf(drawn), { until: clock.now() + goodForMs, value, isUsed: false });
		return drawn;
	}

	/** Looks at the value without taking it. */
	look(secret: string | undefined): Value | Spent {
		const slip = this.#slips.get(hashOf(secret ?? ""));
		if (slip === undefined) return { is: "unknown" };
		if (slip.isUsed) return { is: "used" };
		return this.#options.clock.now() < slip.until ? slip.value : { is: "expired" };
	}

	/** Takes the value: nobody can take it again. */
	take(secret: string | undefined): Value | Spent {
		const found = this.look(secret);
		const slip = this.#slips.get(hashOf(secret ?? ""));
		if (slip !== undefined && found === slip.value) slip.isUsed = true;
		return found;
	}

	#tidy(): void {
		const { clock, goodForMs, most } = this.#options;
		for (const [hash, { until }] of this.#slips) {
			if (this.#slips.size < most && until + goodForMs > clock.now()) return;
			this.#slips.delete(hash);
		}
	}
}

export function hashOf(secret: string): string {
	return new Bun.CryptoHasher("sha256").update(secret).digest("base64url");
}
