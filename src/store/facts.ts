// Queries about small facts that the program remembers of itself.

import { eq } from "drizzle-orm";
import type { Store } from "./open.ts";
import { facts } from "./schema.ts";

export type Facts = {
	get(name: string): string | undefined;
	set(name: string, value: string): void;
};

export function openFacts({ db }: Store): Facts {
	return {
		get: (name) => db.select({ value: facts.value }).from(facts).where(eq(facts.name, name)).get()?.value,
		set(name, value) {
			db.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } }).run();
		},
	};
}
