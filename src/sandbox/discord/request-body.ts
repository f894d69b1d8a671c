// What a request says: JSON, or JSON as a part of a form when files come along, and the reason for the audit log.
import { formBody, refusals } from "./refusals.ts";

const BROKEN = Symbol("not JSON");
const MAX_REASON = 512;

/** "The file upload size limit applies to each file in a request" (Discord docs, Uploading Files); without boosts, bytes. */
const MAX_FILE = 10 * 1024 * 1024;

export async function readBody(request: Request): Promise<unknown> {
	if (!isForm(request)) return parsed(await request.text());
	const form = await request.formData();
	const part = form.get("payload_json");
	return withFiles(parsed(typeof part === "string" ? part : ""), form);
}

function parsed(text: string): unknown {
	if (text === "") return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return BROKEN;
	}
}

/** Puts what was uploaded beside what is declared about it. Each file that is declared has to be there, and the other way. */
async function withFiles(body: unknown, form: FormData): Promise<unknown> {
	const parts = [...form].flatMap(([name, file]) => (file instanceof File ? [{ name, file }] : []));
	if (typeof body !== "object" || body === null) return BROKEN;
	const declared = "attachments" in body && Array.isArray(body.attachments) ? body.attachments : [];
	const attachments = await Promise.all(
		parts.map(async ({ name, file }) => {
			const [, id] = /^files\[(\d+)\]$/.exec(name) ?? [];
			const isDeclared = declared.some((one) => String(one?.id) === id);
			if (id === undefined || !isDeclared || file.size > MAX_FILE) return undefined;
			return { id, filename: file.name, size: file.size, text: await file.text() };
		}),
	);
	const isWhole = attachments.every((one) => one !== undefined) && declared.length === attachments.length;
	return isWhole ? { ...body, attachments } : BROKEN;
}

export function checkRequest(request: Request, body: unknown): void {
	if (body === BROKEN) throw refusals.brokenJson();
	const reason = readReason(request);
	if (reason === null || (reason.length > 0 && reason.length <= MAX_REASON)) return;
	throw formBody([[["reason"], { code: "BASE_TYPE_BAD_LENGTH", message: "Must be between 1 and 512 in length." }]]);
}

export function readReason(request: Request): string | null {
	const header = request.headers.get("x-audit-log-reason");
	try {
		return header === null ? null : decodeURIComponent(header);
	} catch {
		return header;
	}
}

function isForm(request: Request): boolean {
	return request.headers.get("content-type")?.startsWith("multipart/form-data") ?? false;
}
