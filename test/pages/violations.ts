// What is wrong with a page for people who read it otherwise than we do: WCAG 2.2, levels A and AA, as far as a machine
// can tell.
import axe from "axe-core";
import type { Page } from "playwright-core";
import { z } from "zod";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** axe leaves the size of targets out unless it is asked for by name. */
const run = `axe.run(document, { runOnly: ${JSON.stringify(tags)}, rules: { "target-size": { enabled: true } } })`;

/** What axe does not look at: text that has to be scrolled in two directions (1.4.10). */
const tooWide = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

const found = z.object({
	violations: z.array(
		z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) }),
	),
});

/** One line for each element that breaks a rule: the rule, the element, what is wrong with it. */
export async function violations(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	const broken = found.parse(await page.evaluate(run)).violations;
	const lines = broken.flatMap(({ id, nodes }) =>
		nodes.map(({ html, failureSummary = "" }) => `${id}: ${html}: ${failureSummary.replaceAll(/\s+/g, " ")}`),
	);
	const excess = z.number().parse(await page.evaluate(tooWide));
	return excess > 0 ? [...lines, `reflow: the page is ${excess} px wider than the window`] : lines;
}
