// Where a request comes from: the address of its connection, or what a proxy that is trusted says.

import { BlockList, isIP } from "node:net";

/** Proxies name the caller in `header`; they are believed if their own address is in one of the networks of `from`. */
export type TrustedProxy = { readonly header: string; readonly from: readonly string[] };

/** Loopback, private and link-local networks, and the shared one that platforms such as Railway use. */
const privateNetworks = [
	...["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
	...["::1", "fc00::/7", "fe80::/10"],
];

/** True for an address, a network in CIDR notation, or the word `private`. */
export function isNetwork(text: string): boolean {
	if (text === "private") return true;
	const [address = "", bits, ...more] = text.split("/");
	const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
	if (bits === undefined) return longest > 0;
	return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

/**
 * Returns what tells the caller of a request, given the address of its connection. Of several addresses in the header,
 * the last that is not itself a trusted proxy counts: those before it can be anybody's invention.
 */
export function callers(proxy: TrustedProxy | null): (headers: Headers, peer: string) => string {
	if (proxy === null) return (_headers, peer) => plain(peer);
	const isTrusted = trust(proxy.from);
	return (headers, peer) => {
		let caller = plain(peer);
		const named = (headers.get(proxy.header) ?? "").split(",").map((one) => plain(one));
		while (isTrusted(caller)) {
			const next = named.pop();
			if (next === undefined || isIP(next) === 0) break;
			caller = next;
		}
		return caller;
	};
}

/** What a caller is counted by: an IPv6 network of 64 bits is one customer's. */
export function countedAs(address: string): string {
	if (isIP(address) !== 6) return address;
	const [head = "", tail] = address.split("::");
	const before = head === "" ? [] : head.split(":");
	const after = tail === undefined || tail === "" ? [] : tail.split(":");
	const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0");
	return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

function trust(networks: readonly string[]): (address: string) => boolean {
	const list = new BlockList();
	for (const network of networks.flatMap((one) => (one === "private" ? privateNetworks : [one]))) {
		const [address = "", bits] = network.split("/");
		const family = isIP(address) === 6 ? "ipv6" : "ipv4";
		if (bits === undefined) list.addAddress(address, family);
		else list.addSubnet(address, Number(bits), family);
	}
	return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** The address alone: without a port, brackets or zone, and an IPv4 one in IPv6 notation as what it is. */
function plain(text: string): string {
	const trimmed = text
		.trim()
		.replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
		.replace(/%.*$/, "");
	const withoutPort = /^[\d.]+:\d+$/.test(trimmed) ? trimmed.replace(/:\d+$/, "") : trimmed;
	return withoutPort.replace(/^::ffff:(?=[\d.]+$)/i, "").toLowerCase();
}
