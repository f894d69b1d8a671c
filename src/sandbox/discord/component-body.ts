// What a message is laid out with: rows of buttons or one menu, and the parts of Components V2.
import { z } from "zod";
import { button, partId } from "./button-body.ts";
import { select } from "./select-body.ts";

/** A picture or a file: elsewhere, or one that comes along with the message. */
export const url = z
	.string()
	.max(2048)
	.regex(/^(https?|attachment):\/\/./, "Not a well formed URL.");
const media = z.strictObject({ url });
const spoiler = z.boolean().nullish();
const description = z.string().min(1).max(1024).nullish();

/** What somebody can press or choose from. */
export const control = z.discriminatedUnion("type", [button, select]);
export type Control = z.infer<typeof control>;

const row = z
	.strictObject({
		type: z.literal(1),
		id: partId,
		components: z.array(control).min(1).max(5),
	})
	.refine(({ components }) => components.length === 1 || components.every(({ type }) => type === 2), {
		error: "A menu takes a whole row",
		path: ["components"],
		params: { code: "COMPONENT_LAYOUT_WIDTH_EXCEEDED" },
	});
export const textDisplay = z.strictObject({
	type: z.literal(10),
	id: partId,
	content: z
		.string()
		.max(4000)
		.refine((text) => text.trim() !== "", { error: "This field is required", params: { code: "BASE_TYPE_REQUIRED" } }),
});
const thumbnail = z.strictObject({ type: z.literal(11), id: partId, media, description, spoiler });
const section = z.strictObject({
	type: z.literal(9),
	id: partId,
	components: z.array(textDisplay).min(1).max(3),
	accessory: z.discriminatedUnion("type", [button, thumbnail]),
});
const gallery = z.strictObject({
	type: z.literal(12),
	id: partId,
	items: z.array(z.strictObject({ media, description, spoiler })).min(1).max(10),
});
const file = z.strictObject({
	type: z.literal(13),
	id: partId,
	file: z.strictObject({
		url: z
			.string()
			.max(2048)
			.regex(/^attachment:\/\/./, "A file component only takes attachment://"),
	}),
	spoiler,
});
const separator = z.strictObject({
	type: z.literal(14),
	id: partId,
	divider: z.boolean().nullish(),
	spacing: z.union([z.literal(1), z.literal(2)]).nullish(),
});
const inContainer = z.discriminatedUnion("type", [row, section, textDisplay, gallery, file, separator]);
const container = z.strictObject({
	type: z.literal(17),
	id: partId,
	accent_color: z.number().int().min(0).max(0xffffff).nullish(),
	spoiler,
	components: z.array(inContainer).min(1).max(40),
});

export const component = z.discriminatedUnion("type", [...inContainer.options, container]);
export type Component = z.infer<typeof component>;
