// What a key does in a menu, after the ARIA pattern of a combobox.

type State = {
	readonly isOpen: boolean;
	readonly isSearched: boolean;
	/** The entry that the arrow keys are at, and how many there are. */
	readonly active: number;
	readonly count: number;
};

/** `leave`: closed, and the key does what it does elsewhere. */
type Action =
	| { readonly is: "open" | "close" | "leave" | "pick" }
	/** To the entry at this place. */
	| { readonly is: "go"; readonly to: number };

/** A screenful, for the keys that turn a page. */
const page = 8;

/** Undefined for keys that do nothing of their own here. */
export function keyAction(key: string, { isOpen, isSearched, active, count }: State): Action | undefined {
	const isPick = key === "Enter" || (key === " " && !isSearched);
	if (!isOpen) return isPick || key === "ArrowDown" || key === "ArrowUp" ? { is: "open" } : undefined;
	const go = (to: number): Action => ({ is: "go", to: Math.max(0, Math.min(count - 1, to)) });
	switch (key) {
		case "Escape":
			return { is: "close" };
		case "Tab":
			return { is: "leave" };
		case "ArrowDown":
			return go(active + 1);
		case "ArrowUp":
			return go(active - 1);
		case "PageDown":
			return go(active + page);
		case "PageUp":
			return go(active - page);
		case "Home":
			return isSearched ? undefined : go(0);
		case "End":
			return isSearched ? undefined : go(count - 1);
		default:
			return isPick ? { is: "pick" } : undefined;
	}
}
