// Codes, and the tokens that they are exchanged for: each code is good once, and one that is used again takes back what
// it gave, as OAuth demands.

import { type Chance, drawUuid } from "../chance.ts";
import type { SandboxClock } from "../clock.ts";

type Grant = {
	readonly faceitId: string;
	readonly redirectUri: string;
	readonly challenge: string;
	readonly expiresAt: number;
};

export type Granted = { readonly token: string; readonly faceitId: string };

export type Tokens = {
	/** Returns a code for whoever knows the verifier of the challenge. */
	readonly grant: (words: Omit<Grant, "expiresAt">) => string;
	/** Returns a token for what the form says; undefined if it is not what the code was given for. */
	readonly redeem: (form: URLSearchParams) => Granted | undefined;
	/** Whose token it is; undefined if nobody's, or no longer. */
	readonly ownerOf: (token: string) => string | undefined;
	/** Every token that was given, for a test to look for where it must not be. */
	readonly given: () => readonly string[];
};

/** How long a code may be exchanged, in ms. */
const codeLives = 60_000;
/** How long a token is good, in seconds. */
export const tokenLives = 86_400;

export function noTokens(clock: SandboxClock, chance: Chance): Tokens {
	const grants = new Map<string, Grant>();
	const tokens = new Map<string, { readonly faceitId: string; readonly expiresAt: number }>();
	/** The token that each used code gave. */
	const used = new Map<string, string>();
	return {
		grant: (words) => {
			const code = drawUuid(chance);
			grants.set(code, { ...words, expiresAt: clock.now() + codeLives });
			return code;
		},
		redeem: (form) => {
			const code = form.get("code") ?? "";
			tokens.delete(used.get(code) ?? "");
			const grant = grants.get(code);
			grants.delete(code);
			if (grant === undefined || !isGranted(grant, form, clock.now())) return undefined;
			const token = drawUuid(chance);
			const { faceitId } = grant;
			used.set(code, token);
			tokens.set(token, { faceitId, expiresAt: clock.now() + tokenLives * 1000 });
			return { token, faceitId };
		},
		given: () => [...used.values()],
		ownerOf: (token) => {
			const found = tokens.get(token);
			return found !== undefined && clock.now() < found.expiresAt ? found.faceitId : undefined;
		},
	};
}

/** A redirect that is named again must be the same. */
function isGranted(grant: Grant, form: URLSearchParams, now: number): boolean {
	const redirectUri = form.get("redirect_uri");
	return (
		now < grant.expiresAt &&
		challengeOf(form.get("code_verifier") ?? "") === grant.challenge &&
		(redirectUri === null || redirectUri === grant.redirectUri)
	);
}

function challengeOf(verifier: string): string {
	return new Bun.CryptoHasher("sha256").update(verifier).digest("base64url");
}
