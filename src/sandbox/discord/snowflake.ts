// Discord's ids: milliseconds since 2015 in the upper bits, so that a later id is always the greater one.
import type { SandboxClock } from "../clock.ts";

const EPOCH = 1_420_070_400_000n;

export function snowflakes(clock: SandboxClock): () => string {
	let last = 0n;
	return () => {
		const earliest = (BigInt(Math.trunc(clock.now())) - EPOCH) << 22n;
		last = earliest > last ? earliest : last + 1n;
		return last.toString();
	};
}
