// The process: arguments and environment in, exit code out.

import { writeTo } from "./cli/console.ts";
import { run } from "./cli.ts";
import { systemClock } from "./clock.ts";

const { argv, env, stderr } = process;
// Links and events are nobody else's business: whatever any verb writes is readable by its owner only.
process.umask(0o077);
const outlets = { write: writeTo(1), writeError: writeTo(2), isWatched: stderr.isTTY === true };
process.exit(await run(argv.slice(2), { env, clock: systemClock(), ...outlets }));
