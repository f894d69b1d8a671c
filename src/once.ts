// Things handed out under an unguessable secret: each is good once, for a time. Only the secrets' hashes are kept.

import type { Clock } from "./clock.ts";
import type { Spent } from "./login.ts";

type Options = {
	readonly clock: Clock;
	/** Draws a secret that nobody can guess. */
	readonly secret: () => string;
	/** How long each is good, ms. For as long again it is known to have been used, or to have expired. */
	readonly goodForMs: number;
	/** How many are remembered at most, in all and of one owner: the oldest go first. */
	readonly most: number;
	readonly mostEach: number;
};

/** Without its value once that is of no use any more. */
type Slip<Value> = { readonly until: number; readonly owner: string; value: Value | undefined };

export class Once<Value> {
	readonly #options: Options;
	/** By the hashes of their secrets, the oldest first. */
	readonly #slips = new Map<string, Slip<Value>>();
	/** The hashes of each owner's, the oldest first. */
	readonly #owned = new Map<string, readonly string[]>();

	constructor(options: Options) {
		this.#options = options;
	}

	/** Returns the secret by which the owner's value can be taken. */
	issue(owner: string, value: Value): string {
		const { clock, secret, goodForMs, mostEach } = this.#options;
		this.#tidy();
		const drawn = secret();
		const hash = hashOf(drawn);
		const own = [...(this.#owned.get(owner) ?? []), hash];
		this.#owned.set(owner, own);
		for (const old of own.slice(0, -mostEach)) this.#forget(old);
		this.#slips.set(hash, { until: clock.now() + goodForMs, owner, value });
		return drawn;
	}

	/** Looks at the value without taking it. */
	look(secret: string | undefined): Value | Spent {
		const slip = this.#slips.get(hashOf(secret ?? ""));
		if (slip === undefined) return { is: "unknown" };
		if (slip.value === undefined) return { is: "used" };
		return this.#options.clock.now() < slip.until ? slip.value : { is: "expired" };
	}

	/** Takes the value: nobody can take it again. */
	take(secret: string | undefined): Value | Spent {
		const found = this.look(secret);
		const slip = this.#slips.get(hashOf(secret ?? ""));
		if (slip !== undefined && found === slip.value) slip.value = undefined;
		return found;
	}

	#forget(hash: string): void {
		const slip = this.#slips.get(hash);
		if (slip === undefined) return;
		this.#slips.delete(hash);
		const left = (this.#owned.get(slip.owner) ?? []).filter((one) => one !== hash);
		if (left.length === 0) this.#owned.delete(slip.owner);
		else this.#owned.set(slip.owner, left);
	}

	#tidy(): void {
		const { clock, goodForMs, most } = this.#options;
		for (const [hash, { until }] of this.#slips) {
			if (this.#slips.size < most && until + goodForMs > clock.now()) return;
			this.#forget(hash);
		}
	}
}

export function hashOf(secret: string): string {
	return new Bun.CryptoHasher("sha256").update(secret).digest("base64url");
}
