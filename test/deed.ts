// A deed for tests in which it does not matter who did something.

import type { Deed } from "../src/trail.ts";

export const deed: Deed = { at: 1, right: "upkeep", actorId: null, guildId: null };
