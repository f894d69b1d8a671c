// Evenings with what few guilds live through: admins who lock the bot out, refused names, moves that nobody makes. The
// promises hold for everyone whom the mishap does not concern.

import { expect, test } from "bun:test";
import { explore } from "./explore.ts";

const seeds = 40;
const groups = 2;

for (let group = 0; group < groups; group += 1) {
	const first = (group * seeds) / groups;
	const last = ((group + 1) * seeds) / groups - 1;
	test(`the harsh evenings of the seeds ${first} to ${last} keep every promise`, async () => {
		expect(await explore(first, last, undefined, "harsh")).toBe("");
	});
}
