// Menus of people, roles and channels, and the menu of a member, as the real discord.js reads what they send.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { Client, Events, GatewayIntentBits, GuildMember, type Interaction, PermissionFlagsBits as P } from "discord.js";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { asker } from "./ask.ts";
import { button, row, showing, text } from "./interacting.ts";

let discord: DiscordSandbox;
let client: Client<true>;
let guildId: string;
let ann: string;
let seen: Interaction[];
/** What the bot shows first. */
let parts: object[];

const { data: shown } = showing(4);
const profile = { type: 2, name: "FACEIT profile" };

beforeEach(async () => {
	discord = await startDiscordSandbox({ limits: false });
	guildId = discord.addGuild({ name: "Vale" }).id;
	ann = discord.addMember(guildId, { username: "ann" });
	seen = [];
	const rest = { api: discord.url, version: "10", retries: 0 } as const;
	const made = new Client({ intents: [GatewayIntentBits.Guilds], rest });
	made.on(Events.InteractionCreate, async (interaction) => {
		seen.push(interaction);
		const components = interaction.isChatInputCommand() ? parts : [text("Done.")];
		const body = { type: interaction.isMessageComponent() ? 7 : 4, data: { ...shown, components } };
		await made.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body, auth: false });
	});
	const ready = new Promise((resolve) => made.once(Events.ClientReady, resolve));
	await made.login(discord.token);
	await ready;
	if (!made.isReady()) throw new Error("not ready");
	client = made;
	await client.rest.put(`/applications/${discord.applicationId}/commands`, {
		body: [{ name: "setup", description: "Settings" }, profile],
	});
});
afterEach(async () => {
	await client.destroy();
	await discord.stop();
});

const show = async (...components: object[]) => {
	parts = components;
	return discord.command(guildId, ann, "setup");
};

describe("a menu", () => {
	test("of users comes with users and members", async () => {
		const bob = discord.addMember(guildId, { username: "bob" });
		const reply = await show({ type: 17, components: [row({ type: 5, custom_id: "who", max_values: 2 })] });
		expect((await discord.choose(reply, "who", [ann, bob])).content).toBe("Done.");
		const [, chosen] = seen;
		if (!chosen?.isUserSelectMenu()) throw new Error("no user select");
		expect(chosen.values).toEqual([ann, bob]);
		expect(chosen.users.map(({ username }) => username)).toEqual(["ann", "bob"]);
		expect(chosen.members.get(bob)).toBeInstanceOf(GuildMember);
		expect(discord.violations).toEqual([]);
	});

	test("of roles, and of roles and users, comes with both", async () => {
		const role = discord.addRole(guildId, "Staff");
		const reply = await show(row({ type: 6, custom_id: "role" }), row({ type: 7, custom_id: "any", max_values: 2 }));
		await discord.choose(reply, "role", [role]);
		const [, chosen] = seen;
		if (!chosen?.isRoleSelectMenu()) throw new Error("no role select");
		expect(chosen.roles.map(({ name }) => name)).toEqual(["Staff"]);
		await discord.choose(await show(...parts), "any", [role, ann]);
		const both = seen.at(-1);
		if (!both?.isMentionableSelectMenu()) throw new Error("no mentionable select");
		expect([both.roles.has(role), both.users.has(ann), both.members.has(ann)]).toEqual([true, true, true]);
	});

	test("of channels comes with them", async () => {
		const lobby = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
		const reply = await show(row({ type: 8, custom_id: "where", channel_types: [2] }));
		await discord.choose(reply, "where", [lobby]);
		const [, chosen] = seen;
		if (!chosen?.isChannelSelectMenu()) throw new Error("no channel select");
		expect([chosen.values, chosen.channels.has(lobby)]).toEqual([[lobby], true]);
	});

	test("offers what fits only, and takes as many as it says", async () => {
		const secret = discord.addChannel(guildId, { name: "Staff", type: "voice" });
		discord.setOverwrite(secret, { id: guildId, deny: P.ViewChannel });
		const general = discord.channelsOf(guildId)[0]?.id ?? "";
		const gone = discord.addMember(guildId, { username: "gone" });
		discord.removeMember(guildId, gone);
		const reply = await show(
			row({ type: 8, custom_id: "where", channel_types: [2] }),
			row({ type: 5, custom_id: "who", min_values: 0, max_values: 2 }),
			row({ type: 5, custom_id: "still", default_values: [{ id: gone, type: "user" }] }),
		);
		const refused: [string, string[], string][] = [
			["where", [secret], "has no"],
			["where", [general], "has no"],
			["where", [], "1 or more"],
			["where", [ann], "has no"],
			["who", [gone], "has no"],
			["who", [guildId], "has no"],
			["who", [ann, ann], "chosen twice"],
			["who", [ann, discord.botId, gone], "2 or fewer"],
		];
		for (const [menu, values, why] of refused) await expect(discord.choose(reply, menu, values)).rejects.toThrow(why);
		await expect(discord.press(reply, "who")).rejects.toThrow("is no button");
		// Who has left stays chosen, and is no member any more.
		await discord.choose(reply, "still", [gone]);
		const [, chosen] = seen;
		if (!chosen?.isUserSelectMenu()) throw new Error("no user select");
		expect([chosen.users.has(gone), chosen.members.has(gone)]).toEqual([true, false]);
	});

	test("may be left empty where the least is none", async () => {
		const reply = await show(row({ type: 5, custom_id: "who", min_values: 0 }));
		await discord.choose(reply, "who", []);
		expect(seen[1]?.isUserSelectMenu() && seen[1].values).toEqual([]);
	});
});

test("a button beside a text is pressed like any other", async () => {
	const section = { type: 9, components: [text("Vale")], accessory: button("join") };
	const reply = await show({ type: 17, components: [section] });
	expect((await discord.press(reply, "join")).content).toBe("Done.");
	expect(seen[1]?.isButton() && seen[1].customId).toBe("join");
});

test("whoever may not enter a voice channel does not see its chat, and presses nothing there", async () => {
	const room = discord.addChannel(guildId, { name: "Room", type: "voice" });
	const bob = discord.addMember(guildId, { username: "bob" });
	const components = [row(button("join"))];
	await asker(discord)("POST", `/channels/${room}/messages`, { ...shown, components });
	const [message] = discord.messagesIn(room);
	if (message === undefined) throw new Error("no message");
	discord.setOverwrite(room, { id: bob, type: "member", deny: P.Connect });
	await expect(discord.press(message, "join", bob)).rejects.toThrow("does not see the channel");
	expect((await discord.press(message, "join", ann)).content).toBe("Done.");
});

describe("the menu of a member", () => {
	test("starts a command about them", async () => {
		const bob = discord.addMember(guildId, { username: "bob" });
		const reply = await discord.context(guildId, ann, "FACEIT profile", bob);
		expect(reply.content).toBe("Done.");
		const [used] = seen;
		if (!used?.isUserContextMenuCommand()) throw new Error("no menu command");
		expect([used.commandName, used.targetId, used.targetUser.username]).toEqual(["FACEIT profile", bob, "bob"]);
		expect(used.targetMember).toBeInstanceOf(GuildMember);
	});

	test("can be that of somebody who has left", async () => {
		const gone = discord.addMember(guildId, { username: "gone" });
		discord.removeMember(guildId, gone);
		await discord.context(guildId, ann, "FACEIT profile", gone);
		expect(seen[0]?.isUserContextMenuCommand() && seen[0].targetMember).toBeNull();
	});

	test("has what is registered, for whom it is offered to, about people that there are", async () => {
		const use = (name: string, target = ann) => discord.context(guildId, ann, name, target);
		await expect(use("setup")).rejects.toThrow("no command");
		await expect(use("FACEIT profile", "123456789")).rejects.toThrow("no user");
		await expect(discord.command(guildId, ann, "FACEIT profile")).rejects.toThrow("no command");
		const body = [{ ...profile, default_member_permissions: String(P.ManageGuild) }];
		await client.rest.put(`/applications/${discord.applicationId}/commands`, { body });
		await expect(use("FACEIT profile")).rejects.toThrow("not offered");
	});

	test("has fifteen entries at most, without description and options, each name once", async () => {
		const ask = asker(discord);
		const put = (...commands: object[]) => ask("PUT", `/applications/${discord.applicationId}/commands`, commands);
		const many = (count: number) => Array.from({ length: count }, (_, index) => ({ type: 2, name: `Entry ${index}` }));
		const accepted = [
			many(15),
			[...many(15), { type: 3, name: "Entry 1" }],
			[profile, { type: 1, name: "faceit", description: "x" }],
		];
		for (const list of accepted) expect((await put(...list)).status).toBe(200);
		const refused = [
			many(16),
			[profile, profile],
			[{ ...profile, name: "" }],
			[{ ...profile, name: "x".repeat(33) }],
			[{ ...profile, description: "Elo" }],
			[{ ...profile, options: [{ type: 3, name: "x", description: "x" }] }],
		];
		for (const list of refused) expect({ list, ...(await put(...list)) }).toMatchObject({ status: 400, code: 50035 });
	});
});
