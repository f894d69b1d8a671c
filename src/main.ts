// The process: arguments in, exit code out.

import { run } from "./cli.ts";

process.exit(await run(process.argv.slice(2)));
