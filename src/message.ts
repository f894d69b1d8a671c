// A message as the program composes it, in blocks; discord/ draws it with Discord's own parts.

/** An action of the bot, known by its id, "command:word:word", of at most 100 characters; or an address to open. */
export type Button = { readonly label: string; readonly isDisabled?: boolean } & (
	| { readonly id: string; readonly kind: "act" | "calm" | "good" | "remove" }
	| { readonly url: string }
);

/** One of up to 25 entries of a menu. */
export type Entry = {
	readonly label: string;
	readonly value: string;
	readonly description?: string;
};

/** What a menu offers: entries of its own, or what Discord knows of the guild. */
type Offer =
	| { readonly of: "entries"; readonly entries: readonly Entry[] }
	| { readonly of: "members" | "roles" }
	| { readonly of: "channels"; readonly kinds: readonly ("voice" | "text" | "category")[] };

export type Menu = Offer & {
	/** As a button's. */
	readonly id: string;
	readonly hint: string;
	/** The values, or ids, that are chosen now. */
	readonly chosen: readonly string[];
	/** How many may be chosen; with a least of 0 the choice can be taken back. */
	readonly least: number;
	readonly most: number;
};

export type Block =
	/** Markdown. Foreign text in it is escaped by whoever composes the message. */
	| { readonly is: "text"; readonly text: string }
	/** Markdown with a button, or a small picture, beside it. */
	| { readonly is: "beside"; readonly text: string; readonly button: Button }
	| { readonly is: "pictured"; readonly text: string; readonly url: string; readonly alt: string }
	| { readonly is: "line" }
	/** At most five. */
	| { readonly is: "buttons"; readonly buttons: readonly Button[] }
	| { readonly is: "menu"; readonly menu: Menu };

/** How a message is to be taken, shown by the colour at its edge. */
export type Tone = "brand" | "good" | "bad" | "warn" | "calm";

export type Layout = { readonly tone: Tone; readonly blocks: readonly Block[] };

/** A form that opens in front of everything else. Each field is a line, or several, of text. */
export type Form = {
	/** As a button's. */
	readonly id: string;
	/** At most 45 characters, as the labels. */
	readonly title: string;
	readonly fields: readonly {
		readonly id: string;
		readonly label: string;
		/** At most 100 characters. */
		readonly description?: string;
		readonly value: string;
		readonly longest: number;
		readonly isRequired: boolean;
	}[];
};

export function text(...lines: readonly string[]): Block {
	return { is: "text", text: lines.filter((line) => line !== "").join("\n") };
}

export function buttonsOf(...buttons: readonly Button[]): Block {
	return { is: "buttons", buttons };
}

export const line: Block = { is: "line" };
