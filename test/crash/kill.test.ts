// kill -9 at named calls of a match's life: after the restart no acknowledged event is lost, no second room exists, nobody
// was moved twice, everyone is back and no room is left. Here a few of the points; test/long has them all.

import { test } from "bun:test";
import { liveThroughKill, liveThroughKills } from "./kills.ts";

test.concurrent(
	"killed before the second room is created",
	() => liveThroughKill("create a room", 2, "before it is carried out"),
	30_000,
);
test.concurrent(
	"killed when both rooms exist and one answer is missing",
	() => liveThroughKill("create a room", 2, "carried out, before its answer"),
	30_000,
);
test.concurrent("killed after moving half", () => liveThroughKill("move in", 2, "right after its answer"), 30_000);
test.concurrent(
	"killed while bringing everyone back",
	() => liveThroughKill("move back", 3, "carried out, before its answer"),
	30_000,
);
test.concurrent("killed at a moment, and again", () => liveThroughKills([60, 400]), 30_000);
