// The real discord.js against the sandbox: what it sees when it logs in, and what it can do from there.
import { afterEach, expect, test } from "bun:test";
import {
	ActionRowBuilder,
	ChannelType,
	type ChatInputCommandInteraction,
	Client,
	Events,
	GatewayIntentBits,
	type Interaction,
	MessageFlags,
	ModalBuilder,
	OverwriteType,
	PermissionFlagsBits as P,
	StringSelectMenuBuilder,
	TextInputBuilder,
} from "discord.js";
import { INVITED } from "../../src/sandbox/discord/guilds.ts";
import { type DiscordSandbox, type SandboxOptions, startDiscordSandbox } from "../../src/sandbox/discord.ts";
import { virtualClock } from "../clock.ts";

const running: { client?: Client | undefined; discord?: DiscordSandbox | undefined } = {};

async function start(options: SandboxOptions = {}) {
	const discord = await startDiscordSandbox(options);
	running.discord = discord;
	const guild = discord.addGuild({ name: "Vale", botPermissions: INVITED | P.SetVoiceChannelStatus });
	const ann = discord.addMember(guild.id, { username: "ann" });
	return { discord, guild, ann };
}

async function login(
	discord: DiscordSandbox,
	onInteraction?: (interaction: Interaction) => unknown,
): Promise<Client<true>> {
	const client = new Client({
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
		rest: { api: discord.url, version: "10", retries: 0 },
	});
	running.client = client;
	if (onInteraction) client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
	const ready = next(client, Events.ClientReady);
	await client.login(discord.token);
	await ready;
	if (!client.isReady()) throw new Error("not ready");
	return client;
}

function next(client: Client, event: string): Promise<unknown[]> {
	return new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));
}

afterEach(async () => {
	await running.client?.destroy();
	await running.discord?.stop();
	running.client = undefined;
	running.discord = undefined;
});

test("logging in fills the caches from GUILD_CREATE", async () => {
	const { discord, guild, ann } = await start();
	const lobby = discord.addChannel(guild.id, { name: "Lobby", type: "voice", userLimit: 5 });
	discord.joinVoice(guild.id, ann, lobby);
	discord.setAfkChannel(guild.id, lobby);
	const client = await login(discord);
	const seen = client.guilds.cache.get(guild.id);
	expect(seen?.name).toBe("Vale");
	expect(seen?.afkChannelId).toBe(lobby);
	expect(seen?.voiceStates.cache.get(ann)?.channelId).toBe(lobby);
	expect(seen?.members.me?.permissions.has(P.MoveMembers | P.ManageRoles | P.SetVoiceChannelStatus)).toBe(true);
	const channel = seen?.channels.cache.get(lobby);
	expect(channel?.isVoiceBased() && channel.userLimit).toBe(5);
	expect(discord.violations).toEqual([]);
});

test("the bot hears of voice, channels, roles and guilds as they change", async () => {
	const { discord, guild, ann } = await start();
	const client = await login(discord);
	const voice = next(client, Events.VoiceStateUpdate);
	const lobby = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	discord.joinVoice(guild.id, ann, lobby);
	await voice;
	expect(client.guilds.cache.get(guild.id)?.voiceStates.cache.get(ann)?.channelId).toBe(lobby);
	expect(client.guilds.cache.get(guild.id)?.members.cache.get(ann)?.user.username).toBe("ann");

	const renamed = next(client, Events.ChannelUpdate);
	discord.editChannel(lobby, { name: "Foyer" });
	await renamed;
	const left = next(client, Events.VoiceStateUpdate);
	const deleted = next(client, Events.ChannelDelete);
	discord.deleteChannel(lobby);
	await Promise.all([left, deleted]);
	expect(discord.voiceOf(guild.id, ann)).toBeUndefined();

	const joined = next(client, Events.GuildCreate);
	const second = discord.addGuild({ name: "Second" });
	await joined;
	const outage = next(client, Events.GuildUnavailable);
	discord.setGuildAvailable(second.id, false);
	await outage;
	expect(client.guilds.cache.get(second.id)?.available).toBe(false);
	const back = next(client, Events.GuildAvailable);
	discord.setGuildAvailable(second.id, true);
	await back;
	const removed = next(client, Events.GuildDelete);
	discord.removeGuild(second.id);
	await removed;
	const role = next(client, Events.GuildRoleUpdate);
	discord.setBotPermissions(guild.id, P.ViewChannel);
	await role;
	expect(client.guilds.cache.get(guild.id)?.members.me?.permissions.has(P.MoveMembers)).toBe(false);
});

test("a room made in one call is private from its first moment, and everybody is moved", async () => {
	const { discord, guild, ann } = await start();
	const bob = discord.addMember(guild.id, { username: "bob" });
	const lobby = discord.addChannel(guild.id, { name: "Lobby", type: "voice" });
	discord.joinVoice(guild.id, ann, lobby);
	discord.joinVoice(guild.id, bob, lobby);
	const client = await login(discord);
	const seen = await client.guilds.fetch(guild.id);
	const category = await seen.channels.create({
		name: "Matches",
		type: ChannelType.GuildCategory,
		reason: "für Spiele",
	});
	const room = await seen.channels.create({
		name: "Team Vale",
		type: ChannelType.GuildVoice,
		parent: category,
		userLimit: 6,
		permissionOverwrites: [
			{ id: guild.id, type: OverwriteType.Role, deny: P.ViewChannel | P.Connect },
			{
				id: discord.botId,
				type: OverwriteType.Member,
				allow: P.ViewChannel | P.Connect | P.ManageChannels | P.MoveMembers,
			},
			{ id: ann, type: OverwriteType.Member, allow: P.ViewChannel | P.Connect | P.Speak },
		],
	});
	expect(discord.canConnect(ann, room.id)).toBe(true);
	expect(discord.canView(bob, room.id)).toBe(false);
	expect(() => discord.joinVoice(guild.id, bob, room.id)).toThrow("does not let");
	await seen.members.edit(ann, { channel: room });
	await seen.members.edit(bob, { channel: room }); // the moved member needs no access
	expect(discord.membersIn(room.id)).toEqual([ann, bob]);
	await client.rest.put(`/channels/${room.id}/voice-status`, { body: { status: "Dust II" } });
	const [tree] = discord.snapshot(guild.id).channels.filter(({ id }) => id === category.id);
	expect(tree?.children[0]).toMatchObject({ name: "Team Vale", locked: true, hidden: true, status: "Dust II" });
	expect(tree?.children[0]?.inside.map(({ username }) => username)).toEqual(["ann", "bob"]);
	await room.delete("match over");
	expect(discord.membersIn(room.id)).toEqual([]);
	expect(discord.calls.map(({ reason }) => reason)).toContain("für Spiele");
	expect(discord.violations).toEqual([]);
});

const REGISTER = {
	name: "register",
	description: "Link your account",
	options: [
		{ type: 3, name: "nickname", description: "On FACEIT", required: true, autocomplete: true, max_length: 12 },
	],
};

test("a command: options checked, deferred, answered for one person, and its button pressed", async () => {
	const { discord, guild, ann } = await start();
	const client = await login(discord, async (interaction) => {
		if (interaction.isButton()) await interaction.update({ content: "Done.", components: [] });
		if (interaction.isAutocomplete()) await interaction.respond([{ name: "s1mple", value: "s1mple" }]);
		if (interaction.isChatInputCommand()) await answer(interaction);
	});
	const answer = async (interaction: ChatInputCommandInteraction) => {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const button = { type: 2, style: 1, label: "Yes", custom_id: "yes" };
		const content = `Are you ${interaction.options.getString("nickname")}?`;
		await interaction.editReply({ content, components: [{ type: 1, components: [button] }] });
	};
	await client.application.commands.set([REGISTER]);
	expect(await discord.autocomplete(guild.id, ann, "register", { nickname: "s1" }, "nickname")).toEqual([
		{ name: "s1mple", value: "s1mple" },
	]);
	const reply = await discord.command(guild.id, ann, "register", { nickname: "s1mple" });
	expect(reply.content).toBe("Are you s1mple?");
	expect(reply.ephemeral).toBe(true);
	const pressed = await discord.press(reply, "yes");
	expect(pressed.content).toBe("Done.");
	await expect(discord.press(reply, "yes")).rejects.toThrow("no usable yes");
	await expect(discord.command(guild.id, ann, "register", { nickname: "" })).rejects.toThrow("out of range");
	await expect(discord.command(guild.id, ann, "register", {})).rejects.toThrow("required");
	await expect(discord.command(guild.id, ann, "register", { nickname: "far too long a name" })).rejects.toThrow(
		"out of range",
	);
	await expect(discord.command(guild.id, ann, "register", { nick: "x", nickname: "x" })).rejects.toThrow(
		"no option nick",
	);
	expect(discord.violations).toEqual([]);
});

test("subcommands with resolved people and roles, offered only to those allowed", async () => {
	const { discord, guild, ann } = await start();
	const admin = discord.addMember(guild.id, { username: "root", permissions: P.ManageGuild });
	const role = discord.addRole(guild.id, "Staff");
	const answered = Promise.withResolvers<void>();
	const client = await login(discord, async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		const { options } = interaction;
		const content = `${options.getSubcommand()} ${options.getUser("user")?.username} ${options.getRole("role")?.name}`;
		await interaction.reply({ content, allowedMentions: { parse: [] } });
		await interaction.followUp({ content: `<@${ann}>` });
		answered.resolve();
	});
	const options = [
		{ type: 6, name: "user", description: "Who", required: true },
		{ type: 8, name: "role", description: "Which" },
	];
	const add = { type: 1, name: "add", description: "Add somebody", options };
	const staff = { name: "staff", description: "Staff", default_member_permissions: `${P.ManageGuild}`, options: [add] };
	await client.guilds.cache.get(guild.id)?.commands.set([staff]);
	const reply = await discord.command(guild.id, admin, "staff add", { user: ann, role });
	expect(reply.content).toBe("add ann Staff");
	expect(reply.message?.pings).toEqual({ everyone: false, users: [], roles: [] });
	await answered.promise;
	expect(reply.followUps[0]?.pings.users).toEqual([ann]);
	expect(discord.messagesIn(reply.channelId)).toHaveLength(2);
	await expect(discord.command(guild.id, ann, "staff add", { user: ann })).rejects.toThrow("not offered");
	await expect(discord.command(guild.id, admin, "staff", { user: ann })).rejects.toThrow("no subcommand");
});

test("a menu and a form", async () => {
	const { discord, guild, ann } = await start();
	const client = await login(discord, async (interaction) => {
		const field = new TextInputBuilder({ custom_id: "why", label: "Why?", style: 1 });
		const rows = [new ActionRowBuilder<TextInputBuilder>({ components: [field] })];
		const form = new ModalBuilder({ custom_id: "form", title: "One question" }).setComponents(rows);
		const options = [{ label: "Mirage", value: "mirage" }];
		const menu = new StringSelectMenuBuilder({ custom_id: "map", options });
		const row = new ActionRowBuilder<StringSelectMenuBuilder>({ components: [menu] });
		if (interaction.isChatInputCommand()) await interaction.reply({ components: [row] });
		if (interaction.isStringSelectMenu()) await interaction.showModal(form);
		if (interaction.isModalSubmit()) await interaction.reply(`Because ${interaction.fields.getTextInputValue("why")}`);
	});
	await client.application.commands.set([{ name: "setup", description: "Settings" }]);
	const reply = await discord.command(guild.id, ann, "setup");
	const chosen = await discord.choose(reply, "map", ["mirage"]);
	expect(chosen.modal?.title).toBe("One question");
	expect((await discord.submit(chosen, { why: "of palms" })).content).toBe("Because of palms");
	await expect(discord.choose(reply, "map", ["dust2"])).rejects.toThrow("has no dust2");
});

test("after the deadline there is nothing to answer, and two answers are one too many", async () => {
	const clock = virtualClock();
	const { discord, guild, ann } = await start({ clock });
	const codes: unknown[] = [];
	const outcome = Promise.withResolvers<void>();
	const client = await login(discord, async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		const code = (error: unknown) => codes.push(error instanceof Error && "code" in error ? error.code : error);
		if (interaction.commandName === "slow") await clock.advance(3_000);
		await interaction.deferReply().catch(code);
		const callback = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
		await interaction.client.rest.post(callback, { body: { type: 5 }, auth: false }).catch(code);
		if (interaction.commandName === "twice") await interaction.editReply("Once is enough.");
		else outcome.resolve();
	});
	const named = (name: string) => ({ name, description: name });
	await client.application.commands.set([named("slow"), named("twice")]);
	const slow = expect(discord.command(guild.id, ann, "slow")).rejects.toThrow("The application did not respond");
	await outcome.promise;
	await slow;
	expect((await discord.command(guild.id, ann, "twice")).content).toBe("Once is enough.");
	expect(codes).toEqual([10062, 10062, 40060]);
	expect(discord.violations).toHaveLength(1); // the second acknowledgement
});

test("nobody listens: the person is told so", async () => {
	const clock = virtualClock();
	const { discord, guild, ann } = await start({ clock });
	const client = await login(discord);
	await client.application.commands.set([{ name: "help", description: "Help" }]);
	// Bun's `rejects` would wait for the promise before time is passed.
	const unanswered = discord.command(guild.id, ann, "help").catch((error: unknown) => error);
	await clock.advance(3_000);
	expect(await unanswered).toMatchObject({ message: "The application did not respond" });
	await expect(discord.command(guild.id, ann, "nothing")).rejects.toThrow("no command /nothing");
});

test("a token lives for a quarter of an hour, then even the thinking ends", async () => {
	const clock = virtualClock();
	// The client's heart beats in real time, so the whole quarter of an hour would take the connection with it.
	const { discord, guild, ann } = await start({ clock, interactionTokenMs: 10_000 });
	const outcome = Promise.withResolvers<unknown>();
	const client = await login(discord, async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		await interaction.deferReply();
		await clock.advance(10_001);
		await interaction.editReply("Too late.").catch(outcome.resolve);
	});
	await client.application.commands.set([{ name: "slow", description: "Slow" }]);
	await expect(discord.command(guild.id, ann, "slow")).rejects.toThrow("The application did not respond");
	expect(await outcome.promise).toMatchObject({ status: 401, code: 50027 });
});

test("every way to answer: response with the message, deferred update, follow-ups edited and deleted", async () => {
	const { discord, guild, ann } = await start();
	const done = Promise.withResolvers<void>();
	const client = await login(discord, async (interaction) => {
		if (interaction.isButton()) {
			await interaction.deferUpdate();
			await interaction.editReply({ content: "Updated.", components: [] });
		}
		if (!interaction.isChatInputCommand()) return;
		const row = { type: 1, components: [{ type: 2, style: 1, label: "Go", custom_id: "go" }] };
		const { resource } = await interaction.reply({ content: "First.", components: [row], withResponse: true });
		expect(resource?.message?.content).toBe("First.");
		expect((await interaction.fetchReply()).id).toBe(resource?.message?.id ?? "");
		const second = await interaction.followUp({ content: `Second, <@${ann}>.`, flags: MessageFlags.Ephemeral });
		await interaction.editReply({ message: second, content: "Edited." });
		const third = await interaction.followUp("Third.");
		await interaction.deleteReply(third);
		await expect(interaction.fetchReply(third.id)).rejects.toMatchObject({ code: 10008 });
		done.resolve();
	});
	await client.application.commands.set([{ name: "all", description: "All" }]);
	discord.limits = false;
	const reply = await discord.command(guild.id, ann, "all");
	await done.promise;
	expect(reply.followUps.map(({ content, onlyFor, deleted }) => [content, onlyFor, deleted])).toEqual([
		["Edited.", ann, false],
		["Third.", null, true],
	]);
	expect(reply.followUps[0]?.pings.users).toEqual([]); // nobody is pinged by what only they see
	await discord.press(reply, "go");
	expect(reply.content).toBe("Updated.");
	expect(discord.messagesIn(reply.channelId).map(({ content }) => content)).toEqual(["Updated."]);
	expect(discord.violations).toEqual([]);
});

test("a watcher sees calls and events", async () => {
	const { discord, guild } = await start();
	const client = await login(discord);
	const seen: string[] = [];
	const stopWatching = discord.onEvent((event) => {
		if (event.kind === "gateway") seen.push(event.name);
		else seen.push(`${event.call.method} ${event.call.status ?? "…"}`);
	});
	await client.guilds.cache.get(guild.id)?.channels.create({ name: "room", type: ChannelType.GuildVoice });
	stopWatching();
	discord.addRole(guild.id, "unseen");
	expect(seen).toEqual(["POST …", "CHANNEL_CREATE", "POST 200"]);
});
