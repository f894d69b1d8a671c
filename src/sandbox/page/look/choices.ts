// What a menu offers, and what is chosen in it at first, whichever kind of menu it is.

import { type APISelectMenuComponent, ChannelType, ComponentType } from "discord-api-types/v10";
import { emojiText } from "./emoji.ts";
import type { ChannelKind, Names } from "./names.ts";

export type Choice = {
	readonly value: string;
	readonly label: string;
	readonly description?: string | undefined;
	readonly emoji?: string | undefined;
	readonly kind: "entry" | "user" | "role" | ChannelKind;
};

export function choicesOf(menu: APISelectMenuComponent, names: Names): readonly Choice[] {
	switch (menu.type) {
		case ComponentType.StringSelect:
			return menu.options.map(({ value, label, description, emoji }) => ({
				...{ value, label, description, kind: "entry" as const },
				emoji: emoji === undefined ? undefined : emojiText(emoji),
			}));
		case ComponentType.UserSelect:
			return users(names);
		case ComponentType.RoleSelect:
			return roles(names);
		case ComponentType.MentionableSelect:
			return [...users(names), ...roles(names)];
		case ComponentType.ChannelSelect:
			return channels(names, menu.channel_types);
		default:
			throw new Error(`no such menu: ${menu satisfies never}`);
	}
}

/** The values that the message says are chosen. */
export function chosenIn(menu: APISelectMenuComponent): readonly string[] {
	if (menu.type !== ComponentType.StringSelect) return (menu.default_values ?? []).map(({ id }) => id);
	return menu.options.filter((option) => option.default === true).map(({ value }) => value);
}

/** Those whose name has the words in it, in whichever case. */
export function matching(choices: readonly Choice[], words: string): readonly Choice[] {
	const wanted = words.trim().toLowerCase();
	return choices.filter(({ label }) => label.toLowerCase().includes(wanted));
}

const kinds: { readonly [type: number]: ChannelKind } = {
	[ChannelType.GuildText]: "text",
	[ChannelType.GuildVoice]: "voice",
	[ChannelType.GuildCategory]: "category",
	[ChannelType.GuildStageVoice]: "stage",
};

function users({ users }: Names): readonly Choice[] {
	return byName(Object.entries(users).map(([value, label]) => ({ value, label, kind: "user" })));
}

function roles({ roles }: Names): readonly Choice[] {
	return byName(Object.entries(roles).map(([value, { name }]) => ({ value, label: name, kind: "role" })));
}

function channels({ channels }: Names, types: readonly ChannelType[] = []): readonly Choice[] {
	const wanted = types.map((type) => kinds[type]);
	return Object.entries(channels)
		.filter(([, { kind }]) => types.length === 0 || wanted.includes(kind))
		.map(([value, { name, kind }]) => ({ value, label: name, kind }));
}

function byName(choices: readonly Choice[]): readonly Choice[] {
	return choices.toSorted((a, b) => a.label.localeCompare(b.label, "en"));
}
