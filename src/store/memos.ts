// Queries about memos: small things that the program remembers about itself.

import { eq } from "drizzle-orm";
import type { Store } from "./open.ts";
import { memos } from "./schema.ts";

export type Memos = {
	get(name: string): string | undefined;
	set(name: string, value: string): void;
};

export function openMemos({ db }: Store): Memos {
	return {
		get: (name) => db.select({ value: memos.value }).from(memos).where(eq(memos.name, name)).get()?.value,
		set(name, value) {
			db.insert(memos).values({ name, value }).onConflictDoUpdate({ target: memos.name, set: { value } }).run();
		},
	};
}
