// Everything the bench starts beside itself, and that none of it is left behind, however the bench ends.

import type { Subprocess } from "bun";

export type Started = AsyncDisposable & {
	readonly pid: number;
	/** All it has written to stdout once it has ended. */
	readonly said: () => Promise<string>;
	readonly exited: Promise<number>;
	/** Asks it to end, and after five seconds makes it; resolves with the exit code. */
	readonly stop: () => Promise<number>;
};

const running = new Set<Subprocess>();

process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

/** Starts it with no more of our environment than the way to programs. What it writes to stderr is ours to see. */
export function spawn(command: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
	const child = Bun.spawn([...command], {
		env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NODE_ENV: "production", ...env },
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	running.add(child);
	void child.exited.then(() => running.delete(child));
	// Read all the time: a full pipe would make it wait for us.
	const said = new Response(child.stdout).text();
	const stop = async () => {
		child.kill("SIGTERM");
		const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
		const code = await child.exited;
		clearTimeout(timer);
		return code;
	};
	return {
		pid: child.pid,
		said: () => said,
		exited: child.exited,
		stop,
		[Symbol.asyncDispose]: async () => void (await stop()),
	};
}

/** Memory in use, bytes, as the system counts it: the same for every program. */
export async function residentBytes(pid: number): Promise<number> {
	return Number((await spawn(["ps", "-o", "rss=", "-p", String(pid)]).said()).trim()) * 1024;
}

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
	const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
	const { port = 0 } = server;
	await server.stop(true);
	return port;
}
