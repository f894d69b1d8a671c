// What a route is: a pattern, the buckets it draws from, and what it does with a call that got that far.
import type { z } from "zod";
import type { Call } from "./calls.ts";
import type { Rule } from "./limits.ts";
import { formBody } from "./refusals.ts";

export type Ask = {
	call: Call;
	body: unknown;
	query: URLSearchParams;
	param: (name: string) => string;
	/** Notes what a careful bot would not have sent, although Discord lets it pass. */
	blame: (what: string) => void;
};

export type Route = {
	/** "PATCH /channels/:channel" */
	on: string;
	/** without a bot token: the path carries one (interactions, webhooks) */
	open?: true;
	limits?: (ask: Ask) => Rule[];
	/** What it returns is the answer; nothing is 204. */
	act: (ask: Ask) => object | undefined | Promise<object | undefined>;
};

export type Match = { route: Route; pattern: string; params: Map<string, string> };
export type FindRoute = (method: string, path: string) => Match | undefined;

/** Patterns are taken apart only once: every call is matched against many. */
export function routeFinder(routes: Route[]): FindRoute {
	const candidates = new Map<string, { route: Route; pattern: string; parts: string[] }[]>();
	const key = (method: string, parts: string[]) => `${method} ${parts.length}`;
	for (const route of routes) {
		const [method = "", pattern = ""] = route.on.split(" ");
		const parts = pattern.split("/");
		const others = candidates.get(key(method, parts)) ?? [];
		candidates.set(key(method, parts), [...others, { route, pattern, parts }]);
	}
	return (method, path) => {
		const asked = path.split("/").map(unescaped);
		const found = candidates.get(key(method, asked))?.find(({ parts }) => fits(parts, asked));
		return found && { route: found.route, pattern: found.pattern, params: paramsOf(found.parts, asked) };
	};
}

/** discord.js escapes the @ of @original. What is no escape stands for itself, and is no route. */
function unescaped(part: string): string {
	try {
		return part.includes("%") ? decodeURIComponent(part) : part;
	} catch {
		return part;
	}
}

function fits(parts: string[], asked: string[]): boolean {
	return parts.every((part, at) => part.startsWith(":") || part === asked[at]);
}

function paramsOf(parts: string[], asked: string[]): Map<string, string> {
	const params = new Map<string, string>();
	for (const [at, part] of parts.entries()) if (part.startsWith(":")) params.set(part.slice(1), asked[at] ?? "");
	return params;
}

/**
 * Reads a body as Discord does: unknown fields are ignored (but held against the bot, since they are misspelt),
 * anything else that does not fit is 50035.
 */
export function read<T>(ask: Ask, schema: z.ZodType<T>): T {
	const result = schema.safeParse(ask.body ?? {});
	if (result.success) return result.data;
	const strangers = result.error.issues.filter((issue) => issue.code === "unrecognized_keys");
	if (strangers.length < result.error.issues.length) {
		const wrong = result.error.issues.filter((issue) => issue.code !== "unrecognized_keys");
		throw formBody(wrong.map((issue) => [issue.path, { code: errorCode(issue), message: issue.message }]));
	}
	for (const { keys, path } of strangers) {
		ask.blame(`unknown fields ${[...path, keys.join(", ")].join(".")}`);
	}
	const known = without(ask.body, strangers);
	return read({ ...ask, body: known }, schema);
}

type Stranger = { keys: string[]; path: PropertyKey[] };

function without(body: unknown, strangers: Stranger[]): unknown {
	const copy: unknown = structuredClone(body);
	for (const { keys, path } of strangers) {
		const holder = path.reduce<unknown>((node, key) => (isObject(node) ? Reflect.get(node, key) : undefined), copy);
		if (isObject(holder)) for (const key of keys) Reflect.deleteProperty(holder, key);
	}
	return copy;
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}

function errorCode(issue: z.core.$ZodIssue): string {
	switch (issue.code) {
		case "too_big":
		case "too_small":
			return issue.origin === "number" ? "NUMBER_TYPE_RANGE" : "BASE_TYPE_BAD_LENGTH";
		case "invalid_type":
			return issue.input === undefined ? "BASE_TYPE_REQUIRED" : "BASE_TYPE_INVALID";
		case "custom":
			return String(issue.params?.code ?? "BASE_TYPE_INVALID");
		default:
			return "BASE_TYPE_INVALID";
	}
}
