// A bounded memory of what was asked for lately. It has two halves: once the newer one is full, what was not asked for
// since the last time is dropped, all at once, so that neither reading nor writing ever takes long.

export class Recent<Key, Value> {
	readonly #most: number;
	#newer = new Map<Key, Value>();
	#older = new Map<Key, Value>();

	/** Keeps the last `most` that were asked for, and at most as many again. */
	constructor(most: number) {
		this.#most = most;
	}

	get(key: Key): Value | undefined {
		const value = this.#newer.get(key);
		if (value !== undefined) return value;
		const kept = this.#older.get(key);
		if (kept !== undefined) this.set(key, kept);
		return kept;
	}

	set(key: Key, value: Value): void {
		this.#newer.set(key, value);
		if (this.#newer.size < this.#most) return;
		this.#older = this.#newer;
		this.#newer = new Map();
	}

	delete(key: Key): void {
		this.#newer.delete(key);
		this.#older.delete(key);
	}

	clear(): void {
		this.#newer.clear();
		this.#older.clear();
	}
}
