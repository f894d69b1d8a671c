// What a request says: JSON, or JSON as a part of a form when files come along, and the reason for the audit log.
import { formBody, refusals } from "./refusals.ts";

const BROKEN = Symbol("not JSON");
const MAX_REASON = 512;

export async function readBody(request: Request): Promise<unknown> {
	const text = await (isForm(request) ? formText(request) : request.text());
	if (text === "") return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return BROKEN;
	}
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

async function formText(request: Request): Promise<string> {
	const part = (await request.formData()).get("payload_json");
	return typeof part === "string" ? part : "";
}
