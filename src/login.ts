// Proving an account by FACEIT's own login: what is asked of FACEIT, and what comes of each step.

import type { Member } from "./link.ts";
import type { Unavailable } from "./lookup.ts";

/** A FACEIT account. */
export type Account = { readonly faceitId: string; readonly nickname: string };

/**
 * What FACEIT makes of a code. `codeRefused`: it does not know it (any more). `misconfigured`: it does not accept our
 * client id or secret. None is thrown: a failed call is an outcome too.
 */
export type CodeAnswer =
	| { readonly is: "account"; readonly account: Account }
	| { readonly is: "codeRefused" | "misconfigured" }
	| Unavailable;

/** FACEIT's login, as an OAuth2 client sees it. */
export type LoginClient = {
	/** Where the browser is sent; `challenge` is the S256 hash of the verifier (RFC 7636). */
	readonly authorizeUrl: (state: string, challenge: string) => string;
	/** Exchanges the code for the account that logged in. Never rejects; nothing of it is kept. */
	readonly redeem: (code: string, verifier: string) => Promise<CodeAnswer>;
};

/** A member who is to prove their account. */
export type Applicant = {
	readonly member: Member;
	/** How Discord shows them, and the guild they ask in: foreign text. */
	readonly name: string;
	readonly guildName: string;
	/** The account that they say is theirs; null for whichever they log in with. */
	readonly wanted: Account | null;
	/** Shows in Discord, where they asked, what came of it. Never rejects. */
	readonly tell: (end: LoginEnd | LoginDecision) => Promise<void>;
};

/** A ticket or a state is ours, good once, and for some minutes. `unknown`: forged, or from before a restart. */
export type Spent = { readonly is: "unknown" | "expired" | "used" };

export type LoginStart =
	/** The browser goes to `url`, with `browser` as its cookie. */
	| { readonly is: "go"; readonly url: string; readonly browser: string }
	/** The member has begun too many logins: not before `retryAt`, epoch ms. The ticket is still good. */
	| { readonly is: "limited"; readonly retryAt: number }
	| Spent;

/** Who was to be linked with whom. */
export type Couple = Pick<Applicant, "name" | "guildName"> & { readonly guildId: string; readonly account: Account };

export type LoginEnd =
	/** `former`: the nickname of the account that the member had before. `undo` takes it back, for some minutes. */
	| ({ readonly is: "linked"; readonly former: string | null; readonly undo: string } & Couple)
	/** It was proven before. */
	| ({ readonly is: "known" } & Couple)
	/**
	 * Nothing is changed until they confirm: the member has proven `former`, or another Discord user has proven this
	 * account (`isHeld`). `confirm` does it, for some minutes.
	 */
	| ({
			readonly is: "unconfirmed";
			readonly former: string | null;
			readonly isHeld: boolean;
			readonly confirm: string;
	  } & Couple)
	| ({ readonly is: "otherAccount"; readonly wanted: Account } & Couple)
	/** The state is spent, or comes from another browser; or FACEIT sent back neither a code nor an error. */
	| Spent
	| { readonly is: "otherBrowser" | "incomplete" }
	/** They said no at FACEIT. `failed`: FACEIT sent another error back. */
	| { readonly is: "denied" | "failed" }
	| Exclude<CodeAnswer, { readonly is: "account" }>
	/** The database was held for too long: nothing was changed. */
	| { readonly is: "busy" };

/** What comes of confirming, or of taking back. */
export type LoginDecision =
	| Extract<LoginEnd, { readonly is: "linked" }>
	| ({ readonly is: "undone" } & Couple)
	| Spent
	| { readonly is: "otherBrowser" }
	/** The database was held for too long: nothing was changed, and the token can be used again. */
	| { readonly is: "undecided"; readonly about: Question; readonly token: string };

/** What whoever logged in can decide: to have the link although it takes something from somebody; to take it back. */
export type Question = "confirm" | "undo";

/** What the browser brings back from FACEIT, each as the address or the cookie has it. */
export type Callback = {
	readonly state: string | undefined;
	readonly code: string | undefined;
	readonly error: string | undefined;
	readonly browser: string | undefined;
};

/** The logins that are under way. */
export type Logins = {
	/** The address to open for this member, good once and for ten minutes. */
	readonly offer: (applicant: Applicant) => string;
	readonly start: (ticket: string | undefined) => LoginStart;
	readonly finish: (callback: Callback) => Promise<LoginEnd>;
	/** Takes the `confirm` or `undo` of an earlier end, and the cookie of the browser that it was shown in. */
	readonly decide: (token: string | undefined, browser: string | undefined) => Promise<LoginDecision>;
};
