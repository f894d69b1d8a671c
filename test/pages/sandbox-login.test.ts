// The sandbox's login page, which people meet in the demo: in every look, by mouse and by keyboard.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type FaceitSandbox, startFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { type Look, looks, openBrowser, type TestBrowser } from "./browser.ts";
import { violations } from "./violations.ts";

let browser: TestBrowser;
let faceit: FaceitSandbox;
let app: Bun.Server<undefined>;

beforeAll(async () => {
	browser = await openBrowser();
	faceit = startFaceitSandbox();
	for (const nickname of ["vale", "a-nickname-of-24-letters", "Ünïcode <b>&amp;"]) faceit.addPlayer({ nickname });
	const html = '<!doctype html><html lang="en"><title>Back</title><h1>Back</h1></html>';
	const headers = { "content-type": "text/html; charset=utf-8" };
	app = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response(html, { headers }) });
	faceit.registerRedirect(callback());
});

afterAll(async () => {
	await browser.close();
	await faceit.stop();
	await app.stop(true);
});

const callback = () => `http://127.0.0.1:${app.port}/auth/faceit/callback`;

async function visitor(look: Partial<Look> = {}, changes: Record<string, string> = {}) {
	const query = new URLSearchParams({
		...{ response_type: "code", client_id: faceit.clientId, redirect_uri: callback(), scope: "openid", state: "s1" },
		...{ code_challenge: "c".repeat(43), code_challenge_method: "S256", redirect_popup: "true", ...changes },
	});
	const someone = await browser.visit({ ...look, origins: [faceit.accountsUrl, callback()] });
	await someone.page.goto(`${faceit.accountsUrl}?${query}`);
	return someone;
}

test.each([...looks])("the page is fine for everybody: %p", async (look) => {
	const { page, problems, screenshot } = await visitor(look);
	await screenshot("sandbox-login");
	expect(await violations(page)).toEqual([]);
	await page.getByRole("link", { name: "a-nickname-of-24-letters" }).focus();
	expect(await violations(page)).toEqual([]);
	expect(problems()).toEqual([]);
});

test.each([...looks])("so is its refusal: %p", async (look) => {
	const { page, problems, screenshot } = await visitor(look, { redirect_popup: "false", scope: "" });
	await screenshot("sandbox-login-refused");
	expect(await page.getByText("redirect_popup is not true").count()).toBe(1);
	expect(await violations(page)).toEqual([]);
	expect(problems()).toEqual([]);
});

test("a click on a player leads back with a code and the state", async () => {
	const { page, problems } = await visitor();
	await page.getByRole("link", { name: "vale" }).click();
	await page.getByRole("heading", { name: "Back" }).waitFor();
	const url = new URL(page.url());
	expect(url.href).toStartWith(`${callback()}?`);
	expect([...url.searchParams.keys()]).toEqual(["code", "state"]);
	expect(url.searchParams.get("state")).toBe("s1");
	expect(problems()).toEqual([]);
});

test("everything can be reached by keyboard, in the order it is read; the last is to deny", async () => {
	const { page, problems } = await visitor();
	const reached: unknown[] = [];
	for (let each = 0; each < 4; each += 1) {
		await page.keyboard.press("Tab");
		reached.push(await page.evaluate("document.activeElement.textContent"));
	}
	expect(reached).toEqual(["vale", "a-nickname-of-24-letters", "Ünïcode <b>&amp;", "Deny"]);
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Back" }).waitFor();
	expect(new URL(page.url()).searchParams.get("error")).toBe("access_denied");
	expect(problems()).toEqual([]);
});
