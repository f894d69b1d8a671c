// The files that come along with a message: each part of the form belongs to one attachment that the message declares.
import { z } from "zod";
import { formBody, refusals } from "./refusals.ts";

/** `size` in bytes; `text` is the content read as UTF-8. */
const upload = z.object({ filename: z.string(), size: z.number(), text: z.string() });
export type Upload = z.infer<typeof upload>;

/** With its file beside it; without one, it names a file that the message has already. */
export const attachment = z.looseObject({
	id: z.union([z.string(), z.number()]).transform(String),
	upload: upload.optional(),
});

/** Holds for each file ("Uploading Files" in Discord's documentation), where nobody has paid for more; bytes. */
const MAX_FILE = 10 * 1024 * 1024;

const declaring = z.looseObject({ attachments: z.array(z.looseObject({ id: z.unknown() })).nullish() });

/** Puts each file beside what is declared about it; throws a Refusal where the two do not fit. */
export async function withUploads(body: unknown, form: FormData): Promise<unknown> {
	const { data } = z.looseObject({ data: z.looseObject({}) }).safeParse(body).data ?? {};
	// A callback has its message inside.
	if (typeof body === "object" && data !== undefined) return { ...body, data: await withFiles(data, form) };
	return withFiles(body, form);
}

async function withFiles(message: unknown, form: FormData): Promise<unknown> {
	const read = declaring.safeParse(message);
	// It is refused for its form, later on.
	if (!read.success) return message;
	const { attachments, ...rest } = read.data;
	const parts = [...form].flatMap(([name, file]) => (file instanceof File ? [{ name, file }] : []));
	const names = (attachments ?? []).map(({ id }) => `files[${id}]`);
	const undeclared = parts.some(({ name }) => !names.includes(name));
	if (undeclared || isRepeated(names) || isRepeated(parts.map(({ name }) => name)))
		throw unfit("Each file has to be declared once");
	if (parts.some(({ file }) => file.size > MAX_FILE)) throw refusals.tooLarge();
	const uploads = new Map<string, Upload>();
	for (const { name, file } of parts)
		uploads.set(name, { filename: file.name, size: file.size, text: await file.text() });
	return {
		...rest,
		attachments: attachments?.map((each) => ({ ...each, upload: uploads.get(`files[${each.id}]`) })),
	};
}

function isRepeated(names: readonly string[]): boolean {
	return new Set(names).size < names.length;
}

export function unfit(message: string) {
	return formBody([[["attachments"], { code: "BASE_TYPE_INVALID", message }]]);
}
