// Each command used once by a person in Discord, in one world: the real program over real sockets.

import { expect, test } from "bun:test";
import { PermissionFlagsBits } from "discord.js";
import { idsIn, settingIn, textOf } from "./bot.ts";
import { startWorld } from "./world.ts";

test("given a guild, then its people register, look, choose, ask for help and unregister", async () => {
	const world = await startWorld({ settled: false, playersPerTeam: 1, env: { LINGER_SECONDS: "600" } });
	const { discord, guildId } = world;
	const [ann, bob] = world.people;
	if (ann === undefined || bob === undefined) throw new Error("nobody is there");
	const admin = discord.addMember(guildId, { username: "admin", permissions: PermissionFlagsBits.ManageGuild });
	const lobbyId = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
	const categoryId = discord.addChannel(guildId, { name: "Matches", type: "category" });
	const use = (userId: string, name: string, options = {}) => discord.command(guildId, userId, name, options);
	const linked = () => world.stored<{ nickname: string }>("SELECT nickname FROM links ORDER BY nickname");

	// The program tells Discord its commands after it has started.
	await world.eventually(() => discord.commands(guildId).length > 0, "the commands are registered");

	const suggested = await discord.autocomplete(guildId, ann.discordId, "register", { nickname: "TeamVa" }, "nickname");
	expect(suggested).toEqual([{ name: ann.nickname, value: ann.nickname }]);
	const registered = await use(ann.discordId, "register", { nickname: ann.nickname });
	expect(registered.content).toContain("✅ You are linked to **TeamVale\\_1**.");
	expect(registered.ephemeral).toBe(true);
	const menu = await use(bob.discordId, "register", { nickname: "TeamDelta" });
	expect(idsIn(menu)).toEqual(["register:choose"]);
	const chosen = await discord.choose(menu, "register:choose", [bob.nickname]);
	expect(chosen.content).toContain("You are linked to **TeamDelta\\_1**");
	expect(chosen.message?.id).toBe(menu.message?.id ?? "");
	expect(linked()).toEqual([{ nickname: bob.nickname }, { nickname: ann.nickname }]);

	expect((await use(ann.discordId, "profile")).content).toStartWith("You are linked to **TeamVale\\_1**.");

	await expect(use(ann.discordId, "setup")).rejects.toThrow("not offered");
	const start = await use(admin, "setup");
	const rooms = await discord.press(start, "setup:page:rooms");
	const saved = await discord.choose(rooms, settingIn(rooms, "categoryId"), [categoryId]);
	expect(textOf(saved)).toContain(`✅ Saved. Category: <#${categoryId}>.`);
	expect(textOf(await discord.choose(saved, settingIn(saved, "lingerMs"), ["0"]))).toContain("✅ Saved.");
	const people = await discord.press(saved, "setup:page:people");
	expect(textOf(await discord.choose(people, settingIn(people, "lobbyId"), [lobbyId]))).toContain("✅ Saved.");

	await world.report("ready", world.newMatchId());
	await world.eventually(() => world.roomChannels().length === 2, "the rooms are open");
	expect(discord.snapshot(guildId).channels.find(({ id }) => id === categoryId)?.children).toHaveLength(2);
	const match = await use(ann.discordId, "match");
	expect(match.content).toContain("You are not in voice in this server");
	expect(textOf(match)).toContain(" · <#");

	expect(textOf(await use(ann.discordId, "help"))).toMatch(/<\/register:\d+>/);

	const question = await use(ann.discordId, "unregister");
	const [remove = ""] = idsIn(question);
	expect((await discord.press(question, remove)).content).toStartWith("✅ Removed: your link to **TeamVale\\_1**");
	expect(linked()).toEqual([{ nickname: bob.nickname }]);

	expect(discord.violations).toEqual([]);
	expect(world.faceit.violations).toEqual([]);
	await world.stop();
});
