// The logins at FACEIT that are under way: from the ticket that a member got in Discord, by the state that comes back with
// their browser, to the link. All of it is in memory, hashed, and good once, for some minutes.

import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import type {
	Account,
	Applicant,
	Callback,
	Couple,
	LoginClient,
	LoginDecision,
	LoginEnd,
	LoginStart,
	Logins,
	Question,
} from "./login.ts";
import { hashOf, Once } from "./once.ts";
import { StillBusy } from "./patience.ts";
import type { Players } from "./players.ts";

/** How long a ticket, a state and a decision are good, ms. */
export const goodForMs = 10 * 60_000;
/** So many of each are remembered: more than the members of all servers begin in that time, and of one member. */
const most = 20_000;
const mostEach = 10;
/** A member may begin so many logins in that time. */
const mostStarts = 10;
/** FACEIT's codes are much shorter. */
const longestCode = 2048;

type Needs = {
	readonly clock: Clock;
	readonly publish: Publish;
	/** Draws a secret of 43 characters that nobody can guess: letters, digits, dash and underscore. */
	readonly secret: () => string;
	/** This program's address, without a slash at its end. */
	readonly publicUrl: string;
	readonly client: LoginClient;
	readonly players: Pick<Players, "prove" | "disprove">;
};

/** A login that FACEIT has to confirm: who began it, in which browser (a hash), and the verifier of its code. */
type Begun = { readonly applicant: Applicant; readonly browser: string; readonly verifier: string };

/** Something to be decided by whoever logged in, in the same browser. */
type Choice = Pick<Begun, "applicant" | "browser"> & {
	readonly account: Account;
	readonly about: Question;
	/** What comes of it, once it is decided: whoever clicks twice is told twice. */
	decision?: Promise<LoginDecision | Busy> | undefined;
};

type Busy = { readonly is: "busy" };

export function openLogins({ clock, publish, secret, publicUrl, client, players }: Needs): Logins {
	const options = { clock, secret, goodForMs, most, mostEach };
	const tickets = new Once<Applicant>(options);
	const begun = new Once<Begun>(options);
	const choices = new Once<Choice>(options);
	const starts = new Starts(clock);

	async function endOf({ applicant, browser, verifier }: Begun, { code, error }: Callback): Promise<LoginEnd> {
		if (error === "access_denied") return { is: "denied" };
		if (error !== undefined) return { is: "failed" };
		if (code === undefined || code === "" || code.length > longestCode) return { is: "incomplete" };
		const answer = await client.redeem(code, verifier);
		if (answer.is !== "account") return answer;
		const { account } = answer;
		const { wanted } = applicant;
		if (wanted !== null && wanted.faceitId !== account.faceitId)
			return { is: "otherAccount", wanted, ...couple(applicant, account) };
		return prove({ applicant, browser, account }, false);
	}

	async function prove(
		{ applicant, browser, account }: Omit<Choice, "about" | "decision">,
		isConfirmed: boolean,
	): Promise<LoginEnd> {
		const choice = { applicant, browser, account };
		const proven = await players.prove(applicant.member, account, isConfirmed);
		const who = couple(applicant, account);
		switch (proven.is) {
			case "known":
				return { is: "known", ...who };
			case "linked": {
				const undo = choices.issue(applicant.member.discordId, { ...choice, about: "undo" });
				return { is: "linked", former: proven.replaced?.nickname ?? null, undo, ...who };
			}
			case "unconfirmed": {
				const confirm = choices.issue(applicant.member.discordId, { ...choice, about: "confirm" });
				return { is: "unconfirmed", former: proven.former?.nickname ?? null, isHeld: proven.isHeld, confirm, ...who };
			}
			default:
				throw new Error(`no such outcome: ${proven satisfies never}`);
		}
	}

	async function undo({ applicant, account }: Choice): Promise<LoginDecision> {
		const removed = await players.disprove(applicant.member, account.faceitId);
		return removed === undefined ? { is: "used" } : { is: "undone", ...couple(applicant, account) };
	}

	/** Shows the end in Discord as well, and tells it to whoever listens. */
	async function ended<const End extends LoginEnd | LoginDecision>(
		{ applicant }: Pick<Begun, "applicant">,
		work: Promise<End>,
	): Promise<End | Busy> {
		const end = await work.catch((error: unknown) => {
			if (error instanceof StillBusy) return { is: "busy" } as const;
			throw error;
		});
		publish({ kind: "loginEnded", outcome: end.is, discordId: applicant.member.discordId });
		void applicant.tell(end);
		return end;
	}

	return {
		offer: (applicant) =>
			`${publicUrl}/auth/faceit/start?ticket=${tickets.issue(applicant.member.discordId, applicant)}`,
		start(ticket): LoginStart {
			const applicant = tickets.look(ticket);
			if ("is" in applicant) return applicant;
			const retryAt = starts.take(applicant.member.discordId);
			if (retryAt !== undefined) return { is: "limited", retryAt };
			tickets.take(ticket);
			const [browser, verifier] = [secret(), secret()];
			const state = begun.issue(applicant.member.discordId, { applicant, browser: hashOf(browser), verifier });
			return { is: "go", url: client.authorizeUrl(state, hashOf(verifier)), browser };
		},
		async finish(callback) {
			const login = begun.take(callback.state);
			if ("is" in login) return login;
			if (!isBrowserOf(login, callback.browser)) return { is: "otherBrowser" };
			return ended(login, endOf(login, callback));
		},
		async decide(token, browser) {
			const choice = choices.look(token);
			if ("is" in choice) return choice;
			if (!isBrowserOf(choice, browser)) {
				choices.take(token);
				return { is: "otherBrowser" };
			}
			choice.decision ??= ended(choice, choice.about === "undo" ? undo(choice) : confirmed(choice));
			const end = await choice.decision.catch((error: unknown) => {
				choice.decision = undefined;
				throw error;
			});
			if (end.is !== "busy") return end;
			choice.decision = undefined;
			return { is: "undecided", about: choice.about, token: token ?? "" };
		},
	};

	async function confirmed(choice: Choice): Promise<LoginDecision> {
		const end = await prove(choice, true);
		// It was confirmed twice, in two windows: it is done.
		return end.is === "linked" ? end : { is: "used" };
	}
}

/** What is kept for one browser is spent for nothing from any other. */
function isBrowserOf(kept: { readonly browser: string }, browser: string | undefined): boolean {
	return kept.browser === hashOf(browser ?? "");
}

function couple({ name, guildName, member }: Applicant, account: Account): Couple {
	return { name, guildName, guildId: member.guildId, account };
}

/** Counts the logins that each member begins. */
class Starts {
	readonly #clock: Clock;
	/** The members who began one lately, the least recent first, with the times, epoch ms. */
	readonly #times = new Map<string, readonly number[]>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Counts one; or returns when the member may begin the next, epoch ms. */
	take(discordId: string): number | undefined {
		const now = this.#clock.now();
		const recent = (this.#times.get(discordId) ?? []).filter((at) => now - at < goodForMs);
		const [oldest] = recent;
		if (oldest !== undefined && recent.length >= mostStarts) return oldest + goodForMs;
		this.#times.delete(discordId);
		this.#times.set(discordId, [...recent, now]);
		const [first] = this.#times.keys();
		if (this.#times.size > most && first !== undefined) this.#times.delete(first);
		return undefined;
	}
}
