// Menus, in messages and in forms: of entries, or of what Discord knows of the guild.
import { z } from "zod";
import { snowflake } from "./bodies.ts";
import { customId, emoji, partId } from "./button-body.ts";

const entry = z.strictObject({
	label: z.string().min(1).max(100),
	value: z.string().min(1).max(100),
	description: z.string().max(100).nullish(),
	emoji: emoji.nullish(),
	default: z.boolean().nullish(),
});

const fields = {
	id: partId,
	custom_id: customId,
	placeholder: z.string().max(150).nullish(),
	min_values: z.number().int().min(0).max(25).nullish(),
	max_values: z.number().int().min(1).max(25).nullish(),
	disabled: z.boolean().nullish(),
	/** for forms only; in a message it does nothing */
	required: z.boolean().nullish(),
};
const none = z.null().optional();
const chosen = <Kind extends "user" | "role" | "channel">(...kinds: Kind[]) =>
	z
		.strictObject({ id: snowflake, type: z.enum(kinds) })
		.array()
		.max(25)
		.nullish();

const ofEntries = z.strictObject({
	...fields,
	type: z.literal(3),
	options: z.array(entry).min(1).max(25),
	channel_types: none,
	default_values: none,
});
const ofUsers = z.strictObject({
	...fields,
	...{ type: z.literal(5), options: none, channel_types: none, default_values: chosen("user") },
});
const ofRoles = z.strictObject({
	...fields,
	...{ type: z.literal(6), options: none, channel_types: none, default_values: chosen("role") },
});
const ofBoth = z.strictObject({
	...fields,
	...{ type: z.literal(7), options: none, channel_types: none, default_values: chosen("user", "role") },
});
const ofChannels = z.strictObject({
	...fields,
	type: z.literal(8),
	options: none,
	channel_types: z.array(z.number().int().min(0).max(16)).refine(isDistinct, "A type is named twice").nullish(),
	default_values: chosen("channel"),
});

export const select = z
	.discriminatedUnion("type", [ofEntries, ofUsers, ofRoles, ofBoth, ofChannels])
	.superRefine((menu, context) => {
		const fail = (field: string, code: string, message: string) =>
			context.addIssue({ code: "custom", path: [field], message, params: { code } });
		const [least, most] = limitsOf(menu);
		if (least > most) fail("min_values", "BASE_TYPE_BAD_LENGTH", "The minimum is above the maximum");
		const values = menu.options?.map(({ value }) => value) ?? [];
		if (menu.options && values.length < most)
			fail("options", "BASE_TYPE_BAD_LENGTH", `Must be between ${most} and 25 in length.`);
		if (!isDistinct(values))
			fail("options", "COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used");
		const chosenOf = menu.options ? menu.options.filter((each) => each.default) : (menu.default_values ?? []);
		if (chosenOf.length > most)
			fail(menu.options ? "options" : "default_values", "BASE_TYPE_BAD_LENGTH", `Must be ${most} or fewer in length.`);
		// "number of default values must be in the range defined by min_values and max_values" (Component Reference)
		const defaults = menu.default_values?.length ?? 0;
		if (defaults > 0 && defaults < least)
			fail("default_values", "BASE_TYPE_BAD_LENGTH", `Must be ${least} or more in length.`);
	});
export type Select = z.infer<typeof select>;

/** How few and how many may be chosen. */
export function limitsOf({ min_values, max_values }: Pick<Select, "min_values" | "max_values">): [number, number] {
	return [min_values ?? 1, max_values ?? 1];
}

export function isDistinct(list: readonly (string | number)[]): boolean {
	return new Set(list).size === list.length;
}
