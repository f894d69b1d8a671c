// Which version of HTTP an origin is called with, after what became of the calls before.

import { expect, test } from "bun:test";
import { type Failure, type Protocol, Protocols } from "../../src/http-protocol.ts";
import { hour, minute } from "./given.ts";

const origin = "https://discord.com";
const second = 1_000;

/** What became of a call over HTTP/2, or over HTTP/1.1 where it says so, that began and ended at these times. */
type Step = readonly [outcome: "answered" | Failure, endedAt: number, startedAt?: number, protocol?: Protocol];

const lostTwice: readonly Step[] = [
	["lost", 0],
	["lost", second],
];
const rows: [title: string, steps: readonly Step[], at: number, expected: Protocol][] = [
	["unknown", [], 0, "http2"],
	["answered", [["answered", 0]], 0, "http2"],
	["speaks none: never again", [["unsupported", 0]], 1_000 * hour, "http1.1"],
	[
		"… although it once did",
		[
			["answered", 0],
			["unsupported", 1],
		],
		1_000 * hour,
		"http1.1",
	],
	["TLS fails at once: never again", [["tls", 0]], 1_000 * hour, "http1.1"],
	[
		"… later, once: as any loss",
		[
			["answered", 0],
			["tls", 1],
		],
		1,
		"http2",
	],
	["lost once", [["lost", 0]], 0, "http2"],
	["lost twice in a row: not for a minute", lostTwice, minute, "http1.1"],
	["… then again", lostTwice, minute + second, "http2"],
	[
		"… answered in between",
		[
			["lost", 0],
			["answered", 1],
			["lost", 2],
		],
		2,
		"http2",
	],
	[
		"… in flight together: one loss",
		[
			["lost", 10, 0],
			["lost", 10, 1],
			["lost", 11, 9],
		],
		11,
		"http2",
	],
	[
		"… the second began after the first was lost",
		[
			["lost", 10, 0],
			["lost", 20, 10],
		],
		20,
		"http1.1",
	],
	[
		"lost while it rests, begun before: no longer rest",
		[...lostTwice, ["lost", 10 * second, 0]],
		minute + second,
		"http2",
	],
	[
		"lost over HTTP/1.1 as well: HTTP/2 is not to blame",
		[...lostTwice, ["lost", 2 * second, 2 * second, "http1.1"]],
		2 * second,
		"http2",
	],
	[
		"… even where it seemed to be missing",
		[
			["tls", 0],
			["lost", 1, 1, "http1.1"],
		],
		1,
		"http2",
	],
	[
		"answered over HTTP/1.1: it still rests",
		[...lostTwice, ["answered", 2 * second, 2 * second, "http1.1"]],
		minute,
		"http1.1",
	],
];

for (const [title, steps, at, expected] of rows) {
	test(title, () => {
		const protocols = new Protocols();
		follow(protocols, steps);
		expect(protocols.choose(origin, at)).toBe(expected);
	});
}

test("each rest is four times longer, an hour at most, until HTTP/2 is seen to work", () => {
	const protocols = new Protocols();
	let now = 0;
	const rest = () => {
		follow(protocols, [
			["lost", now],
			["lost", now],
		]);
		const from = now;
		while (protocols.choose(origin, now) === "http1.1") now += second;
		return (now - from) / minute;
	};
	expect([rest(), rest(), rest(), rest(), rest()]).toEqual([1, 4, 16, 60, 60]);
	protocols.answered({ origin, protocol: "http2", startedAt: now });
	expect(rest()).toBe(1);
});

test("one origin says nothing about another", () => {
	const protocols = new Protocols();
	follow(protocols, [["unsupported", 0]]);
	expect(protocols.choose("https://open.faceit.com", 0)).toBe("http2");
});

function follow(protocols: Protocols, steps: readonly Step[]): void {
	for (const [outcome, endedAt, startedAt = endedAt, protocol = "http2"] of steps) {
		const call = { origin, protocol, startedAt };
		if (outcome === "answered") protocols.answered(call);
		else protocols.failed(call, outcome, endedAt);
	}
}
