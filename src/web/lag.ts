// How late the event loop runs what is due: while it is late, nobody is served. Bun has no measure of it of its own.

const everyMs = 100;

/** Tells for each tick by how much it came too late, ms. Returns a function that ends it. */
export function measureLag(tell: (lateMs: number) => void, tickMs: number = everyMs): () => void {
	let dueAt = performance.now() + tickMs;
	const timer = setInterval(() => {
		const now = performance.now();
		tell(Math.max(0, now - dueAt));
		dueAt = now + tickMs;
	}, tickMs);
	timer.unref();
	return () => clearInterval(timer);
}
