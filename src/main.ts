// The process: arguments in, exit code out.

import { run } from "./cli.ts";
import { demoHere } from "./demo/terminal.ts";

const args = process.argv.slice(2);
const isDemo = args[0] === "demo" && !args.includes("--help") && !args.includes("-h");
process.exitCode = isDemo
	? await demoHere({ fast: args.includes("--fast"), keep: args.includes("--keep") })
	: await run(args);
