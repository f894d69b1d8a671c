// What people read in their browser before and after FACEIT's login: one page for each outcome.

import type { ComponentChildren } from "preact";
import type { Couple, LoginDecision, LoginEnd, LoginStart, Question } from "../login.ts";
import type { Unavailable } from "../lookup.ts";
import { beginning } from "../text.ts";
import { type Page, pageResponse } from "./shell.tsx";

/** Where there is no outcome of a login to show. */
export type LoginElse =
	/** The login is not set up; the program is still starting; there is nothing at the address by itself; a fault of ours. */
	| { readonly is: "off" | "starting" | "nothing" | "broken" }
	/** Too many requests from one address: not before `retryAt`, epoch ms. */
	| { readonly is: "crowded"; readonly retryAt: number };

export type LoginOutcome = LoginEnd | LoginDecision | Exclude<LoginStart, { readonly is: "go" }> | LoginElse;

type Pages = { readonly [K in LoginOutcome["is"]]: (outcome: Extract<LoginOutcome, { readonly is: K }>) => Page };

/** `now` is epoch ms. */
export function loginPage(outcome: LoginOutcome, now: number): Response {
	return pageResponse(pageOf(outcome, pagesAt(now)));
}

function pageOf<K extends LoginOutcome["is"]>(outcome: Extract<LoginOutcome, { readonly is: K }>, pages: Pages): Page {
	const page: (one: Extract<LoginOutcome, { readonly is: K }>) => Page = pages[outcome.is];
	return page(outcome);
}

const again = "Go back to Discord and use /register again.";
const unchanged = "Nothing was changed.";

function pagesAt(now: number): Pages {
	const secondsUntil = (at: number) => Math.max(1, Math.ceil((at - now) / 1000));
	const later = (retryAt: number) => `Please try again in ${duration(secondsUntil(retryAt))}.`;
	return {
		linked: (end) =>
			page(200, "good", "You are linked", [
				<p>FACEIT confirmed that this account is yours.</p>,
				<Who {...end} />,
				end.former !== null && (
					<p>
						<Name text={end.former} /> is no longer linked with you.
					</p>
				),
				<p>When your next match starts, be in any voice channel there. You can close this page.</p>,
				<Back {...end} />,
				<Decide token={end.undo} label={questions.undo} isAside>
					Is <Name text={end.name} /> not you? Then somebody sent you their own link: undo it.
				</Decide>,
			]),
		known: (end) =>
			page(200, "good", "You are linked already", [
				<p>You proved before that this account is yours. There is nothing left to do.</p>,
				<Who {...end} />,
				<Back {...end} />,
			]),
		unconfirmed: (end) =>
			page(200, "ask", "Move the link?", [
				end.isHeld && (
					<p>
						<Name text={end.account.nickname} /> is linked with another Discord account, which proved it before. That
						account loses the link.
					</p>
				),
				end.former !== null && (
					<p>
						You are linked with <Name text={end.former} />. You can have one FACEIT account at a time.
					</p>
				),
				<p>Until you decide, nothing changes. This is what you would have:</p>,
				<Who {...end} />,
				<Decide token={end.confirm} label={questions.confirm} />,
				<p class="quiet">To leave everything as it is, close this page.</p>,
			]),
		undone: (end) =>
			page(200, "good", "Undone", [
				<p>
					<Name text={end.account.nickname} /> is no longer linked with <Name text={end.name} />. Your own FACEIT
					account was not touched.
				</p>,
				<p>To link it with your own Discord account, use /register there.</p>,
			]),
		otherAccount: (end) =>
			page(409, "bad", "That is another account", [
				<p>
					You asked to prove <Name text={end.wanted.nickname} />, and logged in at FACEIT as{" "}
					<Name text={end.account.nickname} />. {unchanged}
				</p>,
				<p>
					To prove <Name text={end.wanted.nickname} />, log out at FACEIT first. To link{" "}
					<Name text={end.account.nickname} />, use /register without a nickname.
				</p>,
				<Back {...end} />,
			]),
		denied: () => plainly(403, "You said no", `FACEIT says that you did not agree. ${unchanged}`, again),
		failed: () =>
			plainly(502, "FACEIT stopped the login", `FACEIT sent an error instead of a login. ${unchanged}`, again),
		codeRefused: () =>
			plainly(400, "FACEIT does not know this login", `It was used before, or took too long. ${unchanged}`, again),
		misconfigured: () =>
			plainly(
				502,
				"This bot is not set up right",
				`FACEIT does not accept it as the application it says it is. ${unchanged}`,
				"Please tell the person who hosts this bot to check FACEIT_CLIENT_ID and FACEIT_CLIENT_SECRET.",
			),
		unavailable: ({ why, retryAt }) => {
			const { status, text } = silences[why];
			const shown = plainly(status, "FACEIT did not answer", `${text} ${unchanged}`, `${later(retryAt)} ${again}`);
			return status === 503 ? { ...shown, retryAfter: secondsUntil(retryAt) } : shown;
		},
		busy: () => ({
			...plainly(503, "Please try again", `The bot's database was busy for too long. ${unchanged}`, again),
			retryAfter: 30,
		}),
		undecided: ({ about, token }) => ({
			...page(503, "bad", "Please try again", [
				<p>The bot's database was busy for too long. {unchanged}</p>,
				<Decide token={token} label={questions[about]} />,
			]),
			retryAfter: 30,
		}),
		unknown: () =>
			plainly(
				400,
				"This link does not work",
				`It is not complete, or it is from before the bot was restarted. ${unchanged}`,
				again,
			),
		expired: () => plainly(410, "This link is too old", `Links work for ten minutes. ${unchanged}`, again),
		used: () => plainly(409, "This link was used before", "Each link works once. Nothing was changed now.", again),
		otherBrowser: () =>
			plainly(
				403,
				"Another browser began this",
				`The login has to end in the browser in which it began, with cookies allowed. ${unchanged}`,
				again,
			),
		incomplete: () => plainly(400, "Something is missing", `FACEIT sent you back without a login. ${unchanged}`, again),
		limited: ({ retryAt }) => ({
			...plainly(429, "Slowly, please", `You began many logins in a short time. ${unchanged}`, later(retryAt)),
			retryAfter: secondsUntil(retryAt),
		}),
		crowded: ({ retryAt }) => ({
			...plainly(429, "Too many at once", `Many logins came from your network. ${unchanged}`, later(retryAt)),
			retryAfter: secondsUntil(retryAt),
		}),
		off: () =>
			plainly(
				404,
				"No login here",
				"This bot is not set up to prove accounts by FACEIT's login.",
				"In Discord, /register with your FACEIT nickname links your account.",
			),
		starting: () => ({
			...plainly(503, "One moment", `The bot is just starting. ${unchanged}`, "Reload this page in a few seconds."),
			retryAfter: 5,
		}),
		broken: () =>
			plainly(
				500,
				"Something went wrong",
				"That is on the bot's side, and it has been logged.",
				"/profile in Discord shows whether your account is linked. If not, use /register again.",
			),
		nothing: () => plainly(400, "There is nothing to see here", "This page shows how a login ended, once.", again),
	};
}

const questions: { readonly [K in Question]: string } = { confirm: "Move the link", undo: "Undo" };

const silences: { readonly [K in Unavailable["why"]]: { readonly status: number; readonly text: string } } = {
	limited: { status: 503, text: "FACEIT allows no more questions right now." },
	down: { status: 502, text: "FACEIT is having trouble right now." },
	refused: { status: 502, text: "FACEIT turned the question away." },
	slow: { status: 504, text: "FACEIT took too long." },
	unreadable: { status: 502, text: "FACEIT answered with something else, perhaps a maintenance page." },
};

function page(status: number, tone: Page["tone"], title: string, parts: ComponentChildren[]): Page {
	return { status, tone, title, body: <>{parts}</> };
}

function plainly(status: number, title: string, what: string, todo: string): Page {
	return page(status, "bad", title, [<p>{what}</p>, <p class="quiet">{todo}</p>]);
}

/** Longer than any nickname of FACEIT, and any name that Discord shows. */
const longestName = 100;

/** Foreign text, which may run from right to left. */
function Name({ text }: { readonly text: string }) {
	const short = text.length <= longestName ? text : `${beginning(text, longestName - 1)}…`;
	return (
		<strong>
			<bdi>{short}</bdi>
		</strong>
	);
}

function Who({ account, name, guildName }: Couple) {
	return (
		<dl>
			<dt>FACEIT</dt>
			<dd>
				<Name text={account.nickname} />
			</dd>
			<dt>Discord</dt>
			<dd>
				<Name text={name} />
			</dd>
			<dt>Server</dt>
			<dd>
				<Name text={guildName} />
			</dd>
		</dl>
	);
}

/** Discord's own address opens the app where there is one. */
function Back({ guildId }: Couple) {
	return (
		<p class="actions">
			<a class="button" href={`https://discord.com/channels/${guildId}`}>
				Back to Discord
			</a>
		</p>
	);
}

type DecideProps = {
	readonly token: string;
	readonly label: string;
	readonly isAside?: boolean;
	readonly children?: ComponentChildren;
};

function Decide({ token, label, isAside = false, children }: DecideProps) {
	return (
		<form class={isAside ? "aside" : "actions"} method="post" action="callback">
			{children !== undefined && <p class="quiet">{children}</p>}
			<input type="hidden" name="token" value={token} />
			<button type="submit">{label}</button>
		</form>
	);
}

function duration(seconds: number): string {
	const [count, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
	return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
