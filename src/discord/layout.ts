// Draws a layout with Discord's own parts, Components V2, within its limits: 40 parts and 4,000 characters in a message
// (Discord docs, "Component Reference").

import {
	type APIComponentInMessageActionRow,
	type APIContainerComponent,
	type APIMessageTopLevelComponent,
	type APIModalInteractionResponseCallbackData,
	type APISelectMenuComponent,
	ButtonStyle,
	ChannelType,
	ComponentType,
	SelectMenuDefaultValueType,
	TextInputStyle,
} from "discord.js";
import { cut, fitting } from "../markdown.ts";
import { type Block, type Button, type Form, type Layout, type Menu, type Tone, text } from "../message.ts";

const mostParts = 40;
const mostText = 4_000;
/** Above this Discord answers 500, with so many for each text beside its own (discord-api-docs#8554). */
const mostBytes = 10_170;
const partBytes = 12;
const longest = { label: 80, entry: 100, hint: 150, title: 45, placeholder: 100 };
const mostEntries = 25;
const mostButtons = 5;

const colours: Readonly<Record<Tone, number | null>> = {
	brand: 0xff5500,
	good: 0x23a55a,
	bad: 0xda373c,
	warn: 0xf0b232,
	calm: null,
};

/** The message as Discord takes it. What is too long is cut, and says so; what is one part too many is put into others. */
export function drawn({ tone, blocks }: Layout): APIMessageTopLevelComponent[] {
	const kept = withinText(withinParts(blocks.filter((block) => !isEmpty(block))));
	if (kept.length === 0) return [];
	return [{ type: ComponentType.Container, accent_color: colours[tone], components: kept.map(part) }];
}

/** The form as Discord takes it. */
export function drawnForm({ id, title, fields }: Form): APIModalInteractionResponseCallbackData {
	return {
		custom_id: id,
		title: cut(title, longest.title),
		components: fields.map((field) => ({
			type: ComponentType.Label,
			label: cut(field.label, longest.title),
			...(field.description === undefined ? {} : { description: cut(field.description, longest.placeholder) }),
			component: {
				type: ComponentType.TextInput,
				custom_id: field.id,
				style: TextInputStyle.Short,
				value: cut(field.value, field.longest),
				max_length: field.longest,
				required: field.isRequired,
			},
		})),
	};
}

function isEmpty(block: Block): boolean {
	if (block.is === "text") return block.text.trim() === "";
	if (block.is === "buttons") return block.buttons.length === 0;
	return block.is === "menu" && block.menu.of === "entries" && block.menu.entries.length === 0;
}

type Parts = APIContainerComponent["components"][number];

function part(block: Block): Parts {
	switch (block.is) {
		case "text":
			return { type: ComponentType.TextDisplay, content: block.text };
		case "beside":
			return {
				type: ComponentType.Section,
				components: [{ type: ComponentType.TextDisplay, content: block.text }],
				accessory: button(block.button),
			};
		case "pictured":
			return {
				type: ComponentType.Section,
				components: [{ type: ComponentType.TextDisplay, content: block.text }],
				accessory: { type: ComponentType.Thumbnail, media: { url: block.url }, description: block.alt },
			};
		case "line":
			return { type: ComponentType.Separator, divider: true };
		case "buttons":
			return { type: ComponentType.ActionRow, components: block.buttons.slice(0, mostButtons).map(button) };
		case "menu":
			return { type: ComponentType.ActionRow, components: [menu(block.menu)] };
		default:
			throw new Error(`no such block: ${block satisfies never}`);
	}
}

const styles = {
	act: ButtonStyle.Primary,
	calm: ButtonStyle.Secondary,
	good: ButtonStyle.Success,
	remove: ButtonStyle.Danger,
} as const;

function button(one: Button): Extract<APIComponentInMessageActionRow, { type: ComponentType.Button }> {
	const common = { type: ComponentType.Button as const, label: cut(one.label, longest.label) };
	const disabled = one.isDisabled === true ? { disabled: true } : {};
	if ("url" in one) return { ...common, ...disabled, style: ButtonStyle.Link, url: one.url };
	return { ...common, ...disabled, style: styles[one.kind], custom_id: one.id };
}

const channelTypes = {
	voice: ChannelType.GuildVoice,
	text: ChannelType.GuildText,
	category: ChannelType.GuildCategory,
} as const;

function menu(one: Menu): APISelectMenuComponent {
	const { id, hint, chosen, least, most } = one;
	const common = { custom_id: id, placeholder: cut(hint, longest.hint), min_values: least };
	const kept = chosen.slice(0, most);
	switch (one.of) {
		case "entries": {
			const entries = one.entries.slice(0, mostEntries);
			return {
				...common,
				type: ComponentType.StringSelect,
				max_values: Math.min(most, entries.length),
				options: entries.map(({ label, value, description }) => ({
					label: cut(label, longest.entry),
					value,
					...(description === undefined || description === "" ? {} : { description: cut(description, longest.entry) }),
					...(kept.includes(value) ? { default: true } : {}),
				})),
			};
		}
		case "members":
			return {
				...common,
				type: ComponentType.UserSelect,
				max_values: most,
				default_values: kept.map((id) => ({ id, type: SelectMenuDefaultValueType.User })),
			};
		case "roles":
			return {
				...common,
				type: ComponentType.RoleSelect,
				max_values: most,
				default_values: kept.map((id) => ({ id, type: SelectMenuDefaultValueType.Role })),
			};
		case "channels":
			return {
				...common,
				type: ComponentType.ChannelSelect,
				max_values: most,
				channel_types: one.kinds.map((kind) => channelTypes[kind]),
				default_values: kept.map((id) => ({ id, type: SelectMenuDefaultValueType.Channel })),
			};
		default:
			throw new Error(`no such menu: ${one satisfies never}`);
	}
}

/** The container is a part as well, as is each button, menu and text within another. */
function partsOf(block: Block): number {
	switch (block.is) {
		case "text":
		case "line":
			return 1;
		case "beside":
		case "pictured":
			return 3;
		case "menu":
			return 2;
		case "buttons":
			return 1 + block.buttons.length;
		default:
			throw new Error(`no such block: ${block satisfies never}`);
	}
}

/** First the pictures give way, then lines, then texts that follow one another become one, then what comes last is left out. */
function withinParts(blocks: readonly Block[]): readonly Block[] {
	const fits = (some: readonly Block[]) => 1 + some.reduce((sum, block) => sum + partsOf(block), 0) <= mostParts;
	if (fits(blocks)) return blocks;
	const plain = blocks.map((block): Block => (block.is === "pictured" ? { is: "text", text: block.text } : block));
	if (fits(plain)) return plain;
	let kept: readonly Block[] = joined(plain.filter(({ is }) => is !== "line"));
	while (!fits(kept)) kept = kept.slice(0, -1);
	return kept;
}

/** Texts that follow one another become one. */
function joined(blocks: readonly Block[]): Block[] {
	const all: Block[] = [];
	for (const block of blocks) {
		const last = all.at(-1);
		if (last?.is === "text" && block.is === "text") all.splice(-1, 1, text(last.text, block.text));
		else all.push(block);
	}
	return all;
}

/**
 * The longest texts are cut, line by line, all to the same length, so that together they fit into this many characters,
 * and into what Discord takes in bytes.
 */
function withinText(blocks: readonly Block[], characters = mostText): readonly Block[] {
	const lengths = blocks.flatMap((block) => ("text" in block ? block.text.length : []));
	const most = longestEach(
		lengths.toSorted((a, b) => a - b),
		characters,
	);
	const cut = blocks.map((block) => ("text" in block ? { ...block, text: within(block.text, most) } : block));
	const bytes = cut.reduce((sum, block) => sum + ("text" in block ? Buffer.byteLength(block.text) + partBytes : 0), 0);
	return bytes <= mostBytes ? cut : withinText(blocks, Math.floor((characters * mostBytes) / bytes));
}

/** How long each text may be at most, given how long they are, the shortest first. */
function longestEach(lengths: readonly number[], characters: number): number {
	let left = characters;
	for (const [index, length] of lengths.entries()) {
		const share = Math.floor(left / (lengths.length - index));
		if (length > share) return share;
		left -= length;
	}
	return characters;
}

/** Room for the line that says how many are left out. */
const leftOut = 20;

function within(text: string, most: number): string {
	if (text.length <= most) return text;
	const lines = text.split("\n");
	const isOneLine = (lines[0] ?? "").length + leftOut > most;
	return isOneLine ? cut(text, most) : cut(fitting(lines, most), most);
}
