// The way between a client and a server on the same machine, made as long as one through the world: connecting takes a
// round trip, and whatever is sent half of one. The way can also be cut, or swallow what is sent.

import { createServer, connect as open, type Socket } from "node:net";
import { type SandboxClock, systemClock } from "./clock.ts";

export type Distance = {
	/** Where the server is reached from afar. */
	port: number;
	/** How many connections were made so far. */
	readonly connections: number;
	/** Ends all connections, as a router does that restarts. */
	cut: () => void;
	/** All connections there are swallow what is sent from now on, and tell nobody. New ones work. */
	swallow: () => void;
	stop: () => Promise<void>;
};

type Passage = { from: Socket; to: Socket; ms: number; openAt: number };
type Link = { near: Socket; far: Socket; isSilent: boolean };

/** Puts the server at this port of this machine so far away, ms. */
export async function atDistance(serverPort: number, roundTripMs: number, clock = systemClock): Promise<Distance> {
	const links = new Set<Link>();
	let connections = 0;
	const server = createServer((near) => {
		connections += 1;
		const link = { near, far: open(serverPort, "127.0.0.1"), isSilent: false };
		links.add(link);
		// The client believes to be connected at once: what it says first leaves a round trip later.
		pass(clock, link, { from: near, to: link.far, ms: roundTripMs / 2, openAt: clock.now() + roundTripMs });
		pass(clock, link, { from: link.far, to: near, ms: roundTripMs / 2, openAt: 0 });
		near.on("close", () => links.delete(link));
	});
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	const end = () => {
		for (const { near, far } of links) {
			near.destroy();
			far.destroy();
		}
	};
	return {
		port: typeof address === "object" ? (address?.port ?? 0) : 0,
		get connections() {
			return connections;
		},
		cut: end,
		swallow() {
			for (const link of links) link.isSilent = true;
		},
		stop() {
			end();
			return new Promise((resolve) => void server.close(() => resolve()));
		},
	};
}

/** What `from` says reaches `to` in order, `ms` later, and not before `ms` after `openAt`. */
function pass(clock: SandboxClock, link: Link, { from, to, ms, openAt }: Passage): void {
	let last = Promise.resolve();
	const later = (act: () => void) => {
		const dueAt = Math.max(clock.now(), openAt) + ms;
		last = last.then(async () => {
			await clock.sleep(Math.max(0, dueAt - clock.now()));
			if (!link.isSilent) act();
		});
	};
	from.setNoDelay(true);
	from.on("data", (bytes) => later(() => void to.write(bytes)));
	from.on("end", () => later(() => void to.end()));
	from.on("error", () => later(() => void to.destroy()));
}
