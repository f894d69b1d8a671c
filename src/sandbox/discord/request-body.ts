// What a request says: JSON, or JSON as a part of a form when files come along, and the reason for the audit log.
import { formBody, Refusal, refusals } from "./refusals.ts";
import { withUploads } from "./uploads.ts";

const BROKEN = Symbol("not JSON");
const MAX_REASON = 512;

/** What cannot be read is returned as well, and refused by `checkRequest`: the call is in the log before it is judged. */
export async function readBody(request: Request): Promise<unknown> {
	if (!isForm(request)) return parsed(await request.text());
	const form = await request.formData();
	const part = form.get("payload_json");
	try {
		return await withUploads(parsed(typeof part === "string" ? part : ""), form);
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
}

function parsed(text: string): unknown {
	if (text === "") return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return BROKEN;
	}
}

export function checkRequest(request: Request, body: unknown): void {
	if (body === BROKEN) throw refusals.brokenJson();
	if (body instanceof Refusal) throw body;
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
