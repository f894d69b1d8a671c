// What holds for the parts of a message or a form together, at any depth.
import { customIds, type Part, partsIn, textsIn } from "./parts.ts";
import { isDistinct } from "./select-body.ts";

const MAX_PARTS = 40;
const MAX_TEXT = 4000;

export type Fault = { code: string; message: string };

/** Of Components V2. */
export function* layoutFaults(components: readonly unknown[]): Generator<Fault> {
	if ([...partsIn(components)].length > MAX_PARTS) {
		const code = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED";
		yield { code, message: `Total number of components cannot exceed ${MAX_PARTS}` };
	}
	if (textsIn(components).join("").length > MAX_TEXT) {
		const code = "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED";
		yield { code, message: `Components displayable text size exceeds maximum size of ${MAX_TEXT}` };
	}
}

export function* idFaults(components: readonly unknown[]): Generator<Fault> {
	if (!isDistinct(customIds(components)))
		yield { code: "COMPONENT_CUSTOM_ID_DUPLICATED", message: "Component custom id cannot be duplicated" };
	if (!isDistinct([...partsIn(components)].flatMap(({ id }) => givenId(id))))
		yield { code: "COMPONENT_ID_DUPLICATED", message: "Component id cannot be duplicated" };
}

/** With a number for each part that was sent without one. */
export function numbered(components: readonly unknown[]): unknown[] {
	const copy = structuredClone([...components]);
	const taken = new Set([...partsIn(copy)].flatMap(({ id }) => givenId(id)));
	let next = 0;
	for (const part of partsIn(copy)) {
		if (givenId(part.id).length > 0) continue;
		do next += 1;
		while (taken.has(next));
		number(part, next);
	}
	return copy;
}

/** 0 counts as none. */
function givenId(id: Part["id"]): number[] {
	return typeof id === "number" && id > 0 ? [id] : [];
}

function number(part: Part, id: number): void {
	Object.assign(part, { id });
}

/**
 * "500: Internal Server Error" (discord-api-docs#8554, found by trying, August 2026): the texts in bytes, and 12 for each
 * of them. Reached before 4,000 characters where letters take three bytes, as in Japanese.
 */
export function breaksDiscord(components: readonly unknown[]): boolean {
	const texts = textsIn(components);
	return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 12, 0) > 10_170;
}
