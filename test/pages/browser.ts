// A headless browser for the tests of pages, in the looks that people have, which notes whatever goes wrong in it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";

export type Look = { readonly colorScheme: "light" | "dark"; readonly width: "desktop" | "phone" };

/** Every page has to be fine in each of them. */
export const looks: readonly Look[] = [
	{ colorScheme: "light", width: "desktop" },
	{ colorScheme: "dark", width: "desktop" },
	{ colorScheme: "light", width: "phone" },
	{ colorScheme: "dark", width: "phone" },
];

export type Visit = Partial<Look> & {
	/** Addresses whose origins may be asked for something; any other request is a problem. */
	readonly origins: readonly string[];
	/** Whatever else Playwright can set, such as `javaScriptEnabled`. */
	readonly context?: BrowserContextOptions;
};

export type Visitor = {
	readonly page: Page;
	/** What went wrong so far: errors and warnings in the console, refusals by the CSP, requests that leave the origins. */
	readonly problems: () => string[];
	/** Saves what is seen as NAME.LOOK.png in the folder that SCREENSHOTS names; does nothing without it. */
	readonly screenshot: (name: string) => Promise<void>;
};

export type TestBrowser = {
	/** Somebody new, with cookies of their own, until the browser is closed. Light and desktop if not told otherwise. */
	readonly visit: (visit: Visit) => Promise<Visitor>;
	readonly close: () => Promise<void>;
};

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

/** No name but this machine's own is found, so that nothing gets out, not even by mistake. */
const alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost";

/** How long a page may take, in ms: long, since a busy machine is no fault of the page. */
const patience = 120_000;

/** Playwright's own flags say the rest: headless, no sandbox, no first run, nothing in the background. */
const flags = ["--disable-gpu", "--disable-quic", "--disable-sync", alone];

/** One for a test file: open it in beforeAll, close it in afterAll. */
export async function openBrowser(): Promise<TestBrowser> {
	const browser = await chromium.launch({ executablePath: chromiumPath(), args: flags, timeout: patience });
	return {
		async visit({ colorScheme = "light", width = "desktop", origins, context }) {
			const options = { colorScheme, viewport: sizes[width], ignoreHTTPSErrors: true, ...context };
			const page = await (await browser.newContext(options)).newPage();
			page.setDefaultTimeout(patience);
			return {
				page,
				problems: problemsOf(page, new Set(origins.map((address) => new URL(address).origin))),
				screenshot: (name) => screenshot(page, `${name}.${colorScheme}.${width}.png`),
			};
		},
		close: () => browser.close(),
	};
}

function problemsOf(page: Page, origins: ReadonlySet<string>): () => string[] {
	const seen: { readonly what: string; readonly url?: string }[] = [];
	const pages = new Set<string>();
	page.on("pageerror", (error) => seen.push({ what: `error: ${error.message}` }));
	page.on("console", (message) => {
		if (!["error", "warning"].includes(message.type())) return;
		seen.push({ what: `console: ${message.text()}`, url: message.location().url });
	});
	page.on("request", (request) => {
		const { protocol, origin } = new URL(request.url());
		if (request.isNavigationRequest()) pages.add(request.url());
		if (protocol !== "data:" && !origins.has(origin))
			seen.push({ what: `request: ${request.method()} ${request.url()}` });
	});
	// A page that says what went wrong has the status of it, which the console calls a resource that was not loaded.
	const isStatus = ({ what, url = "" }: (typeof seen)[number]) =>
		what.startsWith("console: Failed to load resource: the server responded") && pages.has(url);
	return () => seen.filter((each) => !isStatus(each)).map(({ what }) => what);
}

async function screenshot(page: Page, file: string): Promise<void> {
	const folder = process.env.SCREENSHOTS;
	if (folder === undefined || folder === "") return;
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, file), fullPage: true });
}
