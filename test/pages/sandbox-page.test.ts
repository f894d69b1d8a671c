// The sandbox's page as a newcomer uses it: the real program behind it, everything done by clicks and keys.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import type { Page } from "playwright-core";
import { runDemo } from "../../src/demo.ts";
import { type Look, looks, openBrowser, type TestBrowser } from "./browser.ts";
import { violations } from "./violations.ts";

let browser: TestBrowser;
let url: string;
const ending = new AbortController();
let ended: Promise<number>;

beforeAll(async () => {
	browser = await openBrowser();
	const said = Promise.withResolvers<string>();
	let text = "";
	ended = runDemo({
		...{ isFast: true, isColoured: false, keep: new PassThrough(), signal: ending.signal },
		write(more) {
			text += more;
			const [, address] = /In a browser: (\S+)/.exec(text) ?? [];
			// The story is told first; the page is for what comes after it.
			if (address !== undefined && text.includes("Everything keeps running")) said.resolve(address);
		},
	});
	url = await Promise.race([said.promise, ended.then((code) => Promise.reject(new Error(`it ended with ${code}`)))]);
});
afterAll(async () => {
	ending.abort();
	await ended;
	await browser.close();
});

/** Somebody who opens the page, and what they do on it. */
async function visit(look: Partial<Look> = {}) {
	const visitor = await browser.visit({ origins: [url], ...look });
	const { page } = visitor;
	await page.goto(url);
	await page.getByRole("heading", { name: "Vale Gaming" }).waitFor();
	const isPhone = look.width === "phone";
	return {
		...visitor,
		be: async (name: string) => {
			if (isPhone) await drawer(page);
			await page.getByLabel("You are").selectOption({ label: name });
			if (isPhone) await drawer(page);
		},
		open: async (channel: RegExp) => {
			if (isPhone) await drawer(page);
			await page.getByRole("navigation").getByRole("button", { name: channel }).first().click();
		},
		use: async (command: string, options: Readonly<Record<string, string>> = {}) => {
			await page.getByLabel("Command", { exact: true }).fill(command);
			for (const [name, value] of Object.entries(options)) await page.getByLabel(name).fill(value);
			await page.getByRole("button", { name: "Send" }).click();
		},
		fire: (event: string) => page.getByRole("button", { name: event, exact: true }).click(),
		/** The channel with its people, as a screen reader finds it. */
		inside: (channel: RegExp, name: string) =>
			page.getByRole("list", { name: channel }).getByText(name, { exact: true }),
		chat: page.getByRole("log"),
	};
}

const drawer = (page: Page) => page.getByRole("button", { name: "Channels" }).click();

test("given a newcomer, then they link an account, play a match, let somebody in, and are brought back", async () => {
	const { be, open, use, fire, inside, chat, page, problems } = await visit();
	await be("aspen");
	await open(/^general/);
	await use("/unregister");
	await chat.getByRole("button", { name: /unlink|remove/i }).click();
	await chat.getByText(/no longer linked|removed/i).waitFor();
	await use("/register", { nickname: "aspen" });
	await chat
		.getByText(/linked/)
		.last()
		.waitFor();

	await fire("New match");
	await fire("Ready");
	await inside(/^In Team Vale/, "aspen").waitFor();
	await open(/^Team Vale.*private/);
	await chat.getByRole("combobox").click();
	await page.getByRole("listbox").getByRole("option", { name: "wren" }).click();
	await page.keyboard.press("Escape");
	await chat.getByText(/wren/).last().waitFor();

	await be("wren");
	await page.getByRole("button", { name: /^Join Team Vale/ }).click();
	await inside(/^In Team Vale/, "wren").waitFor();

	await be("aspen");
	await fire("Finished, 13 : 7");
	await inside(/^In Lobby/, "aspen").waitFor();
	await page
		.getByRole("navigation")
		.getByRole("button", { name: /^Team Vale/ })
		.first()
		.waitFor({ state: "detached" });
	await open(/^matches/);
	await chat.getByText(/won/).last().waitFor();
	expect(problems()).toEqual([]);
});

test.each(looks)(
	"given $colorScheme on a $width, then the page breaks no rule, and shows what was answered",
	async (look) => {
		const { be, use, open, chat, page, problems, screenshot } = await visit(look);
		await be("admin");
		await open(/^general/);
		await use("/setup");
		await chat.getByRole("button", { name: "Announcements" }).last().waitFor();
		expect(await violations(page)).toEqual([]);
		await screenshot("sandbox-setup");
		await open(/^matches/);
		expect(await violations(page)).toEqual([]);
		await screenshot("sandbox-card");
		expect(problems()).toEqual([]);
	},
);

test("given only a keyboard, then a command is found, sent and answered", async () => {
	const { page, chat, be, open } = await visit();
	await be("birch");
	await open(/^general/);
	await page.getByLabel("Command", { exact: true }).focus();
	await page.keyboard.type("/match");
	await page.keyboard.press("Enter");
	await chat.getByText(/match/i).last().waitFor();
	expect(await page.evaluate("document.activeElement.tagName")).toBe("INPUT");
});
