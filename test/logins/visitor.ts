// A member with a browser of their own, between the program's login pages and FACEIT's: all in process, on a virtual clock.

import { faceitApi } from "../../src/faceit/api.ts";
import { faceitLogin } from "../../src/faceit/login.ts";
import type { Fact } from "../../src/fact.ts";
import type { Account, Applicant, LoginDecision, LoginEnd } from "../../src/login.ts";
import { openLogins } from "../../src/logins.ts";
import { openPlayers } from "../../src/players.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { openTables } from "../../src/store/tables.ts";
import { loginRoutes } from "../../src/web/login.ts";
// Loaded ahead: on a virtual clock nothing waits for a file.
import "../../src/web/login-pages.tsx";
import { virtualClock } from "../clock.ts";
import { memoryStore } from "../memory-store.ts";

export const publicUrl = "https://comms.example.com";
export const guildId = "1000";

export type Visit = { readonly status: number; readonly text: string; readonly headers: Headers };

export type World = ReturnType<typeof openWorld>;

type Words = { readonly isReady?: boolean; readonly isOn?: boolean; readonly fault?: Error; readonly address?: string };

/** `isReady` false: the program has not started yet; `isOn` false: the login is not set up; `fault`: what proving fails with. */
export function openWorld({ isReady = true, isOn = true, fault, address = publicUrl }: Words = {}) {
	const clock = virtualClock();
	const redirectUrl = `${publicUrl}/auth/faceit/callback`;
	const faceit = openFaceitSandbox({ clock, redirectUris: [redirectUrl] });
	const facts: Fact[] = [];
	const publish = (fact: Fact) => void facts.push(fact);
	const store = memoryStore();
	const { links, trail } = openTables(store, clock.now());
	const { apiUrl: url, apiKey: key, clientId, clientSecret, accountsUrl, authUrl } = faceit;
	const api = faceitApi({ clock, url, key, perSecond: 1_000, fetch: faceit.answer });
	const changed: string[] = [];
	const players = openPlayers({ clock, links, faceit: api, onChange: (faceitId) => void changed.push(faceitId) });
	const client = faceitLogin({
		...{ clientId, clientSecret, accountsUrl, authUrl, redirectUrl, clock, publish, fetch: faceit.answer },
		nicknameOf: async () => undefined,
	});
	let drawn = 0;
	const secret = () => {
		drawn += 1;
		return new Bun.CryptoHasher("sha256").update(`secret ${drawn}`).digest("base64url");
	};
	let failing = fault;
	const orFail = <T>(work: () => Promise<T>) => (failing === undefined ? work() : Promise.reject(failing));
	const prove: typeof players.prove = (...given) => orFail(() => players.prove(...given));
	const disprove: typeof players.disprove = (...given) => orFail(() => players.disprove(...given));
	const logins = openLogins({ clock, publish, secret, publicUrl, client, players: { prove, disprove } });
	const open = isReady ? logins : undefined;
	const routes = loginRoutes({ clock, publish, publicUrl: address, proxy: null, logins: () => (isOn ? open : null) });
	const told: (readonly [discordId: string, end: LoginEnd | LoginDecision])[] = [];

	async function done<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		void work.finally(() => (isDone = true)).catch(() => undefined);
		await clock.runUntil(() => isDone, 60_000);
		return work;
	}

	/** A browser: it keeps its cookie. */
	function browser() {
		let cookie: string | undefined;
		async function visit(address: string, init: RequestInit = {}): Promise<Visit> {
			const headers = new Headers(init.headers);
			if (cookie !== undefined) headers.set("cookie", cookie);
			const request = new Request(address.replace(publicUrl, "http://localhost"), { ...init, headers });
			const response = await done(Promise.resolve(routes.handle(request)));
			cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
			return { status: response.status, text: await response.text(), headers: response.headers };
		}
		return {
			visit,
			cookie: () => cookie,
			setCookie: (next: string | undefined) => {
				cookie = next;
			},
			/** Follows the ticket to FACEIT's login; returns its address. */
			async begin(ticket: string): Promise<string> {
				const start = await visit(ticket);
				if (start.status !== 303) throw new Error(`the login did not start: ${start.status}`);
				return start.headers.get("location") ?? "";
			},
			/** The whole way: the ticket, FACEIT's login as this player, and back. */
			async logIn(ticket: string, faceitId: string): Promise<Visit> {
				return visit(faceit.approve(await this.begin(ticket), faceitId));
			},
			/** Presses the button of the form on the page. */
			async press(page: Visit, headers: Record<string, string> = {}): Promise<Visit> {
				const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
				const body = new URLSearchParams({ token }).toString();
				const type = { "content-type": "application/x-www-form-urlencoded" };
				return visit(`${publicUrl}/auth/faceit/callback`, { method: "POST", body, headers: { ...type, ...headers } });
			},
		};
	}

	return {
		...{ clock, faceit, facts, store, links, trail, players, logins, told, changed, browser, done },
		/** The address that the member's button opens. */
		ticketFor(discordId: string, wanted: Account | null = null): string {
			const applicant: Applicant = {
				...{ member: { discordId, guildId }, name: `${discordId} on Discord`, guildName: "Vale Community", wanted },
				tell: async (end) => void told.push([discordId, end]),
			};
			return logins.offer(applicant);
		},
		/** What proving and taking back fail with from now on; undefined for nothing. */
		failWith(error: Error | undefined): void {
			failing = error;
		},
		/** Somebody opens a ticket in a browser of their own. */
		visitWithTicket(): Promise<Visit> {
			return browser().visit(this.ticketFor("ann"));
		},
		/** Claims the nickname with /register. */
		claim: (discordId: string, nickname: string) => done(players.register({ discordId, guildId }, nickname)),
		holderOf: (faceitId: string) => links.byPlayer(faceitId)?.discordId,
		isProven: (faceitId: string) => (links.byPlayer(faceitId)?.verifiedAt ?? null) !== null,
	};
}
