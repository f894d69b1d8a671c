// The options of a command, read from Discord's JSON: those of a subcommand are the command's own once it is chosen.

import type { CommandSeen } from "./state-json.ts";

export type OptionSeen = {
	readonly name: string;
	readonly description: string;
	/** "text", "number", "yes" for yes or no, "member", "channel", "role"; others cannot be filled in here. */
	readonly kind: "text" | "number" | "yes" | "member" | "channel" | "role" | "other";
	readonly isRequired: boolean;
	readonly isSuggested: boolean;
	readonly choices: readonly { readonly name: string; readonly value: string | number }[];
};

/** One thing that can be typed after the slash: "staff log", with its options. */
export type Usable = { readonly name: string; readonly description: string; readonly options: readonly OptionSeen[] };

const kinds: Readonly<Record<number, OptionSeen["kind"]>> = {
	...{ 3: "text", 4: "number", 5: "yes", 6: "member", 7: "channel", 8: "role", 10: "number" },
};

export function usables(commands: readonly CommandSeen[]): readonly Usable[] {
	return commands
		.filter(({ isOfMember }) => !isOfMember)
		.flatMap(({ name, description, options }) => under(name, description, options));
}

function under(name: string, description: string, options: readonly unknown[]): readonly Usable[] {
	const all = options.flatMap(record);
	const nested = all.filter(({ type }) => type === 1 || type === 2);
	if (nested.length === 0) return [{ name, description, options: all.map(optionSeen) }];
	return nested.flatMap((one) => under(`${name} ${textOf(one.name)}`, textOf(one.description), listOf(one.options)));
}

function optionSeen(option: Record<string, unknown>): OptionSeen {
	return {
		name: textOf(option.name),
		description: textOf(option.description),
		kind: kinds[Number(option.type)] ?? "other",
		isRequired: option.required === true,
		isSuggested: option.autocomplete === true,
		choices: listOf(option.choices)
			.flatMap(record)
			.map(({ name, value }) => ({ name: textOf(name), value: typeof value === "number" ? value : textOf(value) })),
	};
}

function record(value: unknown): readonly Record<string, unknown>[] {
	return typeof value === "object" && value !== null ? [{ ...value }] : [];
}

function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
	return typeof value === "string" ? value : "";
}
