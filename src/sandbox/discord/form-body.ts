// A form that opens as a window of its own: labels with one field each, and texts between them.
import { z } from "zod";
import { customId, partId } from "./button-body.ts";
import { textDisplay } from "./component-body.ts";
import { idFaults } from "./layout-rules.ts";
import { isDistinct, limitsOf, select } from "./select-body.ts";

const length = z.number().int().max(4000).nullish();
const textInput = z
	.strictObject({
		type: z.literal(4),
		id: partId,
		custom_id: customId,
		style: z.union([z.literal(1), z.literal(2)]),
		label: z.string().min(1).max(45).nullish(),
		value: z.string().max(4000).nullish(),
		placeholder: z.string().max(100).nullish(),
		required: z.boolean().nullish(),
		min_length: length.refine((least) => (least ?? 0) >= 0, "Must be 0 or more"),
		max_length: length.refine((most) => (most ?? 1) >= 1, "Must be 1 or more"),
	})
	.refine(({ min_length, max_length }) => (min_length ?? 0) <= (max_length ?? 4000), {
		error: "The minimum is above the maximum",
		path: ["min_length"],
	})
	.refine(({ value, max_length }) => (value ?? "").length <= (max_length ?? 4000), {
		error: "The value is longer than what may be typed",
		path: ["value"],
		params: { code: "BASE_TYPE_MAX_LENGTH" },
	});

const choice = z.strictObject({
	label: z.string().min(1).max(100),
	value: z.string().min(1).max(100),
	description: z.string().max(100).nullish(),
	default: z.boolean().nullish(),
});
type Choices = { options: { value: string }[] };
const distinctChoices = ({ options }: Choices) => isDistinct(options.map(({ value }) => value));

const radios = z
	.strictObject({
		type: z.literal(21),
		id: partId,
		custom_id: customId,
		required: z.boolean().nullish(),
		options: z.array(choice).min(2).max(10),
	})
	.refine(distinctChoices, "The specified option value is already used");
const checkboxes = z
	.strictObject({
		type: z.literal(22),
		id: partId,
		custom_id: customId,
		required: z.boolean().nullish(),
		options: z.array(choice).min(1).max(10),
		min_values: z.number().int().min(0).max(10).nullish(),
		max_values: z.number().int().min(1).max(10).nullish(),
	})
	.refine(distinctChoices, "The specified option value is already used");
const checkbox = z.strictObject({
	type: z.literal(23),
	id: partId,
	custom_id: customId,
	default: z.boolean().nullish(),
});

/** Labels name it, so it has no name of its own. "Using disabled in a modal will result in an error." (Component Reference) */
const field = z
	.discriminatedUnion("type", [textInput, select, radios, checkboxes, checkbox])
	.refine((one) => one.type !== 4 || one.label == null, { error: "The label names the field", path: ["label"] })
	.refine((one) => !("disabled" in one && one.disabled), { error: "A field cannot be disabled", path: ["disabled"] });
export type Field = z.infer<typeof field>;

const label = z.strictObject({
	type: z.literal(18),
	id: partId,
	label: z.string().min(1).max(45),
	description: z.string().min(1).max(100).nullish(),
	component: field,
});
/** How forms were made before there were labels. */
const row = z.strictObject({
	type: z.literal(1),
	id: partId,
	components: z.array(textInput.refine((one) => one.label != null, "This field is required")).length(1),
});

export const modal = z
	.strictObject({
		custom_id: customId,
		title: z.string().min(1).max(45),
		components: z
			.array(z.discriminatedUnion("type", [label, row, textDisplay]))
			.min(1)
			.max(5),
	})
	.superRefine(({ components }, context) => {
		for (const { code, message } of idFaults(components))
			context.addIssue({ code: "custom", path: ["components"], message, params: { code } });
	});
export type Modal = z.infer<typeof modal>;

/** How few and how many of a field's entries may be chosen. */
export function choicesOf(one: Field): [number, number] {
	if (one.type === 4 || one.type === 23) return [0, 0];
	if (one.type === 21) return [one.required === false ? 0 : 1, 1];
	const [least, most] = limitsOf(one);
	return [one.required === false ? 0 : Math.max(1, least), most];
}
