import { expect, test } from "bun:test";
import { join } from "node:path";
import { type Config, readConfig, secretsOf, variables } from "../src/config.ts";

const secretA = "a".repeat(32);
const secretB = "b".repeat(32);
const needed = { DISCORD_TOKEN: "discord-token", FACEIT_API_KEY: "api-key", FACEIT_WEBHOOK_SECRET: secretA };
const storage = {
	BACKUP_S3_ENDPOINT: "https://s3.example.com",
	BACKUP_S3_BUCKET: "backups",
	BACKUP_S3_ACCESS_KEY_ID: "access-key",
	BACKUP_S3_SECRET_ACCESS_KEY: "secret-access-key",
};

function configOf(env: Record<string, string | undefined>): Config {
	const read = readConfig({ ...needed, ...env });
	if (!read.ok) throw new Error(read.problems.join("\n"));
	return read.config;
}

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
	const read = readConfig({ ...needed, ...env });
	return read.ok ? [] : read.problems;
}

test("given only what is required, when the environment is read, then all else has its default", () => {
	expect(readConfig(needed, false)).toEqual({
		ok: true,
		config: {
			discord: { token: "discord-token", apiUrl: "https://discord.com/api" },
			faceit: {
				apiKey: "api-key",
				apiUrl: "https://open.faceit.com/data/v4",
				accountsUrl: "https://accounts.faceit.com",
				authUrl: "https://api.faceit.com/auth/v1",
				login: null,
			},
			webhook: { secrets: [secretA], header: "X-Webhook-Secret" },
			http: { host: "0.0.0.0", port: 8000, publicUrl: null, metricsPort: null, proxy: null, adminToken: null },
			databasePath: "./faceit-comms.db",
			lingerMs: 60_000,
			matchMaxMs: 12 * 3_600_000,
			log: { level: "info", format: "json" },
			backup: { keep: 7, folder: "backups", storage: null },
		},
	});
});

test("given a terminal and no format, when the environment is read, then lines are pretty unless told otherwise", () => {
	expect(readConfig(needed, true)).toMatchObject({ config: { log: { format: "pretty" } } });
	expect(readConfig({ ...needed, LOG_FORMAT: "json" }, true)).toMatchObject({ config: { log: { format: "json" } } });
});

test("given everything set, when the environment is read, then each value is in our own words", () => {
	const config = configOf({
		...storage,
		FACEIT_WEBHOOK_SECRET: `${secretA}, ${secretB}`,
		FACEIT_WEBHOOK_HEADER: "X-Secret",
		FACEIT_CLIENT_ID: "client",
		FACEIT_CLIENT_SECRET: "client-secret",
		PUBLIC_URL: "https://comms.example.com",
		PORT: "0",
		METRICS_PORT: "9091",
		ADMIN_TOKEN: secretB,
		LINGER_SECONDS: "0",
		MATCH_MAX_HOURS: "72",
		DATABASE_PATH: "/data/comms.db",
		BACKUP_KEEP: "0",
		BACKUP_S3_PREFIX: "eu/",
	});
	expect(config.webhook).toEqual({ secrets: [secretA, secretB], header: "X-Secret" });
	expect(config.faceit.login).toEqual({ clientId: "client", clientSecret: "client-secret" });
	expect(config.http).toMatchObject({ port: 0, metricsPort: 9091, publicUrl: "https://comms.example.com" });
	expect(config).toMatchObject({ lingerMs: 0, matchMaxMs: 259_200_000, databasePath: "/data/comms.db" });
	expect(config.backup).toEqual({
		keep: 0,
		folder: join("/data", "backups"),
		storage: {
			endpoint: "https://s3.example.com",
			bucket: "backups",
			accessKeyId: "access-key",
			secretAccessKey: "secret-access-key",
			region: "auto",
			prefix: "eu/",
		},
	});
});

test("given empty variables, when the environment is read, then they count as not set", () => {
	const blank = Object.fromEntries(variables.map((name) => [name, name.endsWith("_URL") ? "" : " "]));
	expect(readConfig({ ...blank, ...needed })).toEqual(readConfig(needed));
	expect(readConfig(blank)).toMatchObject({ ok: false, problems: { length: 3 } });
});

test("given many mistakes, when the environment is read, then each is named at once", () => {
	const problems = problemsOf({
		DISCORD_TOKEN: "",
		FACEIT_WEBHOOK_SECRET: "short",
		PORT: "65536",
		LINGER_SECONDS: "1.5",
		MATCH_MAX_HOURS: "73",
		PUBLIC_URL: "comms.example.com",
		FACEIT_CLIENT_ID: "client",
		ADMIN_TOKEN: "short",
		LOG_LEVEL: "loud",
		LOG_FORMAT: "xml",
		BACKUP_S3_BUCKET: "backups",
		DISCORD_API_URL: "ftp://discord.com",
	});
	const named = problems.map((problem) => problem.split(" ")[0]);
	expect(named.sort()).toEqual([
		"ADMIN_TOKEN",
		"BACKUP_S3_ACCESS_KEY_ID",
		"BACKUP_S3_ENDPOINT",
		"BACKUP_S3_SECRET_ACCESS_KEY",
		"DISCORD_API_URL",
		"DISCORD_TOKEN",
		"FACEIT_CLIENT_SECRET",
		"FACEIT_WEBHOOK_SECRET",
		"LINGER_SECONDS",
		"LOG_FORMAT",
		"LOG_LEVEL",
		"MATCH_MAX_HOURS",
		"PORT",
		"PUBLIC_URL",
	]);
	for (const problem of problems) expect(problem).toEndWith(".");
});

const refused: readonly (readonly [string, Record<string, string>, string])[] = [
	["three webhook secrets", { FACEIT_WEBHOOK_SECRET: `${secretA},${secretB},${secretA}` }, "more than two"],
	["a short second secret", { FACEIT_WEBHOOK_SECRET: `${secretA},short` }, "too short"],
	["a comma too many", { FACEIT_WEBHOOK_SECRET: `${secretA},` }, "too short"],
	["a token pasted with its scheme", { DISCORD_TOKEN: "Bot abc" }, "space"],
	["a key with a line break in it", { FACEIT_API_KEY: "abc\ndef" }, "space"],
	["a port below 0", { PORT: "-1" }, "whole number from 0 to 65535"],
	["a port in words", { PORT: "http" }, "whole number"],
	["a linger over an hour", { LINGER_SECONDS: "3601" }, "from 0 to 3600"],
	["a public address with a slash at its end", { PUBLIC_URL: "https://comms.example.com/" }, "without a slash"],
	["a public address of another protocol", { PUBLIC_URL: "ws://comms.example.com" }, "http or https"],
	["a login without a public address", { FACEIT_CLIENT_ID: "a", FACEIT_CLIENT_SECRET: "b" }, "PUBLIC_URL is missing"],
	["a header with a colon", { FACEIT_WEBHOOK_HEADER: "X-Secret:" }, "not a header's name"],
	["one port for both", { PORT: "9000", METRICS_PORT: "9000" }, "the same as PORT"],
	["the metrics on the port that is the default", { METRICS_PORT: "8000" }, "the same as PORT"],
];

test.each(refused)("given %s, when the environment is read, then one sentence says so", (_, env, words) => {
	const problems = problemsOf(env);
	expect(problems).toHaveLength(1);
	expect(problems[0]).toContain(words);
});

test("given wrong values, when the problems are told, then no value is among them", () => {
	const value = "VALUE_/:";
	const all = Object.fromEntries(variables.map((name) => [name, value]));
	const read = readConfig({ ...all, DISCORD_TOKEN: `${value} ${value}` });
	expect(read.ok).toBe(false);
	expect(JSON.stringify(read)).not.toContain(value);
});

test("given every secret set, when they are asked for, then each single one is named", () => {
	const config = configOf({
		...storage,
		FACEIT_WEBHOOK_SECRET: `${secretA},${secretB}`,
		FACEIT_CLIENT_ID: "client",
		FACEIT_CLIENT_SECRET: "client-secret",
		PUBLIC_URL: "https://comms.example.com",
		ADMIN_TOKEN: "t".repeat(32),
	});
	expect([...secretsOf(config)].sort()).toEqual(
		[
			"access-key",
			"api-key",
			"client-secret",
			"discord-token",
			"secret-access-key",
			secretA,
			secretB,
			"t".repeat(32),
		].sort(),
	);
	expect(secretsOf(configOf({}))).toEqual(["discord-token", "api-key", secretA]);
});

test("given the example file, when it is compared, then it names exactly the variables that are read", async () => {
	const example = await Bun.file(join(import.meta.dir, "../.env.example")).text();
	const named = [...example.matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name ?? "");
	expect(named.sort()).toEqual([...variables].sort());
});
