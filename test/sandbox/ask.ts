// Calls of the sandbox's REST API as the bot would make them, in process.
import { z } from "zod";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";

const answer = z.looseObject({ code: z.number().optional(), errors: z.record(z.string(), z.unknown()).optional() });

export type Answered = {
	status: number;
	/** Discord's error code */
	code: number | undefined;
	/** the codes of all fields that do not fit, by field */
	fields: Record<string, string[]>;
	json: unknown;
	headers: Headers;
};

export function asker(discord: DiscordSandbox) {
	return async (method: string, path: string, body?: unknown): Promise<Answered> => {
		const isForm = body instanceof FormData;
		const headers = {
			authorization: `Bot ${discord.token}`,
			...(isForm || body === undefined ? {} : { "content-type": "application/json" }),
		};
		const sent = isForm ? body : JSON.stringify(body);
		const init = { method, headers, ...(body !== undefined && { body: sent }) };
		const response = await discord.answer(new Request(`${discord.url}/v10${path}`, init));
		const isJson = response.headers.get("content-type")?.includes("json") === true;
		const json: unknown = isJson ? await response.json() : undefined;
		const { code, errors = {} } = answer.safeParse(json).data ?? {};
		const fields = Object.entries(errors).map(([field, error]) => [field, codesIn(error)]);
		return { status: response.status, code, fields: Object.fromEntries(fields), json, headers: response.headers };
	};
}

function codesIn(error: unknown): string[] {
	if (typeof error !== "object" || error === null) return [];
	if ("code" in error && typeof error.code === "string") return [error.code];
	return Object.values(error).flatMap(codesIn);
}

/** A message with a file for each name, as multipart/form-data. */
export function withFiles(message: object, names: readonly string[]): FormData {
	const form = new FormData();
	const attachments = names.map((filename, id) => ({ id, filename }));
	form.set("payload_json", JSON.stringify({ ...message, attachments }));
	for (const [id, name] of names.entries()) form.set(`files[${id}]`, new Blob(["x"]), name);
	return form;
}
