// Walks through the parts of a message or a form, however deep they are nested.

export type Part = { readonly type: number; readonly [field: string]: unknown };

/** Each of them, in the order in which they are shown; whatever is no part is passed over. */
export function* partsIn(components: unknown): Generator<Part> {
	if (Array.isArray(components)) for (const each of components) yield* partsIn(each);
	if (!isPart(components)) return;
	yield components;
	yield* partsIn(components.components);
	// Beside a section's text, and within a label.
	yield* partsIn(components.accessory);
	yield* partsIn(components.component);
}

function isPart(value: unknown): value is Part {
	return typeof value === "object" && value !== null && "type" in value && typeof value.type === "number";
}

export function customIds(components: unknown): string[] {
	return [...partsIn(components)].flatMap(({ custom_id: id }) => (typeof id === "string" ? [id] : []));
}

/** What the text displays among them say. */
export function textsIn(components: unknown): string[] {
	return [...partsIn(components)].flatMap(({ content }) => (typeof content === "string" ? [content] : []));
}
