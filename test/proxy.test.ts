// Where a request comes from, with and without proxies in between.

import { expect, test } from "bun:test";
import { callers, countedAs, isNetwork } from "../src/proxy.ts";

const privately = { header: "X-Forwarded-For", from: ["private"] };

test.each([
	["no proxy is trusted", null, "203.0.113.9", "198.51.100.7", "203.0.113.9"],
	["the proxy is trusted", privately, "10.0.0.2", "198.51.100.7", "198.51.100.7"],
	["the proxy is trusted, by IPv6", privately, "fd00::2", "2001:db8::7", "2001:db8::7"],
	["the proxy's address is IPv4 in IPv6", privately, "::ffff:172.18.0.3", "198.51.100.7", "198.51.100.7"],
	["somebody else sends the header", privately, "203.0.113.9", "198.51.100.7", "203.0.113.9"],
	["the caller invents an address before theirs", privately, "10.0.0.2", "1.1.1.1, 198.51.100.7", "198.51.100.7"],
	["there are two proxies", privately, "10.0.0.2", "1.1.1.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"],
	["only proxies are named", privately, "10.0.0.2", "10.0.0.9", "10.0.0.9"],
	["the header is missing", privately, "10.0.0.2", undefined, "10.0.0.2"],
	["the header is no address", privately, "10.0.0.2", "unknown", "10.0.0.2"],
	["an address has a port", privately, "10.0.0.2", "198.51.100.7:4711", "198.51.100.7"],
	["an address is in brackets", privately, "10.0.0.2", "[2001:DB8::7]:4711", "2001:db8::7"],
	["one address is trusted", { ...privately, from: ["203.0.113.9"] }, "203.0.113.9", "198.51.100.7", "198.51.100.7"],
	["a network is trusted", { ...privately, from: ["203.0.113.0/24"] }, "203.0.113.9", "198.51.100.7", "198.51.100.7"],
] as const)("given %s, then it is told", (_, proxy, peer, named, expected) => {
	const headers = new Headers(named === undefined ? {} : { "x-forwarded-for": named });
	expect(callers(proxy)(headers, peer)).toBe(expected);
});

test.each([
	["198.51.100.7", "198.51.100.7"],
	["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
	["2001:db8::1", "2001:db8:0:0::/64"],
	["::1", "0:0:0:0::/64"],
])("%s is counted as %s", (address, counted) => {
	expect(countedAs(address)).toBe(counted);
});

test.each([
	...["private", "10.0.0.0/8", "203.0.113.9", "fd00::/8", "::1", "0.0.0.0/0"].map((text) => [text, true] as const),
	...["", "10.0.0.0/33", "fd00::/129", "10.0.0", "10.0.0.0/", "10.0.0.0/8/8", "all", "10.0.0.0/-1"].map(
		(text) => [text, false] as const,
	),
])("%p is a network: %p", (text, expected) => {
	expect(isNetwork(text)).toBe(expected);
});
