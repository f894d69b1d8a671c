// Proving an account: the whole way through a browser, every way in which it can go wrong, and that nothing leaks.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { StillBusy } from "../../src/patience.ts";
import type { Fault } from "../../src/sandbox/faceit/faults.ts";
import { guildId, openWorld, publicUrl, type Visit, type World } from "./visitor.ts";

let world: World;
let vale: string;
let other: string;

beforeEach(() => {
	world = openWorld();
	vale = world.faceit.addPlayer({ nickname: "vale" }).faceitId;
	other = world.faceit.addPlayer({ nickname: "other" }).faceitId;
});
afterEach(() => expect(world.faceit.violations).toEqual([]));

const titleOf = ({ text }: Visit) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];
const seen = (visit: Visit) => [visit.status, titleOf(visit)];

describe("given a member with a ticket", () => {
	test("when they log in, then the account is theirs, proven, and both places say so", async () => {
		const page = await world.browser().logIn(world.ticketFor("ann"), vale);
		expect(seen(page)).toEqual([200, "You are linked"]);
		expect(page.text).toContain("ann on Discord");
		expect(page.text).toContain("Vale Community");
		expect([world.holderOf(vale), world.isProven(vale)]).toEqual(["ann", true]);
		expect(world.told).toMatchObject([["ann", { is: "linked", account: { nickname: "vale" } }]]);
		expect(world.changed).toContain(vale);
	});

	test("when the account is claimed by them, then the claim is proven and keeps its date", async () => {
		await world.claim("ann", "vale");
		const { linkedAt } = world.links.byPlayer(vale) ?? {};
		await world.clock.advance(1000);
		const wanted = { faceitId: vale, nickname: "vale" };
		expect(seen(await world.browser().logIn(world.ticketFor("ann", wanted), vale))).toEqual([200, "You are linked"]);
		expect(world.links.byPlayer(vale)).toMatchObject({ linkedAt, verifiedAt: world.clock.now() });
	});

	test("when it was proven before, then nothing is left to do", async () => {
		await world.browser().logIn(world.ticketFor("ann"), vale);
		expect(seen(await world.browser().logIn(world.ticketFor("ann"), vale))).toEqual([200, "You are linked already"]);
	});

	test("when it was proven in another server, then they are known in this one as well", async () => {
		await world.browser().logIn(world.ticketFor("ann"), vale);
		world.links.part(guildId, "ann");
		world.changed.length = 0;
		await world.browser().logIn(world.ticketFor("ann"), vale);
		expect(world.links.isKnownIn(guildId, "ann")).toBe(true);
		expect(world.changed).toContain(vale);
	});

	test("when somebody else only claims it, then it is taken from them at once", async () => {
		await world.claim("eve", "vale");
		expect(seen(await world.browser().logIn(world.ticketFor("ann"), vale))).toEqual([200, "You are linked"]);
		expect([world.holderOf(vale), world.links.byMember("eve")]).toEqual(["ann", undefined]);
		expect(world.trail.untold("eve")).toMatchObject([{ what: "overrode", right: "login", nickname: "vale" }]);
		expect(world.trail.untold("ann")).toEqual([]);
	});

	test("when they log in with another account than the one they named, then nothing changes", async () => {
		const page = await world.browser().logIn(world.ticketFor("ann", { faceitId: vale, nickname: "vale" }), other);
		expect(seen(page)).toEqual([409, "That is another account"]);
		expect([world.holderOf(vale), world.holderOf(other)]).toEqual([undefined, undefined]);
	});
});

describe("given an account that somebody has proven", () => {
	beforeEach(async () => void (await world.browser().logIn(world.ticketFor("ann"), vale)));

	test("when another member logs in with it, then they are asked, and it moves once they say so", async () => {
		const browser = world.browser();
		const question = await browser.logIn(world.ticketFor("bob"), vale);
		expect(seen(question)).toEqual([200, "Move the link?"]);
		expect(world.holderOf(vale)).toBe("ann");
		expect(seen(await browser.press(question))).toEqual([200, "You are linked"]);
		expect(world.holderOf(vale)).toBe("bob");
		expect(world.trail.untold("ann")).toMatchObject([{ what: "overrode", right: "login" }]);
	});

	test("when the question is answered from another browser, or twice, or too late, then nothing changes", async () => {
		const browser = world.browser();
		const question = await browser.logIn(world.ticketFor("bob"), vale);
		expect(seen(await world.browser().press(question))).toEqual([403, "Another browser began this"]);
		expect(seen(await browser.press(question))).toEqual([409, "This link was used before"]);
		expect(world.holderOf(vale)).toBe("ann");
		const late = await browser.logIn(world.ticketFor("bob"), vale);
		await world.clock.advance(10 * 60_000);
		expect(seen(await browser.press(late))).toEqual([410, "This link is too old"]);
		expect(world.holderOf(vale)).toBe("ann");
	});

	test("when the form comes from another site, then it is refused", async () => {
		const browser = world.browser();
		const question = await browser.logIn(world.ticketFor("bob"), vale);
		for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }])
			expect((await browser.press(question, headers)).status).toBe(403);
		expect(world.holderOf(vale)).toBe("ann");
	});
});

test("given another account of their own, when they log in, then they are asked before it is replaced", async () => {
	await world.claim("ann", "other");
	const browser = world.browser();
	const question = await browser.logIn(world.ticketFor("ann"), vale);
	expect(seen(question)).toEqual([200, "Move the link?"]);
	expect(question.text).toContain("other");
	expect([world.holderOf(vale), world.holderOf(other)]).toEqual([undefined, "ann"]);
	expect(seen(await browser.press(question))).toEqual([200, "You are linked"]);
	expect([world.holderOf(vale), world.holderOf(other)]).toEqual(["ann", undefined]);
});

describe("given somebody was sent another person's ticket, and logged in", () => {
	test("when they undo it, then the link is gone, once, and the other learns it", async () => {
		const browser = world.browser();
		const page = await browser.logIn(world.ticketFor("eve"), vale);
		expect(page.text).toContain("eve on Discord");
		expect(seen(await browser.press(page))).toEqual([200, "Undone"]);
		expect(world.holderOf(vale)).toBeUndefined();
		expect(world.trail.untold("eve")).toMatchObject([{ what: "unlinked", right: "login" }]);
		await world.claim("ann", "vale");
		expect(seen(await browser.press(page))).toEqual([200, "Undone"]);
		expect(world.holderOf(vale)).toBe("ann");
	});

	test("when they click twice, then both answers say that it is undone, and it is told once", async () => {
		const browser = world.browser();
		const page = await browser.logIn(world.ticketFor("eve"), vale);
		const both = await Promise.all([browser.press(page), browser.press(page)]);
		expect(both.map(seen)).toEqual([
			[200, "Undone"],
			[200, "Undone"],
		]);
		expect(world.told.map(([, { is }]) => is)).toEqual(["linked", "undone"]);
	});

	test.each([
		["is held", new StillBusy("held"), [503, "Please try again"]],
		["fails", new Error("disk I/O error"), [500, "Something went wrong"]],
	])("when the database %s meanwhile, then they can undo it later", async (_, error, expected) => {
		const browser = world.browser();
		const page = await browser.logIn(world.ticketFor("eve"), vale);
		world.failWith(error);
		const failed = await browser.press(page);
		expect(seen(failed)).toEqual(expected);
		world.failWith(undefined);
		expect(seen(await browser.press(failed.status === 503 ? failed : page))).toEqual([200, "Undone"]);
		expect(world.holderOf(vale)).toBeUndefined();
	});

	test("when the account has been given to somebody else meanwhile, then undoing changes nothing", async () => {
		const browser = world.browser();
		const page = await browser.logIn(world.ticketFor("eve"), vale);
		const second = world.browser();
		await second.press(await second.logIn(world.ticketFor("ann"), vale));
		expect((await browser.press(page)).status).toBe(409);
		expect(world.holderOf(vale)).toBe("ann");
	});
});

describe("given a ticket, a state or a cookie that is not right, then it is refused, and nothing changes", () => {
	afterEach(() => expect(world.holderOf(vale)).toBeUndefined());

	test.each([
		["none", "", [400, "This link does not work"]],
		["a made-up one", "?ticket=made-up", [400, "This link does not work"]],
		["two", "?ticket=a&ticket=b", [400, "This link does not work"]],
	])("a ticket: %s", async (_, query, expected) => {
		expect(seen(await world.browser().visit(`${publicUrl}/auth/faceit/start${query}`))).toEqual(expected);
	});

	test("a ticket that was used", async () => {
		const ticket = world.ticketFor("ann");
		await world.browser().begin(ticket);
		expect(seen(await world.browser().visit(ticket))).toEqual([409, "This link was used before"]);
	});

	test("a ticket that is too old", async () => {
		const ticket = world.ticketFor("ann");
		await world.clock.advance(10 * 60_000);
		expect(seen(await world.browser().visit(ticket))).toEqual([410, "This link is too old"]);
	});

	test("a state that is made up", async () => {
		const browser = world.browser();
		const back = new URL(world.faceit.approve(await browser.begin(world.ticketFor("ann")), vale));
		back.searchParams.set("state", "made-up");
		expect(seen(await browser.visit(back.href))).toEqual([400, "This link does not work"]);
	});

	test("a state that is too old", async () => {
		const browser = world.browser();
		const login = await browser.begin(world.ticketFor("ann"));
		await world.clock.advance(10 * 60_000);
		expect(seen(await browser.visit(world.faceit.approve(login, vale)))).toEqual([410, "This link is too old"]);
	});

	test.each(["another browser", "no cookie", "a made-up cookie"])("%s: and the state is spent", async (what) => {
		const browser = world.browser();
		const back = world.faceit.approve(await browser.begin(world.ticketFor("ann")), vale);
		const thief = world.browser();
		if (what === "another browser") await thief.begin(world.ticketFor("eve"));
		if (what === "a made-up cookie") thief.setCookie("faceit_login=made-up");
		expect(seen(await thief.visit(back))).toEqual([403, "Another browser began this"]);
		expect(seen(await browser.visit(back))).toEqual([409, "This link was used before"]);
	});

	test("a code that FACEIT does not know", async () => {
		const browser = world.browser();
		const back = new URL(world.faceit.approve(await browser.begin(world.ticketFor("ann")), vale));
		back.searchParams.set("code", "made-up");
		expect(seen(await browser.visit(back.href))).toEqual([400, "FACEIT does not know this login"]);
	});

	test("no code at all", async () => {
		const browser = world.browser();
		const back = new URL(world.faceit.approve(await browser.begin(world.ticketFor("ann")), vale));
		back.searchParams.delete("code");
		expect(seen(await browser.visit(back.href))).toEqual([400, "Something is missing"]);
	});

	test("the user says no", async () => {
		const browser = world.browser();
		const back = world.faceit.deny(await browser.begin(world.ticketFor("ann")));
		expect(seen(await browser.visit(back))).toEqual([403, "You said no"]);
		expect(world.told).toMatchObject([["ann", { is: "denied" }]]);
	});

	test("FACEIT sends another error back", async () => {
		const browser = world.browser();
		const back = new URL(world.faceit.deny(await browser.begin(world.ticketFor("ann"))));
		back.searchParams.set("error", "server_error");
		expect(seen(await browser.visit(back.href))).toEqual([502, "FACEIT stopped the login"]);
	});

	test("the callback is opened by itself", async () => {
		const page = await world.browser().visit(`${publicUrl}/auth/faceit/callback`);
		expect(seen(page)).toEqual([400, "There is nothing to see here"]);
	});
});

const faults: readonly (readonly [title: string, fault: Fault, status: number])[] = [
	["is down", { status: 502, html: "<html>Bad gateway</html>" }, 502],
	["answers with a page", { status: 403, html: "<html>Just a moment...</html>" }, 502],
	["cuts the connection", { reset: true }, 502],
	["answers half", { truncatedJson: true }, 502],
	["allows no more calls", { retryAfter: 30 }, 503],
	["does not answer", { hang: true }, 504],
];

test.each(
	faults.flatMap((row) => [
		["the code", "/oauth/token", ...row] as const,
		["the account", "/userinfo", ...row] as const,
	]),
)(
	"given FACEIT is asked for %s at %s and %s, then that is said, nothing changes, and the next try works",
	async (_, path, __, fault, status) => {
		const end = world.faceit.fault({ path }, fault);
		const page = await world.browser().logIn(world.ticketFor("ann"), vale);
		expect(seen(page)).toEqual([status, "FACEIT did not answer"]);
		expect(world.holderOf(vale)).toBeUndefined();
		end();
		expect((await world.browser().logIn(world.ticketFor("ann"), vale)).status).toBe(200);
	},
);

test("given the database is held for too long, then that is said, and nothing changes", async () => {
	world = openWorld({ fault: new StillBusy("held") });
	vale = world.faceit.addPlayer({ nickname: "vale" }).faceitId;
	const page = await world.browser().logIn(world.ticketFor("ann"), vale);
	expect([...seen(page), page.headers.get("retry-after")]).toEqual([503, "Please try again", "30"]);
	expect(world.holderOf(vale)).toBeUndefined();
});

test("given a fault of our own, then a page says so, and the log has it, without a secret", async () => {
	world = openWorld({ fault: new Error("disk I/O error") });
	vale = world.faceit.addPlayer({ nickname: "vale" }).faceitId;
	expect(seen(await world.browser().logIn(world.ticketFor("ann"), vale))).toEqual([500, "Something went wrong"]);
	expect(world.facts.at(-1)).toMatchObject({ kind: "pageFailed", error: { message: "disk I/O error" } });
});

describe("given somebody tries again and again", () => {
	test("when a member begins more than ten logins, then they are asked to wait, and the ticket stays good", async () => {
		for (let n = 0; n < 10; n += 1) await world.browser().begin(world.ticketFor("ann"));
		const ticket = world.ticketFor("ann");
		const page = await world.browser().visit(ticket);
		expect(seen(page)).toEqual([429, "Slowly, please"]);
		expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(0);
		await world.browser().begin(world.ticketFor("bob"));
		await world.clock.advance(9 * 60_000);
		expect((await world.browser().visit(ticket)).status).toBe(429);
		await world.clock.advance(60_000);
		expect((await world.browser().visit(world.ticketFor("ann"))).status).toBe(303);
	});

	test("when an address makes a hundred requests at once, then it has to wait", async () => {
		const browser = world.browser();
		const pages: Visit[] = [];
		for (let n = 0; n < 100; n += 1) pages.push(await browser.visit(`${publicUrl}/auth/faceit/start?ticket=${n}`));
		expect(pages.filter(({ status }) => status === 400)).toHaveLength(60);
		expect(seen(pages.at(-1) ?? { status: 0, text: "", headers: new Headers() })).toEqual([429, "Too many at once"]);
		await world.clock.advance(2_000);
		expect((await browser.visit(`${publicUrl}/auth/faceit/start?ticket=x`)).status).toBe(400);
	});

	test.each([
		["HEAD", { method: "HEAD" }],
		["a prefetch", { headers: { "sec-purpose": "prefetch" } }],
	])("when it is %s, then the ticket stays good", async (_, init) => {
		const ticket = world.ticketFor("ann");
		expect((await world.browser().visit(ticket, init)).status).toBe(204);
		expect((await world.browser().logIn(ticket, vale)).status).toBe(200);
	});
});

test("given the login is not set up, or the program is starting, then each is said", async () => {
	expect(seen(await openWorld({ isOn: false }).browser().visit(`${publicUrl}/auth/faceit/start`))).toEqual([
		404,
		"No login here",
	]);
	const early = await openWorld({ isReady: false }).browser().visit(`${publicUrl}/auth/faceit/start?ticket=x`);
	expect([...seen(early), early.headers.get("retry-after")]).toEqual([503, "One moment", "5"]);
});

describe("given any page", () => {
	test("then it loads nothing, is framed by nobody, and is kept by nobody", async () => {
		const { headers, text } = await world.browser().logIn(world.ticketFor("ann"), vale);
		expect(headers.get("content-security-policy")).toMatch(
			/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
		);
		expect(headers.get("cache-control")).toBe("no-store");
		expect(headers.get("referrer-policy")).toBe("no-referrer");
		expect(text).not.toMatch(/src=|url\(|@import/);
	});

	test("then the cookie is the browser's own, and unreadable to scripts", async () => {
		const start = await world.browser().visit(world.ticketFor("ann"));
		expect(start.headers.get("set-cookie")).toMatch(
			/^faceit_login=[\w-]{43}; Max-Age=1200; Path=\/auth\/faceit; HttpOnly; SameSite=Lax; Secure$/,
		);
		expect(start.headers.get("cache-control")).toBe("no-store");
	});

	test.each([
		["http://127.0.0.1:8000", "Path=/auth/faceit; HttpOnly; SameSite=Lax"],
		["https://example.com/bot", "Path=/bot/auth/faceit; HttpOnly; SameSite=Lax; Secure"],
	])("then the cookie fits the address %p", async (address, attributes) => {
		const start = await openWorld({ address }).visitWithTicket();
		expect(start.headers.get("set-cookie")?.replace(/^.*Max-Age=1200; /, "")).toBe(attributes);
	});

	test("then foreign names are text", async () => {
		const evil = world.faceit.addPlayer({ nickname: "<script>alert(1)</script>" });
		const { text } = await world.browser().logIn(world.ticketFor("<b>ann</b>"), evil.faceitId);
		expect(text).toContain("&lt;script>alert(1)&lt;/script>");
		expect(text).not.toContain("<b>ann");
	});

	test("then neither pages nor facts hold a ticket, a state, a code, a cookie or a token", async () => {
		const browser = world.browser();
		const ticket = world.ticketFor("ann");
		const login = await browser.begin(ticket);
		const back = world.faceit.approve(login, vale);
		const page = await browser.visit(back);
		const again = await browser.visit(back);
		const secrets = [
			new URL(ticket).searchParams.get("ticket"),
			new URL(login).searchParams.get("state"),
			new URL(back).searchParams.get("code"),
			browser.cookie()?.split("=")[1],
			world.faceit.clientSecret,
		];
		const said = JSON.stringify([page.text, again.text, world.facts]);
		for (const secret of secrets) {
			expect(secret?.length).toBeGreaterThan(20);
			expect(said).not.toContain(secret ?? "");
		}
		const kept = JSON.stringify(world.store.sqlite.query("SELECT * FROM memos").all());
		expect(kept).not.toContain(secrets[0] ?? "");
	});
});
