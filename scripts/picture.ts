// Makes docs/sandbox.png, a picture of the sandbox's page while a match is on, from a real run of the demo.

import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runDemo } from "../src/demo.ts";
import { openBrowser } from "../test/pages/browser.ts";

const ending = new AbortController();
const url = Promise.withResolvers<string>();
let told = "";
const ended = runDemo({
	...{ isFast: true, isColoured: false, keep: new PassThrough(), signal: ending.signal },
	write(more) {
		told += more;
		const [, address] = /Everything keeps running.*In a browser: (\S+)/s.exec(told) ?? [];
		if (address !== undefined) url.resolve(address);
	},
});
const address = await Promise.race([
	url.promise,
	ended.then((code): never => {
		throw new Error(`The demo ended with ${code}.`);
	}),
]);

const browser = await openBrowser();
const { page } = await browser.visit({ origins: [address], colorScheme: "dark" });
const channels = page.getByRole("navigation");
await page.goto(address);
await page.getByLabel("You are").selectOption({ label: "aspen" });
await page.getByRole("button", { name: "New match" }).click();
await page.getByRole("button", { name: "Ready", exact: true }).click();
await page
	.getByRole("list", { name: /^In Team Vale/ })
	.getByText("aspen")
	.waitFor();
await channels.getByRole("button", { name: /^matches/ }).click();
await page.getByRole("button", { name: /^Live/ }).click();
await page.getByRole("log").getByText("Live").last().waitFor();
await page.screenshot({ path: join(import.meta.dir, "../docs/sandbox.png") });
await browser.close();
ending.abort();
await ended;
