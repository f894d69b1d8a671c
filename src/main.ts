// The process: arguments and environment in, exit code out.

import { writeTo } from "./cli/console.ts";
import { run } from "./cli.ts";

const { argv, env, stderr } = process;
process.exit(await run(argv.slice(2), { env, write: writeTo(1), tell: writeTo(2), isWatched: stderr.isTTY === true }));
