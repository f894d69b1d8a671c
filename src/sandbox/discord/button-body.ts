// A button: it is pressed, or it opens an address.
import { z } from "zod";
import { snowflake } from "./bodies.ts";

/** Its number within the message; where it is left out, Discord counts. */
export const partId = z.number().int().min(0).max(2_147_483_647).nullish();
export const customId = z.string().min(1).max(100);
export const emoji = z.strictObject({
	id: snowflake.nullish(),
	name: z.string().max(32).nullish(),
	animated: z.boolean().nullish(),
});

const fields = {
	type: z.literal(2),
	id: partId,
	label: z.string().max(80).nullish(),
	emoji: emoji.nullish(),
	disabled: z.boolean().nullish(),
};
const acting = z.strictObject({
	...fields,
	style: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
	custom_id: customId,
	url: z.null().optional(),
});
const opening = z.strictObject({
	...fields,
	style: z.literal(5),
	url: z
		.string()
		.max(512)
		.regex(/^(https?|discord):\/\/./, "Not a well formed URL."),
	custom_id: z.null().optional(),
});

export const button = z.discriminatedUnion("style", [acting, opening]).superRefine(({ label, emoji }, context) => {
	if (label?.trim() || emoji?.name || emoji?.id) return;
	const params = { code: "BASE_TYPE_REQUIRED" };
	context.addIssue({ code: "custom", path: ["label"], message: "A button needs a label or an emoji", params });
});
