// What is due when: a binary heap by time, in which each entry is found by its key to be set anew or taken out.

type Entry<Key> = { readonly key: Key; readonly at: number; place: number };

export class Due<Key> {
	/** No entry is due before its parent, which is at half its place. */
	readonly #heap: Entry<Key>[] = [];
	readonly #byKey = new Map<Key, Entry<Key>>();

	get size(): number {
		return this.#heap.length;
	}

	/** It is due at `at`, whatever was set before; epoch ms. */
	set(key: Key, at: number): void {
		this.delete(key);
		const entry = { key, at, place: this.#heap.length };
		this.#byKey.set(key, entry);
		this.#heap.push(entry);
		this.#rise(entry);
	}

	delete(key: Key): void {
		const entry = this.#byKey.get(key);
		if (entry === undefined) return;
		this.#byKey.delete(key);
		const last = this.#heap.pop();
		if (last === undefined || last === entry) return;
		this.#put(last, entry.place);
		this.#rise(last);
		this.#sink(last);
	}

	/** Takes out the one that is due first, if it is due by `now`, epoch ms. */
	take(now: number): { readonly key: Key; readonly at: number } | undefined {
		const [first] = this.#heap;
		if (first === undefined || first.at > now) return undefined;
		this.delete(first.key);
		return first;
	}

	#rise(entry: Entry<Key>): void {
		for (;;) {
			const parent = this.#heap[(entry.place - 1) >>> 1];
			if (entry.place === 0 || parent === undefined || parent.at <= entry.at) return;
			this.#swap(entry, parent);
		}
	}

	#sink(entry: Entry<Key>): void {
		for (;;) {
			const left = this.#heap[2 * entry.place + 1];
			const right = this.#heap[2 * entry.place + 2];
			const child = right !== undefined && left !== undefined && right.at < left.at ? right : left;
			if (child === undefined || child.at >= entry.at) return;
			this.#swap(child, entry);
		}
	}

	#swap(lower: Entry<Key>, upper: Entry<Key>): void {
		const { place } = upper;
		this.#put(upper, lower.place);
		this.#put(lower, place);
	}

	#put(entry: Entry<Key>, place: number): void {
		entry.place = place;
		this.#heap[place] = entry;
	}
}
