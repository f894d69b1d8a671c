// What a command may look like: names, lengths and the order of options, as Discord documents them.
import { z } from "zod";

const name = z
	.string()
	.regex(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u, "Command name is invalid")
	.refine((text) => text === text.toLowerCase(), "Command name must be lower case");
const description = z.string().min(1).max(100);
const localizations = z.record(z.string(), z.string()).nullish();
const choice = z.strictObject({
	name: z.string().min(1).max(100),
	name_localizations: localizations,
	value: z.union([z.string().min(1).max(100), z.number()]),
});

const optionFields = {
	name,
	name_localizations: localizations,
	description,
	description_localizations: localizations,
};
const valueOption = z
	.strictObject({
		...optionFields,
		type: z.number().int().min(3).max(11),
		required: z.boolean().nullish(),
		choices: z.array(choice).max(25).nullish(),
		autocomplete: z.boolean().nullish(),
		channel_types: z.array(z.number().int()).nullish(),
		min_value: z.number().nullish(),
		max_value: z.number().nullish(),
		min_length: z.number().int().min(0).max(6000).nullish(),
		max_length: z.number().int().min(1).max(6000).nullish(),
	})
	.refine((option) => !(option.autocomplete && option.choices?.length), "Choices exclude autocompletion");
export type ValueOption = z.infer<typeof valueOption>;

const values = z
	.array(valueOption)
	.max(25)
	.refine(requiredFirst, "Required options must be placed before non-required options")
	.refine(distinct, "Option name is used twice");
const subcommand = z.strictObject({
	...optionFields,
	type: z.literal(1),
	required: z.boolean().nullish(),
	options: values.nullish(),
});
const group = z.strictObject({
	...optionFields,
	type: z.literal(2),
	required: z.boolean().nullish(),
	options: z.array(subcommand).min(1).max(25).refine(distinct, "Option name is used twice"),
});
const options = z.union([
	values,
	z
		.array(z.union([subcommand, group]))
		.max(25)
		.refine(distinct, "Option name is used twice"),
]);

export type CommandOption = z.infer<typeof valueOption> | z.infer<typeof subcommand> | z.infer<typeof group>;

const settings = {
	name_localizations: localizations,
	description_localizations: localizations,
	default_member_permissions: z.string().regex(/^\d+$/).nullish(),
	dm_permission: z.boolean().nullish(),
	default_permission: z.boolean().nullish(),
	nsfw: z.boolean().nullish(),
	contexts: z.array(z.number().int().min(0).max(2)).nullish(),
	integration_types: z.array(z.number().int().min(0).max(1)).nullish(),
	id: z.string().nullish(),
};
const chatInput = z.strictObject({
	...settings,
	type: z.literal(1).optional(),
	name,
	description,
	options: options.nullish(),
});
/** Entries of the right-click menu: any letters, no description, no options. */
const menu = z.strictObject({
	...settings,
	type: z.union([z.literal(2), z.literal(3)]),
	name: z.string().min(1).max(32),
	description: z.literal("").nullish(),
	options: z.array(z.never()).nullish(),
});

export const commandBody = z
	.union([chatInput, menu])
	.refine((command) => JSON.stringify(command).length <= 8000, "Command exceeds maximum size (8000)");
export type CommandBody = z.infer<typeof commandBody>;

/** How many there may be in one scope: typed ones, entries in the menu of users, and in that of messages. */
const MOST = new Map([
	[1, 100],
	[2, 15],
	[3, 15],
]);

export const commandListBody = z.array(commandBody).superRefine((list, context) => {
	for (const [type, most] of MOST) {
		const those = list.filter((command) => typeOf(command) === type);
		const fail = (code: string, message: string) => context.addIssue({ code: "custom", message, params: { code } });
		if (!distinct(those)) fail("APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
		if (those.length > most) fail("BASE_TYPE_MAX_LENGTH", `Maximum number of application commands reached (${most})`);
	}
});

export function typeOf(command: Pick<CommandBody, "type">): number {
	return command.type ?? 1;
}

function requiredFirst(list: { required?: boolean | null | undefined }[]): boolean {
	const firstFree = list.findIndex((option) => !option.required);
	return firstFree === -1 || list.slice(firstFree).every((option) => !option.required);
}

function distinct(list: { name: string }[]): boolean {
	return new Set(list.map((each) => each.name)).size === list.length;
}
