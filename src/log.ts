// The program's log: one line for each thing that happens, with its time and level, and never a secret.

import pino, { type Logger as PinoLogger } from "pino";
import type { LogFormat, LogLevel } from "./config.ts";

/** Lines about a match carry its ids: `log.child({ match, guild, room })`. An error goes in as `err`. */
export type Logger = PinoLogger;

export type LogSettings = {
	readonly level: LogLevel;
	/** Values that must not appear in any line, wherever they come from. */
	readonly secrets: readonly string[];
	/** Turns a line of JSON into what is written, as `lineFormat` gives it; JSON is written if left out. */
	readonly show?: (json: string) => string;
	/** Takes each finished line, its newline included; standard output unless said otherwise. */
	readonly write?: (line: string) => void;
};

const redacted = "[redacted]";
/** Anything shorter is no secret, and redacting it would garble ordinary sentences. */
const shortestSecret = 4;

/** Secrets that are not known beforehand, recognised by what comes before them. */
const secretPlaces: readonly RegExp[] = [
	/((?:["']|\b)(?:proxy-)?authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:Bearer|Bot|Basic)\s+)?)[^\s"'\\,}]+/gi,
	// "Bearer token" and "Basic authentication" are ordinary words.
	/(\b(?:Bearer|Basic)\s+)(?!(?:tokens?|auth\w*)\b)[^\s"'\\,;]{4,}/gi,
	/(\bBot\s+)[\w.-]{20,}/g,
	/((?:\b|_)(?:secret|token|code_verifier|password)=)[^&\s"'\\]+/gi,
	/([?&"'](?:code|state|key)=)[^&\s"'\\]+/gi,
	/(["'][\w-]*(?:secret|token|code_verifier|password)\\?["']\s*:\s*\\?["'])[^"'\\]+/gi,
];

export function createLog({ level, secrets, show, write = toStandardOutput() }: LogSettings): Logger {
	const redact = redaction(secrets);
	return pino(
		{
			level,
			base: null,
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (name) => ({ level: name }), log: withPlainErrors },
			// Errors are plain objects by then; pino's own serializer would take their stack for a second error.
			serializers: { err: (plain: unknown) => plain },
		},
		{
			write(line: string) {
				const safe = redact(line);
				write(show === undefined ? safe : show(safe));
			},
		},
	);
}

/** Takes the secrets out of a line of JSON. */
function redaction(secrets: readonly string[]): (line: string) => string {
	const forms = [...new Set(secrets.filter((secret) => secret.length >= shortestSecret).flatMap(formsOf))];
	// The longest first: one may be the beginning of another.
	forms.sort((a, b) => b.length - a.length);
	return (line) => {
		const withoutKnown = forms.reduce((text, form) => text.replaceAll(form, redacted), line);
		return secretPlaces.reduce((text, place) => text.replace(place, `$1${redacted}`), withoutKnown);
	};
}

/** How one value can look in a line: as it is, in an address or a form, in JSON (also inside other JSON), in base 64. */
function formsOf(secret: string): string[] {
	const encoded = encodeURIComponent(secret);
	const inForm = new URLSearchParams({ "": secret }).toString().slice(1);
	const base64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
	return [secret, encoded, encoded.toLowerCase(), inForm, inJson(secret), inJson(inJson(secret)), base64];
}

function inJson(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** Errors of discord.js carry the whole request; of any error only these few fields are logged. */
function withPlainErrors(fields: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
	if (value instanceof Error) return plainError(value);
	return Array.isArray(value) ? value.map(plain) : value;
}

type PlainError = { type: string; message: string; stack?: string; code?: string | number; cause?: PlainError };

function plainError(error: Error, depth = 0): PlainError {
	const code = "code" in error ? error.code : undefined;
	return {
		type: error.name,
		message: error.message,
		...(error.stack === undefined ? {} : { stack: error.stack }),
		...(typeof code === "string" || typeof code === "number" ? { code } : {}),
		...(error.cause instanceof Error && depth < 3 ? { cause: plainError(error.cause, depth + 1) } : {}),
	};
}

/** How lines of JSON are shown in this format. What draws them for a person is loaded only where it is asked for. */
export async function lineFormat(format: LogFormat): Promise<(json: string) => string> {
	if (format === "json") return (json) => json;
	const { prettyFactory } = await import("pino-pretty");
	return prettyFactory({ colorize: true, singleLine: true, translateTime: "SYS:HH:MM:ss.l" });
}

/** Written synchronously: the last line before an exit is the one that matters. */
function toStandardOutput(): (line: string) => void {
	const destination = pino.destination({ dest: 1, sync: true });
	return (line) => destination.write(line);
}
