// The options of /setup, for those who know what they want.

import { expect, test } from "bun:test";
import { defaultSettings } from "../../src/guild.ts";
import { openPanel, there } from "./setup-panel.ts";

test("given options, when /setup is used, then all of them are saved, and the panel is shown", async () => {
	const panel = openPanel();
	const given = { category: there.category, lobby: there.lobby, linger: 90, claims: "prove", staff: there.role };
	const shown = await panel.use(panel.ann, "setup", given);
	expect(panel.settings()).toEqual({
		...defaultSettings,
		...{ categoryId: there.category, lobbyId: there.lobby, lingerMs: 90_000, claims: "prove", staffRoleId: there.role },
	});
	expect(JSON.stringify(shown)).toContain("✅ Saved.");
	expect(JSON.stringify(shown)).toContain("setup:page:rooms");
});

test("given one option that does not fit, then nothing changes, and every problem is told", async () => {
	const panel = openPanel();
	const given = { category: there.gone, lobby: there.lobby, linger: 3_601 };
	const shown = JSON.stringify(await panel.use(panel.ann, "setup", given));
	expect(panel.settings()).toEqual(defaultSettings);
	expect(shown).toContain("❌ Nothing changed.");
	expect(shown).toContain("3,600");
});

test("given a channel that is no category, a room beyond reach, a bot's role, then each is refused", async () => {
	const panel = openPanel();
	const wrong = [{ category: there.text }, { lobby: there.closed }, { staff: there.botRole }, { claims: "whatever" }];
	for (const given of wrong) {
		expect(JSON.stringify(await panel.use(panel.ann, "setup", given))).toContain("❌ Nothing changed.");
	}
	expect(panel.settings()).toEqual(defaultSettings);
});

test("given choices, when one is reset, then the others stay; when everything is, then none does", async () => {
	const panel = openPanel();
	await panel.use(panel.ann, "setup", { linger: 90, claims: "count" });
	await panel.use(panel.ann, "setup", { reset: "linger" });
	expect(panel.settings()).toEqual({ ...defaultSettings, claims: "count" });
	panel.guilds.change(panel.guildId, { hasRoomChat: false });
	await panel.use(panel.ann, "setup", { reset: "everything" });
	expect(panel.settings()).toEqual(defaultSettings);
});

test("given a choice that is also reset, then nothing changes", async () => {
	const panel = openPanel();
	const shown = await panel.use(panel.ann, "setup", { linger: 90, reset: "linger" });
	expect(JSON.stringify(shown)).toContain("which of the two");
	expect(panel.settings()).toEqual(defaultSettings);
});

test("given no right to manage the server, then options are refused", async () => {
	const panel = openPanel({ isAdmin: false });
	await panel.use(panel.ann, "setup", { linger: 90 });
	expect(panel.settings()).toEqual(defaultSettings);
});
