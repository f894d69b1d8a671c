// Discord's ids: milliseconds since 2015 in the upper bits, so that a later id is always the greater one.

const EPOCH = 1_420_070_400_000n;

export function snowflakes(): () => string {
	let last = 0n;
	return () => {
		const now = (BigInt(Date.now()) - EPOCH) << 22n;
		last = now > last ? now : last + 1n;
		return last.toString();
	};
}
