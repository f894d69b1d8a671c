// Where matches belong at FACEIT: a hub (which it also calls a club), a championship, or the organizer of several.

export const competitionKinds = ["hub", "championship", "organizer"] as const;
export type CompetitionKind = (typeof competitionKinds)[number];

/** One that FACEIT lists the matches of; it does not for an organizer. */
export type Followable = { readonly kind: "hub" | "championship"; readonly id: string };

export type CompetitionRef = { readonly kind: CompetitionKind; readonly id: string };

/** One to choose from. */
export type FoundCompetition = CompetitionRef & {
	readonly name: string;
	/** Null where FACEIT does not say, and for an organizer. */
	readonly game: string | null;
	readonly region: string | null;
};

/** What somebody pasted or typed to find one. */
export type CompetitionText =
	/** `kind` is undefined for an id that may be of any kind. */
	| { readonly is: "id"; readonly kind: CompetitionKind | undefined; readonly id: string }
	| { readonly is: "organizerName"; readonly name: string }
	| { readonly is: "name"; readonly name: string };

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The words for each kind in FACEIT's addresses, of one and of many. */
const kindsInLinks: ReadonlyMap<string, CompetitionKind> = new Map([
	["hub", "hub"],
	["hubs", "hub"],
	["club", "hub"],
	["clubs", "hub"],
	["championship", "championship"],
	["championships", "championship"],
	["organizer", "organizer"],
	["organizers", "organizer"],
]);

/** Such as `https://www.faceit.com/en/hub/ID/name`; the language may be missing, and so may the protocol. */
const linkForm =
	/^(?:https?:\/\/)?(?:[\w-]+\.)*faceit\.com\/(?:[a-z]{2}(?:-[a-z]{2,4})?\/)?([a-z]+)\/([^/?#\s]+)(?:[/?#]\S*)?$/i;

/** Reads a link, an id, or else a name. Pure. Undefined for nothing, and for a link of FACEIT's to something else. */
export function readCompetition(text: string): CompetitionText | undefined {
	const typed = text.trim().replace(/^<(.*)>$/, "$1");
	if (typed === "") return undefined;
	if (idForm.test(typed)) return { is: "id", kind: undefined, id: typed.toLowerCase() };
	if (!/^(?:https?:\/\/)?(?:[\w-]+\.)*faceit\.com(?:\/|$)/i.test(typed)) return { is: "name", name: typed };
	const [, word = "", last = ""] = linkForm.exec(typed) ?? [];
	const kind = kindsInLinks.get(word.toLowerCase());
	if (kind === undefined) return undefined;
	if (idForm.test(last)) return { is: "id", kind, id: last.toLowerCase() };
	return kind === "organizer" ? { is: "organizerName", name: decoded(last) } : undefined;
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** One text for each competition, as a key. */
export function competitionKey({ kind, id }: CompetitionRef): string {
	return `${kind} ${id}`;
}
