// The pages before and after FACEIT's login: each of them, in every look; and the whole way through the real program.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type LoginOutcome, loginPage } from "../../src/web/login-pages.tsx";
import { type ProgramWorld, startWorld } from "../program/world.ts";
import { looks, openBrowser, type TestBrowser } from "./browser.ts";
import { violations } from "./violations.ts";

let browser: TestBrowser;
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(() => browser.close());

const now = 1_795_370_400_000;
const couple = {
	...{ name: "Ann the Great", guildName: "Vale Community", guildId: "1046783920011223344" },
	account: { faceitId: "f", nickname: "vale_one" },
};
/** Names that are as long and as strange as they can be. */
const strange = {
	...couple,
	name: "‮eman a si siht ".repeat(20),
	guildName: "W".repeat(100),
	account: { faceitId: "f", nickname: "<b>&amp;</b>-_-_-_-_-_-_-" },
};
const token = "t".repeat(43);

const outcomes: { readonly [K in LoginOutcome["is"]]: readonly LoginOutcome[] } = {
	linked: [
		{ is: "linked", former: null, undo: token, ...couple },
		{ is: "linked", former: "x".repeat(300), undo: token, ...strange },
	],
	known: [{ is: "known", ...couple }],
	unconfirmed: [
		{ is: "unconfirmed", former: "old_name", isHeld: true, confirm: token, ...couple },
		{ is: "unconfirmed", former: null, isHeld: true, confirm: token, ...strange },
	],
	undone: [{ is: "undone", ...couple }],
	otherAccount: [{ is: "otherAccount", wanted: { faceitId: "w", nickname: "wanted" }, ...couple }],
	denied: [{ is: "denied" }],
	failed: [{ is: "failed" }],
	codeRefused: [{ is: "codeRefused" }],
	misconfigured: [{ is: "misconfigured" }],
	unavailable: (["limited", "down", "refused", "slow", "unreadable"] as const).map((why) => ({
		...{ is: "unavailable" as const, why, retryAt: now + 30_000 },
	})),
	busy: [{ is: "busy" }],
	undecided: [
		{ is: "undecided", about: "undo", token },
		{ is: "undecided", about: "confirm", token },
	],
	unknown: [{ is: "unknown" }],
	expired: [{ is: "expired" }],
	used: [{ is: "used" }],
	otherBrowser: [{ is: "otherBrowser" }],
	incomplete: [{ is: "incomplete" }],
	limited: [{ is: "limited", retryAt: now + 125_000 }],
	crowded: [{ is: "crowded", retryAt: now + 1 }],
	off: [{ is: "off" }],
	starting: [{ is: "starting" }],
	broken: [{ is: "broken" }],
	nothing: [{ is: "nothing" }],
};

const all = Object.values(outcomes).flat();

describe("every page", () => {
	let server: Bun.Server<undefined>;
	beforeAll(() => {
		server = Bun.serve({
			...{ hostname: "127.0.0.1", port: 0 },
			fetch: (request) => loginPage(all[Number(new URL(request.url).pathname.slice(1))] ?? { is: "nothing" }, now),
		});
	});
	afterAll(() => server.stop(true));

	test.each([...looks])("is fine for everybody, and forgets what its address carried: %p", async (look) => {
		const { page, problems, screenshot } = await browser.visit({ ...look, origins: [server.url.href] });
		for (const [at, outcome] of all.entries()) {
			await page.goto(`${server.url.href}${at}?code=secret&state=secret`);
			await screenshot(`login-${String(at).padStart(2, "0")}-${outcome.is}`);
			expect([outcome.is, ...(await violations(page))]).toEqual([outcome.is]);
			expect(page.url()).toBe(`${server.url.href}${at}`);
			expect(await page.getByRole("heading").count()).toBe(1);
		}
		expect(problems()).toEqual([]);
	});
});

describe("a member with a browser", () => {
	let world: ProgramWorld;
	beforeAll(async () => {
		// The program has to know its own address before it has a port.
		const spare = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
		const { port = 0 } = spare;
		await spare.stop(true);
		const env = { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
		world = await startWorld({ playersPerTeam: 1, settled: false, canLogIn: true, env });
		world.faceit.registerRedirect(`${env.PUBLIC_URL}/auth/faceit/callback`);
		await world.eventually(() => world.discord.commands(world.guildId).length > 0, "the commands are registered");
	});
	afterAll(() => world.stop());

	test("presses the button in Discord, logs in at FACEIT, is linked, and can undo it", async () => {
		const [ann] = world.people;
		if (ann === undefined) throw new Error("there is nobody");
		const reply = await world.discord.command(world.guildId, ann.discordId, "register");
		const [, address = ""] = /"url":"([^"]+)"/.exec(JSON.stringify(reply.message?.components)) ?? [];
		const { page, problems } = await browser.visit({ origins: [world.url, world.faceit.accountsUrl] });
		await page.goto(address);
		await page.getByRole("link", { name: ann.nickname }).click();
		await page.getByRole("heading", { name: "You are linked" }).waitFor();
		expect(page.url()).toBe(`${world.url}/auth/faceit/callback`);
		expect(await page.getByText("Vale Gaming").count()).toBe(1);
		expect(world.stored("SELECT nickname FROM links")).toEqual([{ nickname: ann.nickname }]);

		await page.getByRole("button", { name: "Undo" }).click();
		await page.getByRole("heading", { name: "Undone" }).waitFor();
		expect(world.stored("SELECT nickname FROM links")).toEqual([]);
		expect(problems()).toEqual([]);
		expect(world.faceit.violations).toEqual([]);
	});
});
