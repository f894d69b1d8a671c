import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { openBrowser, type TestBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";
import { violations } from "./violations.ts";

let browser: TestBrowser;
beforeAll(async () => {
	browser = await openBrowser();
});
afterAll(() => browser.close());

const servers: Bun.Server<undefined>[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await server.stop(true);
});

/** Serves one page at every path; returns its address. */
function serve(body: string, { status = 200, csp = "default-src 'none'" } = {}): string {
	const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": csp };
	const html = `<!doctype html><html lang="en"><title>Page</title><main>${body}</main></html>`;
	const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response(html, { status, headers }) });
	servers.push(server);
	return server.url.href;
}

async function seen(body: string, options?: { status?: number; csp?: string }) {
	const url = serve(body, options);
	const visitor = await browser.visit({ origins: [url], width: "phone" });
	await visitor.page.goto(url);
	return visitor;
}

describe("a page", () => {
	test("that is fine has no problems, whatever its status, and none come from looking for them", async () => {
		for (const status of [200, 404, 503]) {
			const { page, problems } = await seen("<h1>Fine</h1><p>Nothing to see.</p>", { status });
			expect(await violations(page)).toEqual([]);
			await page.screenshot();
			expect(problems()).toEqual([]);
		}
	});

	test("is shown in the look that is asked for", async () => {
		const url = serve("<h1>Fine</h1>");
		const { page } = await browser.visit({ origins: [url], colorScheme: "dark", width: "phone" });
		await page.goto(url);
		const asked = "[matchMedia('(prefers-color-scheme: dark)').matches, innerWidth]";
		expect(await page.evaluate(asked)).toEqual([true, 360]);
	});

	test.each([
		["what its policy refuses", '<p style="color: red">Red</p>', "Content Security Policy"],
		["a request that leaves its origin", '<img alt="" src="http://localhost:1/picture.png">', "request: GET"],
		["an error of its script", "<script>nobody.home()</script>", "nobody is not defined"],
		["a resource that is missing", '<img alt="" src="/missing.png">', "console: Failed to load"],
	])("has a problem with %s", async (what, body, problem) => {
		const csp = what.startsWith("what") ? "default-src 'none'" : "script-src 'unsafe-inline'";
		const { problems } = await seen(body, { csp, status: 404 });
		expect(problems().join("\n")).toContain(problem);
	});

	test.each([
		["text that is hard to read", '<p style="color: #999">Pale</p>', "color-contrast"],
		["links that are too small to hit", '<a href="#a">a</a><br><a href="#b">b</a>', "target-size"],
		["a picture that says nothing", "<img>", "image-alt"],
		["a line that is wider than a phone", "<p>Long</p><div style='width: 500px'>wide</div>", "reflow"],
	])("breaks a rule by %s", async (_, body, rule) => {
		const { page } = await seen(body, { csp: "img-src 'none'" });
		expect((await violations(page)).join("\n")).toContain(rule);
	});
});

describe("the browser", () => {
	test("is where CHROMIUM says, or where systems put it; if it is nowhere, the error says what to do", () => {
		expect(chromiumPath("/opt/chrome", () => true)).toBe("/opt/chrome");
		expect(chromiumPath("", (path) => path === "/usr/bin/google-chrome")).toBe("/usr/bin/google-chrome");
		expect(() => chromiumPath("/opt/chrome", () => false)).toThrow("none at /opt/chrome");
		expect(() => chromiumPath(undefined, () => false)).toThrow("apt-get install chromium");
	});

	test("reaches no other machine", async () => {
		const { page, problems } = await browser.visit({ origins: [] });
		const failed = page.goto("http://example.com/").then(String, String);
		expect(await failed).toContain("ERR_NAME_NOT_RESOLVED");
		expect(problems()).toContain("request: GET http://example.com/");
	});
});
