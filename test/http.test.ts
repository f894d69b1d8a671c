// Calls over TLS: how many connections a server sees, and that no fallback makes a call twice that may have been carried out.

import { afterEach, expect, test } from "bun:test";
import { constants, createSecureServer } from "node:http2";
import { type Fetch, openHttp, type Send } from "../src/http.ts";
import type { Protocol } from "../src/http-protocol.ts";
import { atDistance, type Distance } from "../src/sandbox/distance.ts";
import { virtualClock } from "./clock.ts";
import { certificate, trusting } from "./tls.ts";

const minute = 60_000;
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
	for (const act of cleanup.splice(0).reverse()) await act();
});

type Seen = { readonly method: string; readonly path: string; readonly body: string };
type Served = { readonly url: string; readonly seen: Seen[]; readonly distance: Distance };

/** A server over TLS; `/hang` is never answered. */
async function serve(http2: boolean): Promise<Served> {
	const seen: Seen[] = [];
	const server = Bun.serve({
		...{ port: 0, hostname: "127.0.0.1", idleTimeout: 0, tls: certificate, http2 },
		async fetch(request) {
			const path = new URL(request.url).pathname;
			seen.push({ method: request.method, path, body: await request.text() });
			if (path === "/hang") await new Promise(() => {});
			return Response.json(path);
		},
	});
	const distance = await atDistance(server.port ?? 0, 0);
	cleanup.push(
		() => server.stop(true),
		() => distance.stop(),
	);
	return { url: `https://127.0.0.1:${distance.port}`, seen, distance };
}

function sent(request: Request, fetch: Fetch): Promise<unknown> {
	return fetch(request).then((response) => response.json());
}

function posts(url: string, count: number): Request[] {
	return Array.from({ length: count }, (_, at) => new Request(`${url}/${at}`, { method: "POST", body: `body ${at}` }));
}

test("any number of calls at once share one connection, from the first on", async () => {
	const { url, seen, distance } = await serve(true);
	const fetch = openHttp(virtualClock(), trusting());
	const answers = await Promise.all(posts(url, 12).map((request) => sent(request, fetch)));
	expect(answers).toEqual(Array.from({ length: 12 }, (_, at) => `/${at}`));
	expect(seen.map(({ body }) => body).sort()).toEqual(Array.from({ length: 12 }, (_, at) => `body ${at}`).sort());
	expect(distance.connections).toBe(1);
});

test("a server without HTTP/2 gets every call, each once, and is asked for HTTP/2 no more", async () => {
	const { url, seen, distance } = await serve(false);
	const fetch = openHttp(virtualClock(), trusting());
	await Promise.all(posts(url, 2).map((request) => sent(request, fetch)));
	for (const request of posts(url, 3)) await sent(request, fetch);
	expect(seen.map(({ path, body }) => `${path} ${body}`).sort()).toEqual([
		"/0 body 0",
		"/0 body 0",
		"/1 body 1",
		"/1 body 1",
		"/2 body 2",
	]);
	const before = distance.connections;
	for (const request of posts(url, 3)) await sent(request, fetch);
	expect(distance.connections).toBe(before);
});

test("a connection that was cut while silent is replaced, and costs no call", async () => {
	const { url, distance } = await serve(true);
	const fetch = openHttp(virtualClock(), trusting());
	await sent(new Request(`${url}/1`), fetch);
	distance.cut();
	// The client's side learns of it in its own time: until then, a call may be lost, but not twice.
	const again = () => sent(new Request(`${url}/2`), fetch);
	expect(await again().catch(again)).toBe("/2");
	expect(distance.connections).toBe(2);
});

test("calls that are cut off are lost, not repeated; the next ones work", async () => {
	const { url, seen, distance } = await serve(true);
	const fetch = openHttp(virtualClock(), trusting());
	await sent(new Request(`${url}/1`), fetch);
	const hanging = ["GET", "POST"].map((method) => sent(new Request(`${url}/hang`, { method }), fetch));
	while (seen.length < 3) await Bun.sleep(1);
	distance.cut();
	const outcomes = await Promise.allSettled(hanging);
	expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(await sent(new Request(`${url}/2`), fetch)).toBe("/2");
	expect(seen.map(({ path }) => path)).toEqual(["/1", "/hang", "/hang", "/2"]);
	expect(distance.connections).toBe(2);
});

/** Requests that come to what the test says, and what was made of them. */
function scripted(outcomes: readonly (string | undefined)[]) {
	const clock = virtualClock();
	const made: string[] = [];
	const left = [...outcomes];
	const send: Send = async (request, protocol) => {
		made.push(`${protocol} ${request.method} ${await request.text()}`.trim());
		const code = left.shift();
		if (code !== undefined) throw Object.assign(new Error(code), { code });
		return new Response("");
	};
	const fetch = openHttp(clock, send);
	const call = async (method: string) => {
		const body = method === "GET" ? {} : { body: "body" };
		const outcome = await fetch(new Request("https://discord.com", { method, ...body })).catch((error: Error) => error);
		return outcome instanceof Error ? outcome.message : "answered";
	};
	return { clock, made, call };
}

test("a connection that swallows what is sent is left for a new one, although nobody says that it is dead", async () => {
	const { url, distance } = await serve(true);
	const send = trusting();
	const call = async () => {
		const giveUp = new AbortController();
		// Bun leaves a connection on which nothing was heard for a second, and no sooner.
		const timer = setTimeout(() => giveUp.abort(), 1_500);
		const response = await send(new Request(url, { signal: giveUp.signal }), "http2");
		clearTimeout(timer);
		return response.ok;
	};
	await call();
	distance.swallow();
	while (!(await call().catch(() => false)));
	expect(distance.connections).toBe(2);
});

test("a server that says goodbye, or resets a call, costs that call at most, and no other", async () => {
	const { url, seen, sessions } = await serveByHand();
	const fetch = openHttp(virtualClock(), trusting());
	const call = (path: string) =>
		fetch(new Request(url + path, { method: "POST" })).then(
			({ status }) => status,
			() => "lost",
		);
	expect([await call("/"), await call("/reset"), await call("/")]).toEqual([200, "lost", 200]);
	expect(sessions()).toBe(1);
	expect([await call("/goodbye"), await call("/")]).toEqual([200, 200]);
	expect(sessions()).toBe(2);
	expect(seen).toEqual(["/", "/reset", "/", "/goodbye", "/"]);
});

/** A server whose HTTP/2 is in our hands. */
async function serveByHand() {
	const seen: (string | undefined)[] = [];
	let sessions = 0;
	const server = createSecureServer(certificate, ({ url: path }, response) => {
		seen.push(path);
		const { stream } = response;
		stream.on("error", () => {});
		if (path === "/reset") return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
		if (path === "/goodbye") stream.session?.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
		response.end("{}");
	});
	server.on("session", () => {
		sessions += 1;
	});
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
	cleanup.push(() => server.close());
	const address = server.address();
	const port = typeof address === "object" ? (address?.port ?? 0) : 0;
	return { url: `https://127.0.0.1:${port}`, seen, sessions: () => sessions };
}

test("a call that is given up is given up at once, and leaves the connection to others", async () => {
	const { url, seen, distance } = await serve(true);
	const fetch = openHttp(virtualClock(), trusting());
	const giveUp = new AbortController();
	const hanging = fetch(new Request(`${url}/hang`, { method: "POST", signal: giveUp.signal }));
	while (seen.length < 1) await Bun.sleep(1);
	giveUp.abort();
	await expect(hanging).rejects.toThrow("aborted");
	expect(await sent(new Request(`${url}/2`), fetch)).toBe("/2");
	expect(distance.connections).toBe(1);
});

test("without HTTP/2 nothing was sent: the call is made once more, whatever it does", async () => {
	const { made, call } = scripted(["HTTP2Unsupported"]);
	expect(await call("POST")).toBe("answered");
	expect(made).toEqual(["http2 POST body", "http1.1 POST body"]);
});

test("TLS that fails may have let a call through, so only one that asks is made again", async () => {
	const { made, call } = scripted(["EPROTO", undefined, "EPROTO"]);
	expect(await call("GET")).toBe("answered");
	expect(made).toEqual(["http2 GET", "http1.1 GET"]);

	const other = scripted(["EPROTO"]);
	expect(await other.call("PATCH")).toBe("EPROTO");
	expect(other.made).toEqual(["http2 PATCH body"]);
	expect(await other.call("PATCH")).toBe("answered");
	expect(other.made.slice(1)).toEqual(["http1.1 PATCH body"]);
});

test("a lost call is made once; after two in a row, HTTP/1.1 for a while, and then HTTP/2 again", async () => {
	const { clock, made, call } = scripted(["ECONNRESET", "HTTP2ProtocolError"]);
	expect([await call("GET"), await call("PUT"), await call("PUT")]).toEqual([
		...["ECONNRESET", "HTTP2ProtocolError"],
		"answered",
	]);
	await clock.advance(minute);
	await call("PUT");
	expect(made).toEqual(["http2 GET", "http2 PUT body", "http1.1 PUT body", "http2 PUT body"]);
});

test("plain HTTP is HTTP/1.1, and what is lost is lost", async () => {
	const protocols: Protocol[] = [];
	const fetch = openHttp(virtualClock(), async (_, protocol) => {
		protocols.push(protocol);
		throw new Error("lost");
	});
	for (let at = 0; at < 3; at += 1) await expect(fetch(new Request("http://127.0.0.1:1/"))).rejects.toThrow("lost");
	expect(protocols).toEqual(["http1.1", "http1.1", "http1.1"]);
});
