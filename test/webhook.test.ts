// The door for FACEIT's events: which answer each delivery gets, and what is kept of it. No port is opened, but for the one
// test that is about connections.

import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { Elysia } from "elysia";
import { systemClock } from "../src/clock.ts";
import { readEvent } from "../src/faceit/events.ts";
import { bodyLimit, faceitWebhook } from "../src/faceit/webhook.ts";
import type { Fact } from "../src/fact.ts";
import { Inbox } from "../src/inbox.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import { type Deliveries, openDeliveries } from "../src/store/deliveries.ts";
import { migrate, migrationsFolder } from "../src/store/migrations.ts";
import { openRecords, type Records } from "../src/store/records.ts";
import * as schema from "../src/store/schema.ts";
import { listen } from "../src/web/listen.ts";
import { eventually } from "./eventually.ts";

const secret = "a-secret-of-the-tests-that-is-long-enough";
const nextSecret = "the-secret-that-will-replace-it-one-day";
const newMatchId = () => `1-${crypto.randomUUID()}`;

/** An empty database at the present schema. Migrating it once is enough. */
const template = (() => {
	const made = new Database(":memory:");
	migrate(made, ":memory:", migrationsFolder());
	return made.serialize();
})();

/** The door with the real inbox and database, without the rest of the program. */
function openDoor() {
	const sqlite = Database.deserialize(template);
	const store = { db: drizzle({ client: sqlite, schema }), sqlite, misplaced: () => undefined, close() {} };
	const clock = systemClock();
	const deliveries = openDeliveries(store);
	/** How many deliveries each transaction held. */
	const groups: number[] = [];
	const facts: Fact[] = [];
	const publish = (fact: Fact) => void facts.push(fact);
	let added = 0;
	const add: Deliveries["add"] = (...delivery) => {
		added += 1;
		return deliveries.add(...delivery);
	};
	const records = openRecords(store, clock.now());
	const batch: Records["batch"] = (act) => {
		added = 0;
		const result = records.batch(act);
		groups.push(added);
		return result;
	};
	const inbox = new Inbox({
		...{ clock, publish, deliveries: { ...deliveries, add } },
	});
	inbox.start({ records: { ...records, batch }, read: readEvent, onChange() {} });
	const route = faceitWebhook({
		...{ clock, publish, secrets: [secret, nextSecret], header: "X-Our-Own" },
		keep: (delivery, read) => inbox.keep(delivery, read),
	});
	const app = new Elysia().use(route);
	return {
		...{ route, groups, facts, depth: deliveries.depth },
		run: (sql: string) => store.sqlite.run(sql),
		handle: (request: Request) => app.handle(request),
		kept: (where: string): Row[] =>
			store.sqlite.query<Row, []>(`select event, state, error, match_id, body from inbox where ${where}`).all(),
		close() {
			inbox.stop();
			sqlite.close();
		},
	};
}

let opened: ReturnType<typeof openDoor> | undefined;
afterEach(() => {
	opened?.close();
	opened = undefined;
});
/** The door of this test. */
function door() {
	opened ??= openDoor();
	return opened;
}

const marker = "words-of-the-body";
const authorized = { "x-our-own": secret };

function event(words: { matchId?: string; eventId?: string; event?: string } = {}): string {
	const { matchId = newMatchId(), event: name = "match_object_created", ...rest } = words;
	return JSON.stringify(webhookBody({ event: name, matchId, version: 1, payload: { marker }, ...rest }));
}

function post(
	body: string | ReadableStream<Uint8Array>,
	headers: Record<string, string> = authorized,
	query = "",
): Promise<Response> {
	return door().handle(new Request(`http://localhost/faceit-webhook${query}`, { method: "POST", headers, body }));
}

const knock = async (body: string) => (await post(body)).status;

type Row = { event: string; state: string; error: string | null; match_id: string | null; body: string };

const kept = (where: string) => door().kept(where);

describe("the secret", () => {
	const rows: [title: string, headers: Record<string, string>, query: string, status: number][] = [
		["in the header of our choice", { "x-our-own": secret }, "", 204],
		["in the query, where FACEIT puts it if told to", {}, `?secret=${secret}`, 204],
		["the new one while rotating", { "x-our-own": nextSecret }, "", 204],
		["the new one in the query", {}, `?secret=${nextSecret}`, 204],
		["none", {}, "", 401],
		["an empty one", { "x-our-own": "" }, "", 401],
		["a wrong one", { "x-our-own": `${secret}x` }, "", 401],
		["the beginning of one", { "x-our-own": secret.slice(0, -1) }, "", 401],
		["both, as they stand in the environment", { "x-our-own": `${secret},${nextSecret}` }, "", 401],
		["in a header of another name", { "x-webhook-secret": secret }, "", 401],
		["in a parameter of another name", {}, `?token=${secret}`, 401],
		["in another case", { "x-our-own": secret.toUpperCase() }, "", 401],
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
		["an event of our own", JSON.stringify({ event: "faceit_comms_close", payload: { id: marker } }), 400],
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
				await Bun.sleep(0);
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
			const response = await door().handle(new Request(`http://localhost${path}`, { method, headers: authorized }));
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
		await eventually(() => rows()[0]?.state === "done", "the event was processed");
		expect(rows()[0]).toMatchObject({ body, error: null });
	});

	test("an event that cannot be read, with the reason, and those behind it are processed", async () => {
		const bad = JSON.stringify({
			event: "match_status_ready",
			event_id: "bad",
			payload: { id: "no match id", marker },
		});
		const matchId = newMatchId();
		await post(bad);
		await post(event({ matchId }));
		await eventually(() => kept(`match_id = '${matchId}'`)[0]?.state === "done", "the next event was processed");
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

test("given a size that is announced, when it is too large, then it is refused before anything is read", async () => {
	const body = new ReadableStream<Uint8Array>({
		pull() {
			throw new Error("it was read");
		},
	});
	const headers = { ...authorized, "content-length": String(bodyLimit + 1) };
	expect((await post(body, headers)).status).toBe(413);
});

test("a body that trickles in, or never ends, holds nobody else up; one that is too large is refused on its way", async () => {
	const listener = listen({ host: "127.0.0.1", port: 0, bodyLimit, routes: [door().route] });
	const knockOutside = async (body: string) => {
		const url = `http://127.0.0.1:${listener.port}/faceit-webhook`;
		return (await fetch(url, { method: "POST", headers: authorized, body })).status;
	};
	const head = `POST /faceit-webhook HTTP/1.1\r\nHost: x\r\nX-Our-Own: ${secret}\r\nContent-Length: 5000\r\n\r\n{"event":`;
	const socket = { open: (one: { write: (text: string) => number }) => void one.write(head), data() {} };
	const stalled = await Promise.all(
		Array.from({ length: 20 }, () => Bun.connect({ hostname: "127.0.0.1", port: listener.port, socket })),
	);
	expect(await knockOutside(event())).toBe(204);
	for (const one of stalled) one.terminate();
	expect(await knockOutside(event())).toBe(204);
	expect(await knockOutside(padded(bodyLimit))).toBe(204);
	expect(await knockOutside(padded(10_000_000))).toBe(413);
	await listener.stop();
});

test("deliveries that arrive together share a transaction, and so an fsync", async () => {
	const statuses = await Promise.all(Array.from({ length: 200 }, () => knock(event())));
	const { groups } = door();
	expect(new Set(statuses)).toEqual(new Set([204]));
	expect(groups.reduce((sum, size) => sum + size, 0)).toBe(200);
	expect(groups.length).toBeLessThan(100);
});

test("a disk that is full: 503, nothing half-written, and it goes on when there is space", async () => {
	const { facts, run, depth } = door();
	run("PRAGMA max_page_count = 1");
	const bodies = Array.from({ length: 40 }, () => event());
	const statuses = await Promise.all(bodies.map(knock));
	expect(statuses).toContain(503);
	expect(facts.some(({ kind }) => kind === "inboxFailed")).toBe(true);
	const accepted = statuses.filter((status) => status === 204).length;
	const { waiting } = depth();
	expect(waiting + facts.filter(({ kind }) => kind === "applied").length).toBe(accepted);

	run("PRAGMA max_page_count = 1000000");
	for (const body of bodies) expect(await knock(body)).toBe(204);
	await eventually(() => depth().waiting === 0, "all of them processed");
	expect(facts.filter(({ kind }) => kind === "applied")).toHaveLength(40);
});

test("a database that may only be read: 503 to each, and 204 once it may be written", async () => {
	const { run, depth } = door();
	run("PRAGMA query_only = ON");
	expect(await Promise.all([knock(event()), knock(event())])).toEqual([503, 503]);
	expect(depth().waiting).toBe(0);
	run("PRAGMA query_only = OFF");
	expect(await knock(event())).toBe(204);
});
