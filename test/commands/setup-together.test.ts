// Two admins at once: nobody overwrites unseen what another has chosen, and open panels show what others change.

import { beforeEach, describe, expect, test } from "bun:test";
import { relative } from "../../src/markdown.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { textOf } from "./bot.ts";
import { openPanel, type Panel, there } from "./setup-panel.ts";

const words = textsIn("en").setup;
let panel: Panel;
beforeEach(() => {
	panel = openPanel();
});

/** What the member's panel was replaced by, of all that it was. */
const shownLater = (who: string) => (panel.laterOf.get(who) ?? []).map((message) => textOf(panel.accepted(message)));

describe("a choice on a page that shows a former value", () => {
	test("changes nothing: it says who was faster, when, and what holds now; the next choice counts", async () => {
		const [anns, bobs] = [await panel.page("rooms"), await panel.page("rooms", panel.bob)];
		await panel.choose(anns, "lingerMs", ["0"]);
		const at = panel.clock.now();
		await panel.clock.advance(10_000);
		const reply = await panel.choose(bobs, "lingerMs", ["30000"], panel.bob);
		expect(reply.content).toContain(words.changedBy(`<@${panel.ann}>`, relative(at), words.linger(undefined)));
		expect(panel.settings().lingerMs).toBe(0);
		expect(panel.settled).toHaveLength(1);
		await panel.choose(reply, "lingerMs", ["30000"], panel.bob);
		expect(panel.settings().lingerMs).toBe(30_000);
	});

	test("is fine where another setting was changed", async () => {
		const [anns, bobs] = [await panel.page("rooms"), await panel.page("rooms", panel.bob)];
		await panel.choose(anns, "lingerMs", ["0"]);
		expect((await panel.choose(bobs, "userLimit", ["5"], panel.bob)).content).toContain("✅ Saved.");
		expect(panel.settings()).toMatchObject({ lingerMs: 0, userLimit: 5 });
	});

	test("is fine where the other chose the same", async () => {
		const [anns, bobs] = [await panel.page("rooms"), await panel.page("rooms", panel.bob)];
		await panel.choose(anns, "userLimit", ["5"]);
		expect((await panel.choose(bobs, "userLimit", ["5"], panel.bob)).content).toContain(words.alreadySo);
	});

	test("changes nothing in a form that was opened before", async () => {
		const bobs = await panel.page("rooms", panel.bob);
		const form = panel.form(panel.bob, "setup:edit:roomName");
		await panel.type(await panel.page("rooms"), "roomName", "Ann's {team}");
		const reply = await panel.press(panel.bob, form?.id ?? "", [], { value: "Bob's {team}" });
		expect(reply.content).toContain(`<@${panel.ann}> was faster`);
		expect(panel.settings().roomName).toBe("Ann's {team}");
		// Opened now, it shows what holds now.
		await panel.type(bobs, "roomName", "Bob's {team}", panel.bob);
		expect(panel.settings().roomName).toBe("Bob's {team}");
	});

	test("says so without a name after a restart, and to whoever chose otherwise themselves", async () => {
		const page = await panel.page("rooms");
		panel.guilds.change(panel.guildId, { userLimit: 7 });
		expect((await panel.choose(page, "userLimit", ["5"])).content).toContain(
			words.changedMeanwhile(words.userLimit(7)),
		);
		const former = await panel.page("rooms");
		await panel.choose(former, "userLimit", ["10"]);
		expect((await panel.choose(former, "userLimit", ["5"])).content).toContain(
			words.changedMeanwhile(words.userLimit(10)),
		);
	});
});

describe("a double click", () => {
	test("on a button that turns something on or off does it once", async () => {
		const page = await panel.page("news");
		const replies = await Promise.all([panel.choose(page, "hasRoomChat"), panel.choose(page, "hasRoomChat")]);
		expect(replies.map(({ content }) => content.includes("✅"))).toEqual([true, true]);
		expect(panel.settings().hasRoomChat).toBe(false);
		expect(panel.settled).toHaveLength(1);
	});

	test("on a choice saves it once", async () => {
		const page = await panel.page("rooms");
		await Promise.all([panel.choose(page, "userLimit", ["5"]), panel.choose(page, "userLimit", ["5"])]);
		expect(panel.settings().userLimit).toBe(5);
		expect(panel.settled).toHaveLength(1);
	});
});

describe("open panels", () => {
	test("show what another changed within a second, on the page where they are", async () => {
		await panel.page("people");
		await panel.choose(await panel.page("rooms", panel.bob), "lingerMs", ["0"], panel.bob);
		expect(shownLater(panel.ann)).toEqual([]);
		await panel.clock.advance(1_000);
		const [shown = ""] = shownLater(panel.ann);
		expect(shown).toContain(words.changedByOther(`<@${panel.bob}>`, words.names.lingerMs));
		expect(shown).toContain(`## ${words.pages.people}`);
		expect(shownLater(panel.bob)).toEqual([]);
	});

	test("are edited once for changes in quick succession, each named once", async () => {
		await panel.page("rooms");
		let page = await panel.page("rooms", panel.bob);
		for (const limit of ["5", "6", "7"]) page = await panel.choose(page, "userLimit", [limit], panel.bob);
		await panel.choose(page, "categoryId", [there.category], panel.bob);
		await panel.clock.advance(10_000);
		const [shown = "", ...others] = shownLater(panel.ann);
		expect(others).toEqual([]);
		const names = [words.names.userLimit, words.names.categoryId].join(", ");
		expect(shown).toContain(words.changedByOther(`<@${panel.bob}>`, names));
		expect(shown).toContain(`"value":"7","default":true`);
		await panel.choose(page, "opensAt", ["voice"], panel.bob);
		await panel.clock.advance(1_000);
		expect(shownLater(panel.ann)).toHaveLength(2);
	});

	test("keep what somebody is to choose from", async () => {
		for (const name of ["Vale Hub", "Vale Hub 2"]) panel.faceit.addInstitution({ kind: "hub", name });
		await panel.press(panel.ann, "setup:found", [], { value: "Vale" });
		await panel.choose(await panel.page("rooms", panel.bob), "userLimit", ["5"], panel.bob);
		await panel.clock.advance(1_000);
		expect(shownLater(panel.ann)[0]).toContain('"custom_id":"setup:follow:found"');
	});

	test("that were used since are left alone: they show it already", async () => {
		await panel.page("rooms");
		await panel.choose(await panel.page("rooms", panel.bob), "userLimit", ["5"], panel.bob);
		await panel.page("people");
		await panel.clock.advance(10_000);
		expect(shownLater(panel.ann)).toEqual([]);
	});

	test("that gave way to something else, or are too old, are left alone", async () => {
		await panel.page("rooms");
		panel.panels.closed({ guildId: panel.guildId, discordId: panel.ann });
		await panel.choose(await panel.page("rooms", panel.bob), "userLimit", ["5"], panel.bob);
		await panel.page("rooms");
		await panel.clock.advance(14 * 60_000);
		await panel.choose(await panel.page("rooms", panel.bob), "userLimit", ["6"], panel.bob);
		await panel.clock.advance(10_000);
		expect(shownLater(panel.ann)).toEqual([]);
		expect(panel.clock.pending).toBe(0);
	});

	test("are edited once a second at most while others go on and on", async () => {
		await panel.page("people");
		let page = await panel.page("rooms", panel.bob);
		for (let n = 1; n <= 20; n += 1) {
			page = await panel.choose(page, "userLimit", [String(n % 2 === 0 ? 5 : 6)], panel.bob);
			await panel.clock.advance(400);
			expect(shownLater(panel.ann).length).toBeLessThanOrEqual(Math.floor((n * 400) / 1_000));
		}
		await panel.clock.advance(1_000);
		expect(shownLater(panel.ann).length).toBeGreaterThan(4);
	});

	test("of somebody who may no longer see them are left alone once they press", async () => {
		await panel.page("rooms");
		panel.demoted.add(panel.ann);
		expect((await panel.page("people")).content).toBe(words.adminsOnly);
		await panel.choose(await panel.page("rooms", panel.bob), "userLimit", ["5"], panel.bob);
		await panel.clock.advance(10_000);
		expect(shownLater(panel.ann)).toEqual([]);
	});

	test("of another server are left alone", async () => {
		panel.panels.opened({ guildId: "5000", discordId: "5001" }, () => Promise.reject(new Error("shown")));
		await panel.choose(await panel.page("rooms"), "userLimit", ["5"]);
		expect(panel.clock.pending).toBe(0);
	});

	test("that cannot be edited do not matter", async () => {
		const member = { guildId: panel.guildId, discordId: "5001" };
		let tries = 0;
		panel.panels.opened(member, () => {
			tries += 1;
			throw new Error("gone");
		});
		await panel.choose(await panel.page("rooms"), "userLimit", ["5"]);
		await panel.clock.advance(1_000);
		expect(tries).toBe(1);
	});
});
