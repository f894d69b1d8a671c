// Discord's look: everything that can be drawn, in every look that people have; by mouse and by keyboard.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { type Look, looks, openBrowser, type TestBrowser } from "./browser.ts";
import gallery from "./gallery/gallery.html";
import { ids } from "./gallery/names.ts";
import { violations } from "./violations.ts";

let browser: TestBrowser;
let server: Bun.Server<undefined>;
beforeAll(async () => {
	browser = await openBrowser();
	server = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, routes: { "/": gallery } });
});
afterAll(async () => {
	await browser.close();
	await server.stop(true);
});

async function visitor(look: Partial<Look> = {}) {
	const someone = await browser.visit({ ...look, origins: [server.url.href] });
	await someone.page.goto(server.url.href);
	await someone.page.getByRole("heading", { name: "Gallery" }).waitFor();
	return someone;
}

/** What the page was told to do, so far. */
async function calls(page: Page): Promise<unknown> {
	return JSON.parse((await page.locator("body").getAttribute("data-calls")) ?? "[]");
}

describe("in every look", () => {
	test.each([...looks])("messages are fine for everybody: %p", async (look) => {
		const { page, problems, screenshot } = await visitor(look);
		await screenshot("look-messages");
		expect(await violations(page)).toEqual([]);
		expect(problems()).toEqual([]);
	});

	test.each([...looks])("so are open menus: %p", async (look) => {
		const { page, problems, screenshot } = await visitor(look);
		for (const name of ["Days", "Let someone in"]) {
			await page.getByRole("combobox", { name }).click();
			await screenshot(`look-menu-${name.length}`);
			expect(await violations(page)).toEqual([]);
			await page.keyboard.press("Escape");
		}
		expect(problems()).toEqual([]);
	});

	test.each([...looks])("and forms, with errors too: %p", async (look) => {
		const { page, problems, screenshot } = await visitor(look);
		await page.getByRole("button", { name: "Open the form" }).click();
		await screenshot("look-form");
		expect(await violations(page)).toEqual([]);
		await page.getByRole("button", { name: "Submit" }).click();
		await screenshot("look-form-errors");
		expect(await violations(page)).toEqual([]);
		expect(problems()).toEqual([]);
	});
});

describe("a message", () => {
	test("tells which button was pressed, by mouse and by keyboard; a disabled one tells nothing", async () => {
		const { page, problems } = await visitor();
		await page.getByRole("button", { name: "My match" }).click();
		await page.getByRole("button", { name: "Change" }).focus();
		await page.keyboard.press("Enter");
		await page.getByRole("button", { name: "Danger" }).focus();
		await page.keyboard.press("Space");
		await page.getByRole("button", { name: "Disabled" }).click({ force: true });
		expect(await calls(page)).toEqual([
			["press", "match:show:1-a"],
			["press", "setup:linger"],
			["press", "danger"],
		]);
		expect(problems()).toEqual([]);
	});

	test("opens links elsewhere, without telling where from", async () => {
		const { page } = await visitor();
		for (const link of await page.getByRole("link").all()) {
			expect(await link.getAttribute("href")).toStartWith("https://");
			expect(await link.getAttribute("target")).toBe("_blank");
			expect(await link.getAttribute("rel")).toBe("noreferrer");
		}
		expect(await page.getByRole("link", { name: "Match on FACEIT" }).count()).toBe(2);
	});

	test("that only one person sees is dismissed; a channel that it names is opened", async () => {
		const { page } = await visitor();
		const panel = page.getByRole("region", { name: "A panel for one person" });
		expect(await panel.textContent()).toContain("Only you can see this · Dismiss message");
		await panel.getByRole("button", { name: "Dismiss message" }).click();
		await page.getByRole("region", { name: "A card" }).getByRole("button", { name: "Team Vale" }).click();
		expect(await calls(page)).toEqual([["dismiss"], ["open", ids.roomVale]]);
	});

	test("shows a spoiler once it is asked for", async () => {
		const { page } = await visitor();
		const text = page.getByRole("region", { name: "Markdown" });
		expect(await text.getByRole("link", { name: "a link" }).count()).toBe(0);
		await text.getByRole("button", { name: "Spoiler" }).click();
		expect(await text.getByRole("link", { name: "a link" }).count()).toBe(1);
	});

	test("counts down to its moments", async () => {
		const { page } = await browser.visit({ origins: [server.url.href] });
		await page.clock.install({ time: Date.now() });
		await page.goto(server.url.href);
		const moment = page.locator("time", { hasText: /^in / });
		expect(await moment.textContent()).toBe("in 2 minutes");
		await page.clock.runFor(100_000);
		expect(await moment.textContent()).toMatch(/^in 2\d seconds$/);
	});
});

describe("a menu", () => {
	test("tells what was chosen in it, by mouse", async () => {
		const { page, problems } = await visitor();
		await page.getByRole("combobox", { name: "Who is brought in" }).click();
		await page.getByRole("option", { name: "From anywhere" }).click();
		await page.getByRole("combobox", { name: "Let someone in" }).click();
		await page.getByRole("option", { name: "Cleo" }).click();
		expect(await calls(page)).toEqual([
			["choose", "pull", ["anywhere"]],
			["choose", "guest", [ids.cleo]],
		]);
		expect(await page.getByRole("listbox").count()).toBe(0);
		expect(problems()).toEqual([]);
	});

	test("and by keyboard: arrows, letters, Escape", async () => {
		const { page } = await visitor();
		const menu = page.getByRole("combobox", { name: "Who is brought in" });
		await menu.focus();
		await page.keyboard.press("ArrowDown");
		expect(await activeOption(page)).toContain("From the lobby only");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Escape");
		expect(await calls(page)).toEqual([]);
		await page.keyboard.press("n");
		expect(await activeOption(page)).toContain("Never");
		await page.keyboard.press("Enter");
		expect(await calls(page)).toEqual([["choose", "pull", ["never"]]]);
		expect(await menu.textContent()).toContain("Never");
		expect(await page.evaluate("document.activeElement.role")).toBe("combobox");
	});

	test("of people is searched by typing", async () => {
		const { page } = await visitor();
		await page.getByRole("combobox", { name: "Let someone in" }).focus();
		await page.keyboard.type("BE");
		expect(await page.getByRole("option").allTextContents()).toEqual(["Bben"]);
		await page.keyboard.type("x");
		expect(await page.getByRole("status").filter({ hasText: "Nothing found." }).count()).toBe(1);
		await page.keyboard.press("Backspace");
		await page.keyboard.press("Enter");
		expect(await calls(page)).toEqual([["choose", "guest", [ids.ben]]]);
	});

	test("of channels offers those of its kinds", async () => {
		const { page } = await visitor();
		await page.getByRole("combobox", { name: "Lobby" }).click();
		expect(await page.getByRole("option").allTextContents()).toEqual(["Lobby", "Team Vale · 4F2A", "Finals"]);
	});

	test("of several tells once, when it is left, and takes no more than it may", async () => {
		const { page } = await visitor();
		await page.getByRole("combobox", { name: "Days" }).click();
		for (const name of ["Saturday", "Friday", "Sunday"])
			await page.getByRole("option", { name }).click({ force: true });
		expect(await calls(page)).toEqual([]);
		expect(await page.getByRole("option", { name: "Sunday" }).getAttribute("aria-disabled")).toBe("true");
		await page.keyboard.press("Tab");
		expect(await calls(page)).toEqual([["choose", "days", ["saturday", "friday"]]]);
	});

	test("of several in which too few are chosen stays as it was", async () => {
		const { page } = await visitor();
		const menu = page.getByRole("combobox", { name: "Days" });
		await menu.click();
		await page.getByRole("option", { name: "Friday" }).click();
		await page.getByRole("option", { name: "Friday" }).click();
		await page.keyboard.press("Escape");
		expect(await calls(page)).toEqual([]);
	});

	test("that may be empty can be emptied", async () => {
		const { page } = await visitor();
		const clear = page.getByRole("button", { name: "Clear the selection" });
		await clear.first().click();
		await clear.first().click();
		expect(await calls(page)).toEqual([
			["choose", "lobby", []],
			["choose", "staff", []],
		]);
		expect(await clear.count()).toBe(0);
	});

	test("that is disabled cannot be opened", async () => {
		const { page } = await visitor();
		expect(await page.getByRole("combobox", { name: "Anyone" }).isDisabled()).toBe(true);
	});
});

describe("a form", () => {
	test("refuses what is missing or too short, and goes there; then gives back what is in it", async () => {
		const { page, problems } = await visitor();
		await page.getByRole("button", { name: "Open the form" }).click();
		const form = page.getByRole("dialog", { name: "Report a problem with a room" });
		const nickname = form.getByRole("textbox", { name: "Nickname" });
		expect(await nickname.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
		await page.keyboard.type("ab");
		await page.keyboard.press("Enter");
		expect(await form.getByRole("alert").allTextContents()).toEqual([
			"Write at least 3 characters",
			"This field is required",
		]);
		expect(await calls(page)).toEqual([]);
		await page.keyboard.type("c");
		await form.getByRole("button", { name: "Submit" }).click();
		expect(await page.evaluate("document.activeElement.role")).toBe("combobox");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await form.getByRole("textbox", { name: "What happened" }).fill("One line\nand another");
		await form.getByRole("combobox", { name: "Who" }).click();
		await page.getByRole("option", { name: "ben" }).click();
		await form.getByRole("radio", { name: "Very" }).check();
		await form.getByRole("checkbox", { name: "Nuke" }).check();
		await form.getByRole("checkbox", { name: "Tell me how it ends" }).check();
		await form.getByRole("button", { name: "Submit" }).click();
		expect(await calls(page)).toEqual([
			[
				"submit",
				{
					...{ nickname: "abc", what: "One line\nand another", team: ["oak"], who: [ids.ben] },
					...{ how: "very", maps: ["nuke"], tell: true },
				},
			],
		]);
		expect(problems()).toEqual([]);
	});

	test.each(["Escape", "Close", "Cancel"])("is closed by %s, and the focus goes back", async (way) => {
		const { page } = await visitor();
		const opener = page.getByRole("button", { name: "Open the form" });
		await opener.click();
		if (way === "Escape") {
			// The first one closes the menu that is open within the form.
			await page.getByRole("combobox", { name: "Team" }).click();
			await page.keyboard.press("Escape");
			expect(await page.getByRole("dialog").count()).toBe(1);
			await page.keyboard.press("Escape");
		} else await page.getByRole("dialog").getByRole("button", { name: way, exact: true }).click();
		expect(await page.getByRole("dialog").count()).toBe(0);
		expect(await calls(page)).toEqual([["close"]]);
		expect(await opener.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
	});
});

test("data-theme overrules what the system asks for", async () => {
	const { page } = await visitor({ colorScheme: "dark" });
	const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
	const dark = await background();
	await page.evaluate("document.documentElement.dataset.theme = 'light'");
	expect(await background()).toBe("rgb(255, 255, 255)");
	await page.evaluate("document.documentElement.dataset.theme = 'dark'");
	expect(await background()).toBe(dark);
	expect(dark).toBe("rgb(26, 26, 30)");
});

/** The text of the option that the focused box says the arrow keys are at. */
async function activeOption(page: Page): Promise<string> {
	const id = "document.activeElement.getAttribute('aria-activedescendant')";
	return String(await page.evaluate(`document.getElementById(${id})?.textContent`));
}
