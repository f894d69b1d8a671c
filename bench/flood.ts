// How fast a real match is served in the middle of a flood of strangers' matches, and what the flood costs in memory.
// `bun bench/flood.ts [events]`

import { flood, startFloodWorld } from "../test/flood.ts";

const count = Number(process.argv[2] ?? 20_000);
const world = await startFloodWorld();
try {
	const { placedMs, tookMs, memory } = await flood(world, count);
	const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
	say(`${count} events in ${(tookMs / 1000).toFixed(1)} s, ${((count / tookMs) * 1000).toFixed(0)} a second`);
	say(`the match in the middle: everyone in their room after ${(placedMs / 1000).toFixed(2)} s`);
	say(`memory: ${megabytes(memory.before)} MB before, ${megabytes(memory.most)} MB at most`);
} finally {
	await world.stop();
}
process.exit();

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
