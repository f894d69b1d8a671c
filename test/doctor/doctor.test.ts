import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkExposure } from "../../src/doctor/exposure.ts";
import { checkLastEvent } from "../../src/doctor/last-event.ts";
import type { Finding } from "../../src/finding.ts";
import { openBeside } from "../../src/store/beside.ts";
import { lastEventQuery } from "../../src/store/last-event.ts";
import { openStore } from "../../src/store/open.ts";
import { environmentOf, faceitComms, said } from "../cli/program.ts";
import { type ProgramWorld, startWorld, webhookSecret } from "../program/world.ts";

const noLogin = { FACEIT_CLIENT_ID: "", FACEIT_CLIENT_SECRET: "" };

let world: ProgramWorld;
let backups: string;

beforeAll(async () => {
	world = await startWorld({ canLogIn: true });
	backups = join(world.folder, "backups");
	mkdirSync(backups);
	backUpAt(Date.now());
	await world.post({ event: "championship_started", event_id: "heard", payload: {} });
});

afterAll(() => world.stop());

function backUpAt(at: number, folder = backups): void {
	writeFileSync(join(folder, `faceit-comms-${new Date(at).toISOString().replaceAll(":", "-")}.db`), "");
}

/** The environment of the running program, where all is well. */
function wellEnv(): Record<string, string> {
	return {
		...environmentOf(world.config),
		...{ FACEIT_CLIENT_ID: "client", FACEIT_CLIENT_SECRET: "client-secret", FACEIT_AUTH_URL: world.faceit.authUrl },
		...{ PUBLIC_URL: world.app.url, BACKUP_KEEP: "7", BACKUP_DIR: backups },
	};
}

/** What doctor finds, which is not ok, about one thing; and its exit code. */
async function complaints(about: string, env: Record<string, string> = {}) {
	const { code, out } = await said(["doctor", "--json"], { ...wellEnv(), ...env });
	const { findings }: { findings: Finding[] } = JSON.parse(out);
	const found = findings.filter((finding) => finding.about === about && finding.level !== "ok");
	return { code, found: found.map(({ level, what, fix }) => `${level}: ${what} → ${fix}`) };
}

describe("all is well", () => {
	test("given the running program, then every line is ok, the link asks for what is needed, and it ends with 0", async () => {
		const { code, out, err } = await faceitComms(["doctor"], wellEnv());
		expect({ code, err }).toEqual({ code: 0, err: "" });
		const lines = out.trimEnd().split("\n");
		expect(lines.filter((line) => !line.startsWith("ok "))).toEqual(["", "18 ok, 0 warnings, 0 errors."]);
		const link = new URL(/https:\/\/discord\.com\S+/.exec(out)?.[0] ?? "");
		expect(Object.fromEntries(link.searchParams)).toEqual({
			client_id: world.discord.applicationId,
			scope: "bot applications.commands",
			permissions: "281475265138192",
		});
		expect(out).toContain("neither has to be switched on");
		expect(out).toContain(`a test delivery to ${world.app.url}/faceit-webhook was kept`);
		expect(world.discord.violations).toEqual([]);
		expect(world.faceit.violations).toEqual([]);
	});

	test("given --json, then it is one object, with the worst of all as its result", async () => {
		const { out } = await said(["doctor", "--json"], wellEnv());
		expect(JSON.parse(out)).toEqual({
			result: "ok",
			findings: expect.arrayContaining([{ about: "FACEIT", level: "ok", what: "the API key is accepted", fix: null }]),
		});
	});

	test("given any failure, then no secret is printed", async () => {
		const env = {
			...wellEnv(),
			DISCORD_TOKEN: "wrong-token-1234",
			FACEIT_API_KEY: "wrong-key-1234",
			PUBLIC_URL: "http://127.0.0.1:1",
		};
		const { code, out, err } = await said(["doctor"], env);
		expect(code).toBe(2);
		for (const secret of ["wrong-token-1234", "wrong-key-1234", webhookSecret]) expect(out + err).not.toContain(secret);
	});
});

describe("settings", () => {
	test("given wrong ones, then each is an error, and it ends with 2", async () => {
		const { code, out } = await said(["doctor"], { ...wellEnv(), PORT: "none", LINGER_SECONDS: "-1" });
		expect(code).toBe(2);
		expect(out).toMatch(
			/error {4}configuration: PORT must be .*\n {9}→ .*\nerror {4}configuration: LINGER_SECONDS must/,
		);
	});

	test("given no PUBLIC_URL, or one without TLS, then it warns, and ends with 1", async () => {
		const none = await complaints("configuration", { ...noLogin, PUBLIC_URL: "", PORT: new URL(world.app.url).port });
		expect(none).toEqual({ code: 1, found: [expect.stringContaining("warning: PUBLIC_URL is not set")] });
		const { found } = await complaints("configuration", { PUBLIC_URL: "http://comms.invalid" });
		expect(found).toEqual([expect.stringContaining("travels unprotected")]);
	});
});

describe("the database", () => {
	test("given none yet, a foreign one or no folder, then it says which", async () => {
		const foreign = join(world.folder, "foreign.db");
		writeFileSync(foreign, "this is no database, whatever its name says");
		const at = (path: string) => complaints("database", { DATABASE_PATH: path });
		const [none, broken, nowhere] = await Promise.all([
			at(join(world.folder, "none.db")),
			at(foreign),
			at("/nowhere/a.db"),
		]);
		expect(none).toEqual({ code: 1, found: [expect.stringContaining("warning: there is none at")] });
		expect(broken).toEqual({ code: 2, found: [expect.stringContaining("is not a SQLite database")] });
		expect(nowhere).toEqual({ code: 2, found: [expect.stringContaining("error: the folder /nowhere")] });
	});

	test("given no backup, an old one, or none wanted, then it warns", async () => {
		const empty = join(world.folder, "no-backups");
		const old = join(world.folder, "old-backups");
		mkdirSync(empty);
		mkdirSync(old);
		backUpAt(Date.now() - 3 * 86_400_000, old);
		const [none, stale, off] = await Promise.all([
			complaints("backup", { BACKUP_DIR: empty }),
			complaints("backup", { BACKUP_DIR: old }),
			complaints("backup", { BACKUP_KEEP: "0" }),
		]);
		expect(none).toEqual({ code: 1, found: [expect.stringContaining("there is none in")] });
		expect(stale.found).toEqual([expect.stringContaining("the last is 72 h old")]);
		expect(off.found).toEqual([expect.stringContaining("none is made")]);
	});

	test("given an event that could not be read, then it names the list", async () => {
		await world.post({ event: "match_status_ready", event_id: "unreadable", payload: {} });
		await world.eventually(() => world.lines.some((line) => line.includes("event not readable")), "it is processed");
		const { code, found } = await complaints("inbox");
		expect(code).toBe(1);
		expect(found).toEqual(["warning: 1 could not be read → see why with `faceit-comms inbox list`"]);
		rewrite(world.config.databasePath, "DELETE FROM inbox");

		const stuck = join(world.folder, "stuck.db");
		openStore(stuck).close();
		const columns = "(event_key, event, body, state, received_at)";
		rewrite(stuck, `INSERT INTO inbox ${columns} VALUES ('a', 'b', '{}', 'kept', unixepoch() * 1000 - 90000)`);
		expect((await complaints("inbox", { DATABASE_PATH: stuck })).found).toEqual([
			expect.stringContaining("warning: 1 wait, the oldest for more than a minute"),
		]);
	});
});

function rewrite(path: string, sql: string): void {
	const store = openBeside(path);
	store.sqlite.run(sql);
	store.close();
}

describe("Discord", () => {
	test("given a token that is not accepted, no answer, or nonsense, then it tells them apart", async () => {
		const token = await complaints("Discord", { DISCORD_TOKEN: "wrong-token" });
		expect(token).toEqual({
			code: 2,
			found: [expect.stringContaining("error: the token is not accepted → copy a new token")],
		});
		const away = await complaints("Discord", { DISCORD_API_URL: "http://127.0.0.1:1/api" });
		expect(away.found).toEqual([expect.stringContaining("cannot be asked")]);
		const fault = world.discord.fault(
			{ path: "/users/@me", times: 1 },
			{ status: 200, html: "<html>captive portal</html>" },
		);
		expect((await complaints("Discord")).found).toEqual([expect.stringContaining("its answer is not Discord's")]);
		fault.remove();
	});

	test("given few sign-ins left, then it does not take one", async () => {
		const limit = { total: 1000, remaining: 3, reset_after: 7_200_000, max_concurrency: 1 };
		const body = { url: "ws://127.0.0.1:1", shards: 1, session_start_limit: limit };
		const fault = world.discord.fault({ path: "/gateway/bot", times: 1 }, { status: 200, body });
		const { found } = await complaints("Discord");
		fault.remove();
		expect(found).toEqual([
			expect.stringContaining(
				"error: 3 of 1000 sign-ins are left today → find out what restarts so often; there are new ones in 2 h",
			),
		]);
	});
});

describe("FACEIT", () => {
	test("given 401, 403, 429, HTML or no answer, then it tells them apart", async () => {
		const rows = [
			[{ status: 403, json: { errors: [] } }, "error: the API key may not use the Data API (403)"],
			[{ status: 429, json: { errors: [] } }, "warning: FACEIT allows no more calls"],
			[{ status: 403, html: "<html>Attention Required</html>" }, "and not as FACEIT's API does"],
			[{ status: 500, json: { errors: [] } }, "answers 500"],
		] as const;
		for (const [kind, says] of rows) {
			const heal = world.faceit.fault({ path: "/search/players" }, kind);
			expect((await complaints("FACEIT")).found).toEqual([expect.stringContaining(says)]);
			heal();
		}
		const wrong = await complaints("FACEIT", { FACEIT_API_KEY: "wrong-key" });
		expect(wrong).toEqual({ code: 2, found: [expect.stringContaining("error: the API key is not accepted (401)")] });
		const away = await complaints("FACEIT", { FACEIT_API_URL: "http://127.0.0.1:1" });
		expect(away.found).toEqual([expect.stringContaining("cannot be asked")]);
	});
});

describe("FACEIT's login", () => {
	test("given it is set up, then the redirect URL is printed, and what a claim is worth", async () => {
		const { out } = await said(["doctor"], wellEnv());
		expect(out).toContain(`to be registered at FACEIT is ${world.app.url}/auth/faceit/callback`);
		expect(out).toContain(
			"a new claim lets nobody into a room until it is proven, one from before does for 14 days more",
		);
		expect(out).not.toContain("client-secret");
	});

	test("given it is not set up, then it warns of what anyone can do, and says what helps", async () => {
		const { code, found } = await complaints("login", noLogin);
		expect(code).toBe(1);
		expect(found).toEqual([expect.stringContaining("warning: FACEIT's login is not set up: anyone can claim any")]);
		expect(found[0]).toContain("/setup (People: only proven accounts count) and /staff verify");
	});

	test("given it answers with a page, an error or not at all, then nobody can prove an account", async () => {
		const rows = [
			[new Response("<html>Attention Required</html>", { status: 200 }), "answers 200, and not as it should"],
			[Response.json({ message: "no" }, { status: 503 }), "answers 503"],
		] as const;
		for (const [answer, says] of rows) {
			const stand = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => answer });
			const { code, found } = await complaints("login", { FACEIT_AUTH_URL: `http://127.0.0.1:${stand.port}` });
			await stand.stop(true);
			expect({ code, found }).toEqual({ code: 2, found: [expect.stringContaining(says)] });
		}
		const { found } = await complaints("login", { FACEIT_AUTH_URL: "http://127.0.0.1:1" });
		expect(found).toEqual([expect.stringContaining("cannot be asked")]);
	});

	test("given the proxy passes the login pages to nobody, or the program there has none, then it says so", async () => {
		const off = "<title>No login here · faceit-comms</title>";
		const rows = [
			[new Response("Not found", { status: 404 }), "let the proxy pass /auth/faceit/start"],
			[new Response(off, { status: 404 }), "the program that runs has no login set up"],
		] as const;
		for (const [answer, says] of rows) {
			const stand = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => answer.clone() });
			const { found } = await complaints("login", { PUBLIC_URL: `http://127.0.0.1:${stand.port}` });
			await stand.stop(true);
			expect(found).toEqual([expect.stringContaining(says)]);
		}
		const { found } = await complaints("login", { PUBLIC_URL: "http://127.0.0.1:1" });
		expect(found).toEqual([expect.stringContaining("cannot be reached")]);
	});
});

describe("FACEIT's last event", () => {
	const own = "faceit_comms_test";
	const rows: readonly (readonly [given: string, events: readonly (readonly [string, number])[], finding: object])[] = [
		["none", [], { level: "warning", what: "FACEIT has sent nothing yet, or nothing in the last 7 days" }],
		["only our own", [[own, 0]], { level: "warning", what: expect.stringContaining("has sent nothing yet") }],
		[
			"one before our own",
			[
				["match_status_ready", 5],
				["faceit_comms_close", 4],
				[own, 0],
			],
			{ level: "ok", what: "FACEIT's last event came 5 h ago (match_status_ready)", fix: null },
		],
		["one of Tuesday", [["match_status_finished", 96]], { level: "ok", what: expect.stringContaining("4 days ago") }],
		[
			"one of last week",
			[["match_status_finished", 200]],
			{ level: "warning", what: expect.stringContaining("8 days") },
		],
	];

	test.each(rows)("given %s, then it says when, and warns of a long silence", (given, events, finding) => {
		const path = join(world.folder, `heard-${given.replaceAll(" ", "-")}.db`);
		openStore(path).close();
		const now = 1_800_000_000_000;
		for (const [at, [event, hours]] of events.entries()) {
			const columns = "(event_key, event, body, state, received_at)";
			rewrite(
				path,
				`INSERT INTO inbox ${columns} VALUES ('${at}', '${event}', '{}', 'done', ${now - hours * 3_600_000})`,
			);
		}
		const found = checkLastEvent({ ...world.config, databasePath: path }, now);
		expect(found).toEqual([expect.objectContaining({ about: "webhook", ...finding })]);
	});

	test("given a silence, then it says what to look at: on, address, header, subscription, events", () => {
		const path = join(world.folder, "silent.db");
		openStore(path).close();
		const http = { ...world.config.http, publicUrl: "https://comms.example.com" };
		const [{ fix } = { fix: null }] = checkLastEvent({ ...world.config, http, databasePath: path }, 0);
		for (const word of [
			"be on",
			"https://comms.example.com/faceit-webhook",
			"X-Webhook-Secret",
			"subscription",
			"match_",
		])
			expect(fix).toContain(word);
	});

	test("given many of our own, when the last of FACEIT's is looked for, then from the end, and nothing is sorted", () => {
		const store = openBeside(world.config.databasePath);
		const plan = store.sqlite.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${lastEventQuery}`).all();
		store.close();
		expect(plan.map(({ detail }) => detail)).toEqual(["SCAN inbox"]);
	});

	test("given no database, then that is said once, elsewhere", async () => {
		expect((await complaints("webhook", { DATABASE_PATH: join(world.folder, "none.db") })).found).toEqual([]);
	});
});

describe("what the public address shows", () => {
	test("given metrics on it, then it warns; given none, or nothing there, then it finds nothing", async () => {
		expect(await checkExposure(world.app.url)).toEqual([
			expect.objectContaining({ level: "warning", what: expect.stringContaining(`at ${world.app.url}/metrics`) }),
		]);
		const proxy = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(null, { status: 404 }) });
		expect(await checkExposure(`http://127.0.0.1:${proxy.port}`)).toEqual([]);
		await proxy.stop(true);
		expect(await checkExposure("http://127.0.0.1:1")).toEqual([]);
	});
});

describe("the way in", () => {
	const about = "way in";

	test("given another secret, database or nothing there, then it says what that means", async () => {
		const other = join(dirname(world.config.databasePath), "another.db");
		openStore(other).close();
		const [secret, database, nothing, name] = await Promise.all([
			complaints(about, { FACEIT_WEBHOOK_SECRET: "another-secret-that-is-long-enough" }),
			complaints(about, { DATABASE_PATH: other }),
			complaints(about, { PUBLIC_URL: "http://127.0.0.1:1" }),
			complaints(about, { PUBLIC_URL: "http://faceit-comms.invalid" }),
		]);
		expect(secret).toEqual({
			code: 2,
			found: [expect.stringContaining("answers 401: the program there has another secret")],
		});
		expect(database.found).toEqual([expect.stringContaining("another program answers there")]);
		expect(nothing.found).toEqual([expect.stringContaining("nothing answers at 127.0.0.1:1")]);
		expect(name.found).toEqual([expect.stringContaining("the name faceit-comms.invalid is not known")]);
	});

	test("given two secrets, then both are tried", async () => {
		const env = { FACEIT_WEBHOOK_SECRET: `${webhookSecret},another-secret-that-is-long-enough` };
		const { found } = await complaints(about, env);
		expect(found).toEqual([expect.stringContaining("with the second secret answers 401")]);
	});

	test("given a proxy that answers itself, then each answer has its meaning", async () => {
		const rows: readonly (readonly [status: number, says: string])[] = [
			[301, "it sends on to https://elsewhere.example"],
			[403, "something before the program turns it away"],
			[404, "no faceit-comms is there"],
			[502, "the proxy does not reach the program"],
			[503, "a delivery cannot be kept now"],
			[200, "which faceit-comms never does"],
		];
		for (const [status, says] of rows) {
			const proxy = Bun.serve({
				port: 0,
				hostname: "127.0.0.1",
				fetch: () => new Response("a page", { status, headers: { location: "https://elsewhere.example" } }),
			});
			const { found } = await complaints(about, { PUBLIC_URL: `http://127.0.0.1:${proxy.port}` });
			await proxy.stop(true);
			expect(found).toEqual([expect.stringContaining(says)]);
		}
	});

	test("given no TLS where TLS should be, then it says so", async () => {
		const { found } = await complaints(about, { PUBLIC_URL: world.app.url.replace("http:", "https:") });
		expect(found).toEqual([expect.stringContaining("the certificate of 127.0.0.1:")]);
	});
});
