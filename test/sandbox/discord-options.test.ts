// What a command's options become for the real discord.js: people, those who are no members among them, and roles.
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
	type ChatInputCommandInteraction,
	Client,
	Events,
	GatewayIntentBits,
	GuildMember,
	PermissionFlagsBits as P,
} from "discord.js";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";

let discord: DiscordSandbox;
let client: Client;
let guildId: string;
let admin: string;
let seen: ChatInputCommandInteraction[];

const person = { type: 6, name: "member", description: "Who", required: true };
const role = { type: 8, name: "role", description: "Which" };
const staff = {
	name: "staff",
	description: "Staff",
	default_member_permissions: String(P.ManageGuild),
	options: [
		{ type: 1, name: "link", description: "Link", options: [person, role] },
		{ type: 1, name: "log", description: "Log" },
	],
};

beforeEach(async () => {
	discord = await startDiscordSandbox({ limits: false });
	guildId = discord.addGuild({ name: "Vale" }).id;
	admin = discord.addMember(guildId, { username: "admin", permissions: P.ManageGuild });
	seen = [];
	const rest = { api: discord.url, version: "10", retries: 0 } as const;
	client = new Client({ intents: [GatewayIntentBits.Guilds], rest });
	client.on(Events.InteractionCreate, async (interaction) => {
		if (interaction.isButton()) await interaction.deferReply({ flags: 64 });
		if (interaction.isButton()) await interaction.editReply("Only you see this.");
		if (!interaction.isChatInputCommand()) return;
		seen.push(interaction);
		await interaction.reply({
			content: "Seen.",
			components: [
				{
					type: 1,
					components: [
						{ type: 2, style: 1, label: "Press", custom_id: "press" },
						{ type: 2, style: 5, label: "Prove it", url: "https://comms.example.com/auth/faceit/start?ticket=t" },
					],
				},
			],
		});
	});
	const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
	await client.login(discord.token);
	await ready;
	await client.application?.commands.set([staff]);
});
afterEach(async () => {
	await client.destroy();
	await discord.stop();
});

/** What discord.js made of the member's option. */
const chosen = () => {
	const options = seen.at(-1)?.options;
	const member = options?.getMember("member");
	return { user: options?.getUser("member")?.username, member, role: options?.getRole("role")?.name };
};

test("a member comes with their roles and permissions, and a role with its name", async () => {
	const roleId = discord.addRole(guildId, "Referees", P.MoveMembers);
	const ann = discord.addMember(guildId, { username: "ann" });
	discord.giveRole(guildId, ann, roleId);
	await discord.command(guildId, admin, "staff link", { member: ann, role: roleId });
	expect(seen[0]?.options.getSubcommand()).toBe("link");
	const { user, member, role: named } = chosen();
	expect([user, named]).toEqual(["ann", "Referees"]);
	expect(member instanceof GuildMember && member.roles.cache.has(roleId)).toBe(true);
	expect(seen[0]?.options.resolved?.members?.size).toBe(1);
	expect(discord.violations).toEqual([]);
});

test("somebody who has left, or never was there, is a user and no member; after coming back a member again", async () => {
	const ann = discord.addMember(guildId, { username: "ann" });
	discord.removeMember(guildId, ann);
	await discord.command(guildId, admin, "staff link", { member: ann });
	expect(chosen()).toMatchObject({ user: "ann", member: null });
	const stranger = discord.addMember(discord.addGuild({ name: "Other" }).id, { username: "stranger" });
	await discord.command(guildId, admin, "staff link", { member: stranger });
	expect(chosen()).toMatchObject({ user: "stranger", member: null });
	discord.addMember(guildId, { username: "ann", id: ann });
	await discord.command(guildId, admin, "staff link", { member: ann });
	expect(chosen().member).toBeInstanceOf(GuildMember);
});

test("what the client would not send is not sent", async () => {
	const use = (name: string, options: Record<string, string>) => discord.command(guildId, admin, name, options);
	const nobody = "123456789012345678";
	await expect(use("staff link", { member: nobody })).rejects.toThrow("is no user");
	await expect(use("staff link", {})).rejects.toThrow("is required");
	await expect(use("staff link", { member: admin, role: nobody })).rejects.toThrow("is no role");
	await expect(use("staff log", { member: admin })).rejects.toThrow("has no option");
	expect(seen).toEqual([]);
});

test("a button of a public message may be answered for one person; a link button cannot be pressed", async () => {
	const ann = discord.addMember(guildId, { username: "ann" });
	const { message, ephemeral } = await discord.command(guildId, admin, "staff log");
	expect(ephemeral).toBe(false);
	if (message === null) throw new Error("no message");
	const answer = await discord.press(message, "press", ann);
	expect(answer).toMatchObject({ content: "Only you see this.", ephemeral: true });
	expect(discord.messagesIn(message.channelId)).toHaveLength(1);
	expect(JSON.stringify(message.components)).toContain("/auth/faceit/start?ticket=t");
	await expect(discord.press(message, "Prove it", ann)).rejects.toThrow("no usable");
});
