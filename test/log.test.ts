import { expect, test } from "bun:test";
import { DiscordAPIError } from "@discordjs/rest";
import { createLog, type LogSettings, lineFormat } from "../src/log.ts";

const secret = 'Kx9/+ü"q\\z=7 &w';
const token = "MTIz.abc-DEF_ghi.JKLmno";

function recorded(settings: Partial<LogSettings> = {}) {
	const lines: string[] = [];
	const write = (line: string) => lines.push(line);
	const log = createLog({ level: "debug", secrets: [secret, token], write, ...settings });
	return { log, lines, text: () => lines.join("") };
}

test("given JSON, when something is logged, then it is one line with ISO time, level name and the ids of the match", () => {
	const { log, lines } = recorded();
	log.child({ match: "1-abc", guild: "42" }).info({ room: "4F2A" }, "room opened");
	expect(lines).toHaveLength(1);
	expect(lines[0]).toEndWith("\n");
	expect(JSON.parse(lines[0] ?? "")).toEqual({
		level: "info",
		time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
		match: "1-abc",
		guild: "42",
		room: "4F2A",
		msg: "room opened",
	});
});

test("given a level, when something below it is logged, then nothing is written", () => {
	const { log, lines } = recorded({ level: "warn" });
	log.info("not this");
	log.warn("this");
	expect(lines).toHaveLength(1);
});

test("given pretty, when something is logged, then it is one readable coloured line", async () => {
	const { log, lines } = recorded({ show: await lineFormat("pretty") });
	log.info({ match: "1-abc" }, "room opened");
	expect(lines).toHaveLength(1);
	expect(lines[0]).toContain("\u001b[");
	expect(Bun.stripANSI(lines[0] ?? "")).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: room opened \{"match":"1-abc"\}\n$/);
});

const forms: readonly (readonly [string, string])[] = [
	["as it is", secret],
	["in a sentence", `the header was ${secret}, not another`],
	["in an address", `https://x.example/hook?q=${encodeURIComponent(secret)}`],
	["in an address in small letters", `https://x.example/hook?q=${encodeURIComponent(secret).toLowerCase()}`],
	["in a form", new URLSearchParams({ q: secret }).toString()],
	["in JSON", JSON.stringify({ q: secret })],
	["in base 64", Buffer.from(secret).toString("base64")],
];

test.each(forms)("given a known secret %s, when it is logged anywhere, then no line holds it", async (_, text) => {
	for (const format of ["json", "pretty"] as const) {
		const { log, text: logged } = recorded({ show: await lineFormat(format) });
		log.info(text);
		log.child({ bound: text }).info({ deep: [{ deeper: text }] }, "fields");
		log.error({ err: new Error(text, { cause: new Error(text) }) }, "failed");
		log.error(new Error(text));
		const unescaped = logged().replaceAll("\\", "");
		for (const [, form] of forms) {
			expect(logged()).not.toContain(form);
			expect(unescaped).not.toContain(form.replaceAll("\\", ""));
		}
		expect(logged()).toContain("[redacted]");
	}
});

test("given a secret that begins another, when both are logged, then nothing of the longer one remains", () => {
	const { log, text } = recorded({ secrets: ["hunter22", "hunter22-and-more"] });
	log.info("hunter22-and-more");
	expect(text()).not.toContain("and-more");
});

const places: readonly (readonly [string, string])[] = [
	["a bearer header", "Authorization: Bearer QmVhcmVy"],
	["a bearer header of small letters", "sent Bearer qmvhcmvyqmvh"],
	["a basic header", "got Basic QmVhcmVy"],
	["a bot header", "Bot QmVhcmVyQmVhcmVyQmVhcmVy.x"],
	["headers as an object", '{"authorization":"Bot QmVhcmVy","accept":"*/*"}'],
	["the webhook's secret in an address", "POST /faceit-webhook?secret=QmVhcmVy&x=1"],
	["a login's code", "GET /auth/faceit/callback?code=QmVhcmVy&state=QmVhcmVy"],
	["a token request", "grant_type=authorization_code&code=QmVhcmVy&code_verifier=QmVhcmVy"],
	["a token answer", '{"access_token":"QmVhcmVy","refresh_token":"QmVhcmVy","expires_in":3600}'],
	["a client's secret", "client_id=a&client_secret=QmVhcmVy"],
];

test.each(places)("given %s with an unknown credential, when it is logged, then it is taken out", (_, text) => {
	const { log, text: logged } = recorded();
	log.info(text);
	log.info({ text }, "fields");
	expect(logged().toLowerCase()).not.toContain("qmvhcmvy");
});

test("given words that only look like credentials, when they are logged, then they stay", () => {
	const { log, text } = recorded();
	const words = "Bot started, Basic authentication is off, no Bearer token given, Discord answered code=50013";
	log.info(words);
	expect(text()).toContain(words);
});

test("given a redacted line, when it is read by a machine, then it is still JSON", () => {
	const { log, lines } = recorded();
	for (const [, text] of [...forms, ...places]) log.info({ text, [text]: text }, text);
	for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
});

test("given a fault of discord.js, when it is logged, then its request and answer are not", () => {
	const { log, lines, text } = recorded();
	const fault = new DiscordAPIError(
		{ code: 50013, message: "Missing Permissions" },
		50013,
		403,
		"PATCH",
		"https://discord.com/api/v10/guilds/1/members/2",
		{ body: { nick: "PAYLOAD" }, files: undefined },
	);
	Object.assign(fault, { answer: "PAYLOAD" });
	log.warn({ err: fault }, "not moved");
	log.warn({ failures: [fault] }, "not moved");
	log.warn(fault);
	expect(text()).not.toContain("PAYLOAD");
	expect(JSON.parse(lines[0] ?? "").err).toEqual({
		type: "DiscordAPIError[50013]",
		message: "Missing Permissions",
		stack: expect.stringContaining("Missing Permissions"),
		code: 50013,
	});
});

test("given an error without a message to it, when it is logged with its cause, then both are told", () => {
	const { log, lines } = recorded();
	log.error(new Error("the room was not opened", { cause: new TypeError("no answer") }));
	expect(JSON.parse(lines[0] ?? "")).toMatchObject({
		level: "error",
		msg: "the room was not opened",
		err: { type: "Error", cause: { type: "TypeError", message: "no answer" } },
	});
});

test("given a process that exits at once, when it logged before, then nothing is lost", () => {
	const program = `
		import { createLog } from ${JSON.stringify(`${import.meta.dir}/../src/log.ts`)};
		const log = createLog({ level: "info", secrets: [] });
		for (let n = 0; n < 2000; n++) log.info({ n }, "a line of some length, so that a pipe is filled by all of them");
		process.exit(3);`;
	const run = Bun.spawnSync([process.execPath, "-e", program]);
	expect(run.exitCode).toBe(3);
	expect(run.stdout.toString().trim().split("\n")).toHaveLength(2000);
});
