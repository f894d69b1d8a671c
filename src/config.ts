// The environment, read and checked once. Inside the program there is only Config, in our own words.

import { dirname, join } from "node:path";
import { z } from "zod";
import { longestLingerMs } from "./guild.ts";
import { isNetwork, type TrustedProxy } from "./proxy.ts";

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const logFormats = ["pretty", "json"] as const;
const unusual = "has a space or an unusual character in it: copy it again, alone and in one piece";

export type LogLevel = (typeof logLevels)[number];
export type LogFormat = (typeof logFormats)[number];

/** The application at FACEIT by which players prove their account. */
export type FaceitLogin = { readonly clientId: string; readonly clientSecret: string };

/** Where backups are kept outside this machine: anything that speaks S3. */
export type BackupStorage = {
	readonly endpoint: string;
	readonly bucket: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly region: string;
	readonly prefix: string;
};

export type Config = {
	readonly discord: { readonly token: string; readonly apiUrl: string };
	readonly faceit: {
		readonly apiKey: string;
		readonly apiUrl: string;
		readonly accountsUrl: string;
		readonly authUrl: string;
		/** Null: verification is off. */
		readonly login: FaceitLogin | null;
	};
	/** Two secrets while one replaces the other. */
	readonly webhook: { readonly secrets: readonly string[]; readonly header: string };
	readonly http: {
		readonly host: string;
		/** 0: any free one. */
		readonly port: number;
		/** Without a trailing slash; null if no public address is configured. */
		readonly publicUrl: string | null;
		/** Null: metrics are served on `port`. */
		readonly metricsPort: number | null;
		/** Whose word is taken for a caller's address; null: nobody's. */
		readonly proxy: TrustedProxy | null;
		/** Null: the dashboard is off. */
		readonly adminToken: string | null;
	};
	readonly databasePath: string;
	/** How long rooms stay open after their match, unless a guild set its own. */
	readonly lingerMs: number;
	/** The age at which a match that never ended is treated as over. */
	readonly matchMaxMs: number;
	readonly log: { readonly level: LogLevel; readonly format: LogFormat };
	/** `keep` 0: no backups. `storage` null: in the folder only. */
	readonly backup: { readonly keep: number; readonly folder: string; readonly storage: BackupStorage | null };
};

export type ConfigRead =
	| { readonly ok: true; readonly config: Config }
	| { readonly ok: false; readonly problems: readonly string[] };

/** Each variable of the environment. A message is what follows the variable's name; it never contains the value. */
const environment = z.object({
	DISCORD_TOKEN: secret(
		"is missing: copy the token from the page Bot of your application at https://discord.com/developers/applications",
	),
	FACEIT_API_KEY: secret(
		"is missing: create a server-side API key for your application at https://developers.faceit.com",
	),
	FACEIT_WEBHOOK_SECRET: webhookSecrets(
		"is missing: make one with `openssl rand -hex 32` and give the same to the webhook at https://developers.faceit.com",
	),
	FACEIT_WEBHOOK_HEADER: headerName("X-Webhook-Secret").default("X-Webhook-Secret"),
	PORT: count(0, 65_535).default(8000),
	HOST: z.string().default("0.0.0.0"),
	DATABASE_PATH: z.string().default("./faceit-comms.db"),
	LINGER_SECONDS: count(0, longestLingerMs / 1000).default(60),
	MATCH_MAX_HOURS: count(1, 72).default(12),
	PUBLIC_URL: url("https://comms.example.com").optional(),
	FACEIT_CLIENT_ID: secret().optional(),
	FACEIT_CLIENT_SECRET: secret().optional(),
	ADMIN_TOKEN: secret()
		.min(32, "is too short: it needs at least 32 characters; make one with `openssl rand -hex 32`")
		.optional(),
	METRICS_PORT: count(0, 65_535).optional(),
	TRUSTED_PROXY_HEADER: headerName("X-Forwarded-For").optional(),
	TRUSTED_PROXIES: networks().default(["private"]),
	LOG_LEVEL: oneOf(logLevels).default("info"),
	LOG_FORMAT: oneOf(logFormats).optional(),
	BACKUP_KEEP: count(0, 1000).default(7),
	BACKUP_DIR: z.string().optional(),
	BACKUP_S3_ENDPOINT: url("https://s3.eu-central-1.amazonaws.com").optional(),
	BACKUP_S3_BUCKET: z.string().optional(),
	BACKUP_S3_ACCESS_KEY_ID: secret().optional(),
	BACKUP_S3_SECRET_ACCESS_KEY: secret().optional(),
	BACKUP_S3_REGION: z.string().default("auto"),
	BACKUP_S3_PREFIX: z.string().default(""),
	DISCORD_API_URL: standIn("https://discord.com/api"),
	FACEIT_API_URL: standIn("https://open.faceit.com/data/v4"),
	FACEIT_ACCOUNTS_URL: standIn("https://accounts.faceit.com"),
	FACEIT_AUTH_URL: standIn("https://api.faceit.com/auth/v1"),
});

type Environment = z.infer<typeof environment>;
type Given = Readonly<Record<string, string | undefined>>;

/** The names of all variables that are read. */
export const variables: readonly string[] = Object.keys(environment.shape);

/** Reads and checks everything. A variable that is empty counts as not set. */
export function readConfig(env: Given, isTerminal = process.stdout.isTTY === true): ConfigRead {
	const given = withoutEmpty(env);
	// Compiling the schema takes longer than reading once what is read once.
	const read = environment.safeParse(given, { jitless: true });
	const problems = [
		...(read.error?.issues ?? []).map((issue) => `${issue.path.join(".")} ${issue.message}.`),
		...unfitting(given),
	];
	return read.success && problems.length === 0
		? { ok: true, config: configOf(read.data, isTerminal ? "pretty" : "json") }
		: { ok: false, problems };
}

/** Every value that must never be printed. */
export function secretsOf(config: Config): readonly string[] {
	const { discord, faceit, webhook, http, backup } = config;
	const secrets = [
		discord.token,
		faceit.apiKey,
		faceit.login?.clientSecret,
		...webhook.secrets,
		http.adminToken,
		backup.storage?.accessKeyId,
		backup.storage?.secretAccessKey,
	];
	return secrets.filter((secret) => typeof secret === "string");
}

function configOf(env: Environment, format: LogFormat): Config {
	return {
		discord: { token: env.DISCORD_TOKEN, apiUrl: env.DISCORD_API_URL },
		faceit: {
			apiKey: env.FACEIT_API_KEY,
			apiUrl: env.FACEIT_API_URL,
			accountsUrl: env.FACEIT_ACCOUNTS_URL,
			authUrl: env.FACEIT_AUTH_URL,
			login: loginOf(env),
		},
		webhook: { secrets: env.FACEIT_WEBHOOK_SECRET, header: env.FACEIT_WEBHOOK_HEADER },
		http: {
			host: env.HOST,
			port: env.PORT,
			publicUrl: env.PUBLIC_URL ?? null,
			metricsPort: env.METRICS_PORT ?? null,
			proxy: proxyOf(env),
			adminToken: env.ADMIN_TOKEN ?? null,
		},
		databasePath: env.DATABASE_PATH,
		lingerMs: env.LINGER_SECONDS * 1000,
		matchMaxMs: env.MATCH_MAX_HOURS * 3_600_000,
		log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT ?? format },
		backup: {
			keep: env.BACKUP_KEEP,
			folder: env.BACKUP_DIR ?? join(dirname(env.DATABASE_PATH), "backups"),
			storage: storageOf(env),
		},
	};
}

function loginOf(env: Environment): FaceitLogin | null {
	const { FACEIT_CLIENT_ID: clientId, FACEIT_CLIENT_SECRET: clientSecret } = env;
	return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
}

function proxyOf({ TRUSTED_PROXY_HEADER: header, TRUSTED_PROXIES: from }: Environment): TrustedProxy | null {
	return header === undefined ? null : { header, from };
}

function storageOf(env: Environment): BackupStorage | null {
	const {
		BACKUP_S3_ENDPOINT: endpoint,
		BACKUP_S3_BUCKET: bucket,
		BACKUP_S3_ACCESS_KEY_ID: accessKeyId,
		BACKUP_S3_SECRET_ACCESS_KEY: secretAccessKey,
		BACKUP_S3_REGION: region,
		BACKUP_S3_PREFIX: prefix,
	} = env;
	if (endpoint === undefined || bucket === undefined) return null;
	if (accessKeyId === undefined || secretAccessKey === undefined) return null;
	return { endpoint, bucket, accessKeyId, secretAccessKey, region, prefix };
}

/** What is wrong with variables that are each right on their own, but not together. */
function unfitting(given: Given): string[] {
	const login = ["FACEIT_CLIENT_ID", "FACEIT_CLIENT_SECRET"];
	const storage = ["BACKUP_S3_ENDPOINT", "BACKUP_S3_BUCKET", "BACKUP_S3_ACCESS_KEY_ID", "BACKUP_S3_SECRET_ACCESS_KEY"];
	const problems = [...apart(login, given), ...apart(storage, given)];
	if (given.PUBLIC_URL === undefined && login.every((name) => given[name] !== undefined)) {
		problems.push(
			"PUBLIC_URL is missing: with FACEIT_CLIENT_ID players come back from FACEIT's login to this address; " +
				"set it to where the world reaches this program, such as https://comms.example.com.",
		);
	}
	if (given.METRICS_PORT !== undefined && given.METRICS_PORT !== "0" && given.METRICS_PORT === (given.PORT ?? "8000")) {
		problems.push("METRICS_PORT is the same as PORT: choose another, or leave it out to serve /metrics on PORT.");
	}
	return problems;
}

/** One problem for each of `names` that is missing although others of them are set. */
function apart(names: readonly string[], given: Given): string[] {
	const present = names.filter((name) => given[name] !== undefined);
	if (present.length === 0) return [];
	return names
		.filter((name) => given[name] === undefined)
		.map((name) => `${name} is missing: it belongs to ${present.join(" and ")}; set all of them or none.`);
}

function withoutEmpty(env: Given): Given {
	const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined] as const);
	return Object.fromEntries(trimmed);
}

function secret(missing?: string) {
	return z.string(missing).refine(isPlainText, unusual);
}

/** True for text that fits in both a header and an address. */
function isPlainText(text: string): boolean {
	return /^[\x21-\x7e]*$/.test(text);
}

function headerName(example: string) {
	return z
		.string()
		.regex(/^[\w!#$%&'*+.^`|~-]+$/, `is not a header's name: use letters, digits and dashes, such as ${example}`);
}

function networks() {
	return z
		.string()
		.transform((text) => text.split(",").map((each) => each.trim()))
		.refine(
			(all) => all.every(isNetwork),
			"must be addresses or networks such as 10.0.0.0/8, separated by commas, or the word private",
		);
}

function webhookSecrets(missing: string) {
	return z
		.string(missing)
		.transform((text) => text.split(",").map((each) => each.trim()))
		.refine(
			(secrets) => secrets.length <= 2,
			"has more than two secrets: give the new and, while changing, the old one",
		)
		.refine(
			(secrets) => secrets.every((each) => each.length >= 32),
			"is too short: each secret needs at least 32 characters; make one with `openssl rand -hex 32`",
		)
		.refine((secrets) => secrets.every(isPlainText), unusual);
}

function count(min: number, max: number) {
	return z
		.string()
		.refine(
			(text) => /^\d{1,6}$/.test(text) && Number(text) >= min && Number(text) <= max,
			`must be a whole number from ${min} to ${max}`,
		)
		.transform(Number);
}

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
	return z.enum(choices, `must be one of ${choices.join(", ")}`);
}

function standIn(address: string) {
	return url(address).default(address);
}

function url(example: string) {
	return z
		.string()
		.refine(isPlainUrl, `must be an address like ${example}: with http or https, without a slash at its end`);
}

function isPlainUrl(text: string): boolean {
	const parsed = URL.parse(text);
	if (parsed === null || !/^https?:$/.test(parsed.protocol)) return false;
	return !text.endsWith("/") && parsed.search === "" && parsed.hash === "" && parsed.username === "";
}
