// Runs a verb on the database, whether or not the program runs on it.

import { openBeside } from "../store/beside.ts";
import type { Store } from "../store/open.ts";
import { refusing } from "../store/refused.ts";
import type { Console } from "./console.ts";
import { databasePath } from "./settings.ts";

export function beside<T>(console: Console, act: (store: Store) => T): T {
	const path = databasePath(console.env());
	const store = openBeside(path);
	try {
		return refusing(path, () => act(store));
	} finally {
		store.close();
	}
}
