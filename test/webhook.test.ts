// The door for FACEIT's events, at the real program: which answer each delivery gets, and what is kept of it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Elysia } from "elysia";
import { readEvent } from "../src/faceit/events.ts";
import { bodyLimit, faceitWebhook } from "../src/faceit/webhook.ts";
import { Inbox, type InboxFact } from "../src/inbox.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type Deliveries, openDeliveries } from "../src/store/deliveries.ts";
import { openStore } from "../src/store/open.ts";
import { openRecords } from "../src/store/records.ts";
import { eventually, newMatchId, startWorld, type World, webhookSecret } from "./world.ts";

const nextSecret = "the-secret-that-will-replace-it-one-day";

let world: World;
beforeAll(async () => {
	const env = { FACEIT_WEBHOOK_SECRET: `${webhookSecret},${nextSecret}`, FACEIT_WEBHOOK_HEADER: "X-Our-Own" };
	world = await startWorld({ settled: false, playersPerTeam: 0, env });
});
afterAll(() => world.stop());

const marker = "words-of-the-body";
const authorized = { "x-our-own": webhookSecret };

function event(words: { matchId?: string; eventId?: string; event?: string } = {}): string {
	const { matchId = newMatchId(), event: name = "match_object_created", ...rest } = words;
	return JSON.stringify(webhookBody({ event: name, matchId, version: 1, payload: { marker }, ...rest }));
}

function post(
	body: string | ReadableStream<Uint8Array>,
	headers: Record<string, string> = authorized,
	query = "",
): Promise<Response> {
	return fetch(`${world.app.url}/faceit-webhook${query}`, { method: "POST", headers, body });
}

type Row = { event: string; state: string; error: string | null; match_id: string | null; body: string };

function kept(where: string): Row[] {
	return world.stored<Row>(`select event, state, error, match_id, body from inbox where ${where}`);
}

describe("the secret", () => {
	const rows: [title: string, headers: Record<string, string>, query: string, status: number][] = [
		["in the header of our choice", { "x-our-own": webhookSecret }, "", 204],
		["in the query, where FACEIT puts it if told to", {}, `?secret=${webhookSecret}`, 204],
		["the new one while rotating", { "x-our-own": nextSecret }, "", 204],
		["the new one in the query", {}, `?secret=${nextSecret}`, 204],
		["none", {}, "", 401],
		["an empty one", { "x-our-own": "" }, "", 401],
		["a wrong one", { "x-our-own": `${webhookSecret}x` }, "", 401],
		["the beginning of one", { "x-our-own": webhookSecret.slice(0, -1) }, "", 401],
		["both, as they stand in the environment", { "x-our-own": `${webhookSecret},${nextSecret}` }, "", 401],
		["in a header of another name", { "x-webhook-secret": webhookSecret }, "", 401],
		["in a parameter of another name", {}, `?token=${webhookSecret}`, 401],
		["in another case", { "x-our-own": webhookSecret.toUpperCase() }, "", 401],
	];
	for (const [title, headers, query, status] of rows) {
		test(`${title}: ${status}`, async () => {
			const matchId = newMatchId();
			expect((await post(event({ matchId }), headers, query)).status).toBe(status);
			expect(kept(`match_id = '${matchId}'`)).toHaveLength(status === 204 ? 1 : 0);
		});
	}
});

describe("the body", () => {
	const rows: [title: string, body: string, status: number][] = [
		["an event", event(), 204],
		["an event nobody has heard of", event({ event: "match_status_teleported" }), 204],
		["an event whose payload is empty", JSON.stringify({ event: "hub_created", payload: {} }), 204],
		["nothing", "", 400],
		["no JSON", `{"event": "${marker}`, 400],
		["a form", `event=match_status_ready&payload=${marker}`, 400],
		["JSON that is no object", JSON.stringify([marker]), 400],
		["no event", JSON.stringify({ payload: { marker } }), 400],
		["an event that is no text", JSON.stringify({ event: 7, payload: { marker } }), 400],
		["no payload", JSON.stringify({ event: "match_status_ready", marker }), 400],
		["a payload that is a list", JSON.stringify({ event: "match_status_ready", payload: [marker] }), 400],
		["a payload that is text", JSON.stringify({ event: "match_status_ready", payload: marker }), 400],
		["256 KiB to the byte", padded(bodyLimit), 204],
		["one byte more", padded(bodyLimit + 1), 413],
		["ten megabytes", padded(10_000_000), 413],
	];
	for (const [title, body, status] of rows) {
		test(`${title}: ${status}, and nothing of it is echoed`, async () => {
			const response = await post(body);
			expect(response.status).toBe(status);
			const answer = await response.text();
			expect(answer).not.toContain(marker);
			expect(`${[...response.headers.values()]}`).not.toContain(marker);
			if (status === 204) expect(answer).toBe("");
		});
	}

	test("whatever its content type says", async () => {
		for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", "nonsense"]) {
			expect((await post(event(), { ...authorized, "content-type": type })).status).toBe(204);
		}
	});

	test("too large and without a secret: refused without being kept", async () => {
		expect([401, 413]).toContain((await post(padded(bodyLimit + 1), {})).status);
	});

	test("in chunks that do not say how many will come: 413 once there are too many", async () => {
		const chunk = new TextEncoder().encode(" ".repeat(64 * 1024));
		let sent = 0;
		const body = new ReadableStream<Uint8Array>({
			pull(stream) {
				if (sent++ < 6) stream.enqueue(chunk);
				else stream.close();
			},
		});
		expect((await post(body)).status).toBe(413);
	});

	test("in chunks: kept as it came", async () => {
		const matchId = newMatchId();
		const text = event({ matchId });
		const halves = [text.slice(0, 100), text.slice(100)].map((half) => new TextEncoder().encode(half));
		const body = new ReadableStream<Uint8Array>({
			async pull(stream) {
				await Bun.sleep(5);
				const half = halves.shift();
				if (half === undefined) stream.close();
				else stream.enqueue(half);
			},
		});
		expect((await post(body)).status).toBe(204);
		expect(kept(`match_id = '${matchId}'`)[0]?.body).toBe(text);
	});
});

/** An event of exactly so many bytes. */
function padded(bytes: number): string {
	const [head, tail] = event().split(marker);
	return `${head}${marker}${" ".repeat(bytes - `${head}${marker}${tail}`.length)}${tail}`;
}

describe("elsewhere", () => {
	const rows: [method: string, path: string][] = [
		["GET", "/faceit-webhook"],
		["PUT", "/faceit-webhook"],
		["DELETE", "/faceit-webhook"],
		["POST", "/"],
		["POST", "/faceit-webhook/more"],
		["POST", "/webhook"],
	];
	for (const [method, path] of rows) {
		test(`${method} ${path}: nothing is there`, async () => {
			const response = await fetch(world.app.url + path, { method, headers: authorized });
			expect(response.status).toBeOneOf([404, 405]);
			expect((await response.text()).length).toBeLessThan(100);
		});
	}
});

describe("what is kept", () => {
	test("fifty duplicates at once: each answered 204, one row", async () => {
		const body = event({ eventId: "fifty-times" });
		const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
		expect(kept("event_key = 'fifty-times'")).toHaveLength(1);
	});

	test("without an event id the body tells duplicates apart", async () => {
		const [one, other] = [newMatchId(), newMatchId()].map((id) => JSON.stringify({ event: "x", payload: { id } }));
		for (const body of [one, one, other, one]) expect((await post(body ?? "")).status).toBe(204);
		expect(kept("event = 'x'")).toHaveLength(2);
	});

	test("an event nobody has heard of, as it came, and done with", async () => {
		const body = event({ event: "match_status_dreamt" });
		await post(body);
		const rows = () => kept("event = 'match_status_dreamt'");
		await eventually(() => rows()[0]?.state === "done", "the event was worked off");
		expect(rows()[0]).toMatchObject({ body, error: null });
	});

	test("an event that cannot be read, with the reason, and those behind it are worked off", async () => {
		const bad = JSON.stringify({
			event: "match_status_ready",
			event_id: "bad",
			payload: { id: "no match id", marker },
		});
		const matchId = newMatchId();
		await post(bad);
		await post(event({ matchId }));
		await eventually(() => kept(`match_id = '${matchId}'`)[0]?.state === "done", "the next event was worked off");
		expect(kept("event_key = 'bad'")).toEqual([
			{
				event: "match_status_ready",
				state: "failed",
				error: "`payload.id` is no FACEIT match id.",
				match_id: null,
				body: bad,
			},
		]);
	});

	test("names and ids of any length do not hurt", async () => {
		const body = JSON.stringify({
			event: "e".repeat(5_000),
			event_id: "i".repeat(5_000),
			payload: { id: "1".repeat(5_000) },
		});
		expect((await post(body)).status).toBe(204);
	});
});

test("a body that trickles in, or never ends, holds nobody else up", async () => {
	const { hostname, port } = new URL(world.app.url);
	const head = `POST /faceit-webhook HTTP/1.1\r\nHost: x\r\nX-Our-Own: ${webhookSecret}\r\nContent-Length: 5000\r\n\r\n{"event":`;
	const stalled = await Promise.all(
		Array.from({ length: 20 }, () =>
			Bun.connect({ hostname, port: Number(port), socket: { open: (socket) => void socket.write(head), data() {} } }),
		),
	);
	const startedAt = performance.now();
	expect((await post(event())).status).toBe(204);
	expect(performance.now() - startedAt).toBeLessThan(1_000);
	for (const socket of stalled) socket.terminate();
	expect((await post(event())).status).toBe(204);
});

/** The door with the real inbox and database, without the rest of the program: what the disk does can be seen. */
async function openDoor(act: (door: Door) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "webhook-"));
	const store = openStore(join(folder, "test.db"));
	const deliveries = openDeliveries(store);
	const groups: number[] = [];
	const facts: InboxFact[] = [];
	const keep: Deliveries["keep"] = (group) => {
		groups.push(group.length);
		deliveries.keep(group);
	};
	const records = openRecords(store);
	const inbox = new Inbox({
		deliveries: { ...deliveries, keep },
		records,
		read: readEvent,
		onChange() {},
		tell: (fact) => void facts.push(fact),
	});
	const http = new Elysia()
		.use(faceitWebhook({ secrets: [webhookSecret], header: "x-our-own", keep: (one) => inbox.keep(one), observe() {} }))
		.listen({ port: 0, hostname: "127.0.0.1" });
	const url = `http://127.0.0.1:${http.server?.port}/faceit-webhook`;
	const knock = async (body: string) => (await fetch(url, { method: "POST", headers: authorized, body })).status;
	try {
		await act({ knock, groups, facts, run: (sql) => store.sqlite.run(sql), depth: deliveries.depth });
	} finally {
		await http.server?.stop(true);
		inbox.stop();
		store.close();
		rmSync(folder, { recursive: true });
	}
}

type Door = {
	readonly knock: (body: string) => Promise<number>;
	/** How many deliveries each transaction held. */
	readonly groups: readonly number[];
	readonly facts: readonly InboxFact[];
	readonly run: (sql: string) => void;
	readonly depth: Deliveries["depth"];
};

test("deliveries that arrive together share a transaction, and so an fsync", () =>
	openDoor(async ({ knock, groups }) => {
		const statuses = await Promise.all(Array.from({ length: 200 }, () => knock(event())));
		expect(new Set(statuses)).toEqual(new Set([204]));
		expect(groups.reduce((sum, size) => sum + size, 0)).toBe(200);
		expect(groups.length).toBeLessThan(100);
	}));

test("a disk that is full: 503, nothing half-written, and it goes on when there is space", () =>
	openDoor(async ({ knock, facts, run, depth }) => {
		run("PRAGMA max_page_count = 1");
		const bodies = Array.from({ length: 40 }, () => event());
		const statuses = await Promise.all(bodies.map(knock));
		expect(statuses).toContain(503);
		expect(facts.some(({ kind }) => kind === "broken")).toBe(true);
		const accepted = statuses.filter((status) => status === 204).length;
		const { waiting } = depth();
		expect(waiting + facts.filter(({ kind }) => kind === "applied").length).toBe(accepted);

		run("PRAGMA max_page_count = 1000000");
		for (const body of bodies) expect(await knock(body)).toBe(204);
		await eventually(() => depth().waiting === 0, "all of them worked off");
		expect(facts.filter(({ kind }) => kind === "applied")).toHaveLength(40);
	}));

test("a database that may only be read: 503 to each, and 204 once it may be written", () =>
	openDoor(async ({ knock, run, depth }) => {
		run("PRAGMA query_only = ON");
		expect(await Promise.all([knock(event()), knock(event())])).toEqual([503, 503]);
		expect(depth().waiting).toBe(0);
		run("PRAGMA query_only = OFF");
		expect(await knock(event())).toBe(204);
	}));
