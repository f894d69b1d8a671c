// The files of a message, and whether those that come along with it can be seen.
import { isLayout, type MessageBody } from "./message-body.ts";
import { type Part, partsIn } from "./parts.ts";
import { formBody } from "./refusals.ts";
import type { Ask } from "./route.ts";
import { unfit } from "./uploads.ts";
import type { Message, World } from "./world.ts";

const PREFIX = "attachment://";

/** The files that a message has once it is sent or edited, of those it `had`. */
export function filesIn(world: World, { attachments }: MessageBody, had: Message["files"]): Message["files"] {
	return (attachments ?? []).map(({ id, upload }) => {
		const file = upload === undefined ? had.find((each) => each.id === id) : { id: world.newId(), ...upload };
		if (file === undefined) throw unfit(`There is no file ${id}`);
		return file;
	});
}

/** Whatever a part of the message shows has to come along with it; throws a Refusal. */
export function checkReferences({ components, files }: Pick<Message, "components" | "files">): void {
	const strange = named(components).find((name) => !files.some(({ filename }) => filename === name));
	if (strange === undefined) return;
	const code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND";
	throw formBody([[["components"], { code, message: `There is no attachment ${strange}` }]]);
}

/**
 * With a layout, a file is only seen where a part shows it ("Attachments won't show by default", Component Reference):
 * allowed, but nothing that anybody would want.
 */
export function blameUnseen({ blame }: Pick<Ask, "blame">, { flags, components, files }: Message): void {
	const shown = new Set(named(components));
	const unseen = isLayout(flags) ? files.filter(({ filename }) => !shown.has(filename)) : [];
	if (unseen.length > 0) blame(`files that no part shows: ${unseen.map(({ filename }) => filename).join(", ")}`);
}

/** The files that parts of the message show. */
function named(components: unknown): string[] {
	return [...partsIn(components)]
		.flatMap(addressesOf)
		.filter((address) => address.startsWith(PREFIX))
		.map((address) => address.slice(PREFIX.length));
}

function addressesOf({ media, file, items }: Part): string[] {
	const all: unknown[] = [media, file, ...(Array.isArray(items) ? items.map(mediaOf) : [])];
	return all.flatMap((each) => {
		const isMedia = typeof each === "object" && each !== null && "url" in each;
		return isMedia && typeof each.url === "string" ? [each.url] : [];
	});
}

function mediaOf(item: unknown): unknown {
	return typeof item === "object" && item !== null && "media" in item ? item.media : undefined;
}
