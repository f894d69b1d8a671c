// Runs the benches, all or those that are named, and writes what they find to results.md.
// `bun run bench [--quick] [name …]`

import type { Bench } from "./bench.ts";
import { table } from "./finding.ts";
import { conditions } from "./machine.ts";
import { record, resultsPath } from "./results.ts";
import { capacity } from "./rows/capacity.ts";
import { disturbances } from "./rows/disturbances.ts";
import { growth } from "./rows/growth.ts";
import { memory } from "./rows/memory.ts";
import { oneGuild } from "./rows/one-guild.ts";
import { placement } from "./rows/placement.ts";
import { silence } from "./rows/silence.ts";
import { startup } from "./rows/startup.ts";
import { storm } from "./rows/storm.ts";
import { webhooks } from "./rows/webhooks.ts";

const benches: readonly Bench[] = [
	placement,
	silence,
	oneGuild,
	storm,
	webhooks,
	disturbances,
	startup,
	memory,
	growth,
	capacity,
];

const args = process.argv.slice(2);
const isQuick = args.includes("--quick");
const names = args.filter((arg) => arg !== "--quick");
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
	say(`There is no bench "${unknown.join('", "')}": choose from ${benches.map(({ name }) => name).join(", ")}.`);
	process.exit(2);
}

let failures = 0;
const isDue = ({ name, isExtra = false }: Bench) => (names.length === 0 ? !isExtra : names.includes(name));
for (const bench of benches.filter(isDue)) {
	say(`\n${bench.title} …`);
	const startedAt = performance.now();
	const outcome = await bench.run({ isQuick, say: (what) => say(`  ${what} …`) }).then(
		(lines) => ({ lines }),
		(error: unknown) => ({ lines: [], failure: error instanceof Error ? error.message : String(error) }),
	);
	const seconds = (performance.now() - startedAt) / 1000;
	if ("failure" in outcome) failures += 1;
	say(`${"failure" in outcome ? `FAILED: ${outcome.failure}` : table(outcome.lines)}\n${Math.round(seconds)} s`);
	// A first look must not take the place of what was measured with care.
	if (!isQuick) await record({ bench, ...outcome, seconds, conditions: await conditions() }, benches);
}
if (!isQuick) say(`\nwritten to ${resultsPath}`);
process.exit(failures > 0 ? 1 : 0);

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
