// The /setup panel as an admin reads it: what is missing, with its fix; who may use it; and that it always fits.

import { describe, expect, test } from "bun:test";
import { defaultSettings, type FollowedCompetition, type GuildSettings } from "../../src/guild.ts";
import { scopePermissions } from "../../src/keeper/actions/handlers.ts";
import { allPermissions, permission } from "../../src/permission.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { channel, manyChannels } from "../guild-shown.ts";
import { idsIn, openBot, textOf } from "./bot.ts";
import { idOf, openPanel, there } from "./setup-panel.ts";

const words = textsIn("en").setup;
const pages = ["start", "rooms", "people", "matches", "news"];
const where = "Allow it in Server Settings → Roles → <@&7> → Permissions.";

/** The start page, as Markdown. */
async function start(guild: Parameters<typeof openPanel>[0] = {}, settings: Partial<GuildSettings> = {}) {
	const panel = openPanel(guild);
	panel.guilds.change(panel.guildId, settings);
	return { panel, text: JSON.parse(`"${plainOf(textOf(await panel.use(panel.ann, "setup")))}"`) };
}

/** What is read, without what it is made of. */
function plainOf(components: string): string {
	return [...components.matchAll(/"content":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join("\\n");
}

describe("the start page", () => {
	test("given a fresh server, then nothing is missing, and each page is told in a line", async () => {
		const { text } = await start();
		expect(text).toContain(words.nothingMissing);
		expect(text).toContain(
			"**Rooms**\n-# Category: none\n**People**\n-# Lobby: none · Unproven accounts count, too (the default)\n**Matches**\n-# All matches",
		);
	});

	test("given much was chosen, then it is told", async () => {
		const { text } = await start(
			{},
			{ categoryId: there.category, lingerMs: 0, userLimit: 6, staffRoleId: there.role, hasRoomChat: false },
		);
		expect(text).toContain(
			`-# Category: <#${there.category}> · After a match, everybody goes back at once · At most 6 may be in a room · Staff: <@&${there.role}>`,
		);
		expect(text).toContain("A message in each room: off");
	});

	test("given no permission at all, then each is named once, with what is lost and where to turn it on", async () => {
		const { text } = await start({ guild: { held: 0n } });
		for (const line of [
			`❌ I lack View Channels, Manage Channels, Manage Roles, Connect, Move Members. ${where} ${words.lossOfRooms}`,
			`⚠️ I lack Send Messages, Read Message History. ${where} ${words.lossOfMessages}`,
			`⚠️ I lack Speak. ${where} ${words.lossForPlayers.speak}`,
			`⚠️ I lack Video. ${where} ${words.lossForPlayers.video}`,
		])
			expect(text.split(line)).toHaveLength(2);
		expect(text).toContain(`⚠️ **Voice status**: I lack View Channels, Manage Channels, Connect, Set Voice`);
	});

	test("given the category denies something, then it is named with the category", async () => {
		const denied = { [there.category]: permission.connect };
		const { text } = await start({ guild: { denied, botRole: null } }, { categoryId: there.category });
		expect(text).toContain(
			`❌ I lack Connect in <#${there.category}>. Allow it in Edit Category → Permissions → my role. ${words.lossOfRooms}`,
		);
	});

	test("given what was chosen is gone or of no use, then each is named with its fix", async () => {
		const { gone, goneRole, closed, hidden } = there;
		const { panel, text } = await start(
			{},
			{
				...{ categoryId: gone, lobbyId: closed, cardChannelId: hidden, noticeChannelId: gone, linkChannelId: gone },
				...{ staffRoleId: goneRole, concerns: "followed" },
			},
		);
		for (const line of [
			`⚠️ **Category for rooms**: ${words.categoryGone}`,
			`⚠️ **Lobby**: ${words.lobbyClosed(`<#${closed}>`, "<@&7>", "Connect")}`,
			`⚠️ **Match cards**: I lack View Channels, Send Messages, Read Message History in <#${hidden}>`,
			`⚠️ **Notices to admins**: ${words.channelGone}`,
			`⚠️ **“Link your account”**: ${words.channelGone}`,
			`⚠️ **Staff role**: ${words.roleGone}`,
			`⚠️ **Which matches get rooms**: ${words.followsNothing}`,
		])
			expect(text).toContain(line);
		// Discord refuses a menu in which something is chosen that is gone.
		for (const page of pages) {
			const drawn = textOf(await panel.page(page));
			expect(drawn).not.toContain(`"id":"${gone}"`);
			expect(drawn).not.toContain(`"id":"${goneRole}"`);
		}
		expect(textOf(await panel.page("rooms"))).toContain(`⚠️ ${words.categoryGone}`);
	});

	test("given there is no lobby although it is needed, then it says what happens instead", async () => {
		const { text } = await start({}, { pullsFrom: "lobby", returnsTo: "lobby" });
		expect(text).toContain(words.noLobbyToPullFrom);
		expect(text).toContain(words.noLobbyToReturnTo);
	});

	test("given Set Voice Channel Status is missing, then it matters while the status is on", async () => {
		const held = allPermissions & ~permission.setVoiceStatus;
		expect((await start({ guild: { held } })).text).toContain(`I lack Set Voice Channel Status. ${where}`);
		expect((await start({ guild: { held } }, { hasVoiceStatus: false })).text).toContain(words.nothingMissing);
	});

	test("given the server or the category is full, then it says what that means", async () => {
		const full = [channel(there.category, "category"), ...manyChannels(50, there.category)];
		const { text } = await start({ guild: { channels: full } }, { categoryId: there.category });
		expect(text).toContain(words.categoryFull(`<#${there.category}>`, 50));
		expect((await start({ guild: { channels: manyChannels(500) } })).text).toContain(`❌ ${words.guildFull(500)}`);
	});
});

describe("which claims count, in plain words", () => {
	const people = async (canProve: boolean, claims: GuildSettings["claims"]) => {
		const panel = openPanel({ canProve });
		panel.guilds.change(panel.guildId, { claims });
		return textOf(await panel.page("people"));
	};

	test("anyone's: a warning, and what can be done, with the login and without", async () => {
		expect(await people(true, "count")).toContain(`⚠️ ${words.anyoneCountsUnlessProven}`);
		expect(await people(false, null)).toContain(`⚠️ ${words.anyoneCountsUnlessVouched}`);
		expect(await people(false, null)).toContain(words.claimsDefault(words.claimsCount));
	});

	test("proven ones: how they are proven", async () => {
		expect(await people(true, null)).toContain(words.provenByLogin);
		expect(await people(true, null)).toContain(words.claimsDefault(words.claimsProve));
		expect(await people(false, "prove")).toContain(words.provenByStaff);
	});
});

describe("who may use it", () => {
	test("given a server that offers it to everyone, then only admins may, whatever they press", async () => {
		const bot = openBot();
		bot.shown.set(bot.guildId, openPanel().show());
		expect((await bot.use(bot.ann, "setup")).content).toBe(words.adminsOnly);
		const ids = ["setup:page:rooms", "setup:unfollow", "setup:found", "setup:follow:found"];
		for (const id of [...ids, `${idOf(await openPanel().page("rooms"), "lingerMs")}`])
			expect((await bot.press(bot.ann, id, ["0"])).content).toBe(words.adminsOnly);
		for (const id of ["setup:find", "setup:edit:roomName"]) expect(bot.form(bot.ann, id)).toBeUndefined();
		expect(bot.guilds.settings(bot.guildId)).toEqual(defaultSettings);
		expect(bot.settled).toEqual([]);
	});

	test("the greeting's button opens it for admins, and tells others who can", async () => {
		const panel = openPanel();
		expect((await panel.press(panel.ann, "setup:open")).content).toStartWith(`## ${words.title}`);
		const bot = openBot();
		expect((await bot.press(bot.ann, "setup:open")).content).toBe(words.whoCan);
	});
});

test.each([
	"setup",
	"setup:what",
	"setup:page:secret",
	"setup:set",
	"setup:set:toString:1",
	"setup:set:__proto__:1",
	"setup:set:lingerMs",
	"setup:set:lingerMs:x:y:z",
	"setup:set:hasRoomChat:2r2vf2of:perhaps",
	"setup:set:follows:x",
	"setup:edit:lingerMs",
	"setup:edit:nothing",
	"setup:follow:found",
	"setup:unfollow",
])("%s, from another version or made up, gets a friendly answer and changes nothing", async (id) => {
	const panel = openPanel();
	for (const values of [[], ["0"], ["other"], ["hub:x"]]) {
		expect(panel.form(panel.ann, id, values)?.fields.length ?? 1).toBe(1);
		const reply = await panel.press(panel.ann, id, values);
		expect(reply.content).toStartWith("## ");
	}
	expect(panel.settings()).toEqual(defaultSettings);
});

test("given Discord does not show the server, then nothing can be chosen, and it says so", async () => {
	const panel = openPanel();
	const page = await panel.page("rooms");
	panel.shown.delete(panel.guildId);
	expect((await panel.use(panel.ann, "setup")).content).toBe(words.unseen);
	expect((await panel.page("rooms")).content).toBe(words.unseen);
	expect((await panel.choose(page, "lingerMs", ["0"])).content).toBe(words.unseen);
	expect(panel.form(panel.ann, "setup:edit:roomName")).toBeUndefined();
	expect(panel.settings()).toEqual(defaultSettings);
});

describe("within Discord's limits", () => {
	const name = "*".repeat(100);
	const follows = Array.from({ length: 25 }, (_, index): FollowedCompetition => {
		return {
			kind: (["hub", "championship", "organizer"] as const)[index % 3] ?? "hub",
			id: `${index}`.repeat(18),
			name,
		};
	});
	const all: GuildSettings = {
		...{ categoryId: there.category, lobbyId: there.closed, lingerMs: 1_234_000, claims: "count" },
		...{ staffRoleId: there.role, coachRoleId: there.botRole, casterRoleId: there.goneRole, castersOnlyListen: true },
		...{ roomName: "*".repeat(80), leastPlayers: 9, opensAt: "voice", userLimit: 98 },
		...{ pullsFrom: "lobby", returnsTo: "lobby", concerns: "followed", follows },
		...{ cardChannelId: there.hidden, hasRoomChat: true, hasVoiceStatus: true },
		...{ noticeChannelId: there.hidden, linkChannelId: there.hidden },
	};

	test.each(pages)("%s, with everything set and everything wrong: nothing has to be left out", async (page) => {
		const botRole = { roleId: "1".repeat(20), name: "faceit-comms" };
		const panel = openPanel({ guild: { held: 0n, botRole } });
		panel.guilds.change(panel.guildId, all);
		panel.competitions.lately.push(...follows.map((one) => ({ ...one, id: `lately-${one.id}` })));
		for (const { id } of follows)
			panel.competitions.listed.set(id, { answeredAt: 1, failing: { since: 1_800_000_000_000, why: "slow" } });
		const reply = await panel.page(page);
		const ids = idsIn(reply);
		// What comes last would be left out first.
		expect(ids).toContain("setup:page:news");
		if (page === "start") expect(ids).toContain("doctor:test");
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
		expect(plainOf(textOf(reply))).not.toMatch(/… and \d+ more/);
	});

	test("the panel needs no scope that the program does not have", () => {
		const names = scopePermissions.map(({ scope }) => scope);
		expect(names).toEqual(expect.arrayContaining(["rooms", "messages", "cards", "roomChat", "status"]));
	});
});
