// Buttons and menus under a message, five rows of them.
import { z } from "zod";
import { snowflake } from "./bodies.ts";

const customId = z.string().min(1).max(100);
const emoji = z.strictObject({ id: snowflake.nullish(), name: z.string().nullish(), animated: z.boolean().nullish() });
export const url = z
	.string()
	.max(2048)
	.regex(/^(https?|attachment|discord):\/\//, "Not a well formed URL.");

const id = z.number().int().optional();
const label = z.string().max(80);
const actionButton = z.strictObject({
	type: z.literal(2),
	id,
	style: z.number().int().min(1).max(4),
	custom_id: customId,
	label: label.nullish(),
	emoji: emoji.nullish(),
	disabled: z.boolean().nullish(),
});
const linkButton = z.strictObject({
	type: z.literal(2),
	id,
	style: z.literal(5),
	url: url.max(512),
	label: label.nullish(),
	emoji: emoji.nullish(),
	disabled: z.boolean().nullish(),
});
const choice = z.strictObject({
	label: z.string().min(1).max(100),
	value: z.string().min(1).max(100),
	description: z.string().max(100).nullish(),
	emoji: emoji.nullish(),
	default: z.boolean().nullish(),
});
const select = z.strictObject({
	type: z.union([z.literal(3), z.literal(5), z.literal(6), z.literal(7), z.literal(8)]),
	id,
	custom_id: customId,
	options: z.array(choice).min(1).max(25).optional(),
	channel_types: z.array(z.number().int()).nullish(),
	default_values: z.array(z.strictObject({ id: snowflake, type: z.string() })).nullish(),
	placeholder: z.string().max(150).nullish(),
	min_values: z.number().int().min(0).max(25).nullish(),
	max_values: z.number().int().min(1).max(25).nullish(),
	disabled: z.boolean().nullish(),
});
export const row = z.strictObject({
	type: z.literal(1),
	id,
	components: z.union([
		z
			.array(z.union([actionButton, linkButton]))
			.min(1)
			.max(5),
		z.array(select).length(1),
	]),
});

/** The newer layout parts (flag IS_COMPONENTS_V2) are only held to their kind. */
export const layout = z.looseObject({ type: z.union([9, 10, 11, 12, 13, 14, 17].map((type) => z.literal(type))) });

export function customIds(components: unknown[]): string[] {
	return components.flatMap((part) => {
		if (typeof part !== "object" || part === null) return [];
		const own = "custom_id" in part && typeof part.custom_id === "string" ? [part.custom_id] : [];
		return "components" in part && Array.isArray(part.components) ? [...own, ...customIds(part.components)] : own;
	});
}
