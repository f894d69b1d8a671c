// kill -9 at named calls of a match's life: after the restart no acknowledged event is lost, no second room exists, nobody
// was moved twice, everyone is back and no room is left. Here the real process at two points; the simulation has them all
// within milliseconds (test/simulation/kill.test.ts), and test/long has them all with the real process.

import { test } from "bun:test";
import { liveThroughKill } from "./kills.ts";

const limitMs = 60_000;

test.concurrent(
	"killed when both rooms exist and one answer is missing",
	() => liveThroughKill("create a room", 2, "carried out, before its answer"),
	limitMs,
);
test.concurrent("killed after moving half", () => liveThroughKill("move in", 2, "right after its answer"), limitMs);
