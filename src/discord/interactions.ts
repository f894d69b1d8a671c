// The entry point for people's commands, buttons and menus: each is acknowledged in time, faults are caught once.

import {
	ApplicationCommandOptionType,
	type AutocompleteInteraction,
	type CacheType,
	type ChatInputCommandInteraction,
	type Client,
	type CommandInteractionOption,
	ComponentType,
	DiscordAPIError,
	Events,
	type GuildMember,
	type Interaction,
	type MessageComponentInteraction,
	MessageFlags,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	type UserContextMenuCommandInteraction,
} from "discord.js";
import { z } from "zod";
import type { Publish } from "../fact.ts";
import { plain, sentences } from "../markdown.ts";
import { patiently, StillBusy } from "../patience.ts";
import { textsIn } from "../texts/texts.ts";
import type { Caller, Chosen, Command, CommandNeeds, Message, Press, Use } from "./commands/command.ts";
import { commandIds, commands, pressed } from "./commands/commands.ts";
import { withNews } from "./commands/news.ts";
import { drawn, drawnForm } from "./layout.ts";

type Needs = CommandNeeds & { readonly publish: Publish };

type Typed<State extends CacheType = CacheType> =
	| ChatInputCommandInteraction<State>
	| UserContextMenuCommandInteraction<State>;
type Pressed<State extends CacheType = CacheType> = MessageComponentInteraction<State> | ModalSubmitInteraction<State>;
type Repliable = Typed | Pressed;
type CachedRepliable = Typed<"cached"> | Pressed<"cached">;

/** Discord drops suggestions after 3 s; an empty list after 2 s is better than its error message. */
const suggestWithinMs = 2_000;

/**
 * Already acknowledged, invalid token: as with any 404, such as an unknown message, webhook or interaction, Discord gave
 * up waiting, the person closed the message, or another answer was first. There is nobody left to answer.
 */
const races = new Set<number | string>([40060, 50027]);

const byName: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.data.name, command]));

const elsewhere = sentences(
	"I only work in a server that I am a member of.",
	"Use this command there, or ask an admin of this server to invite me.",
);
const outdated = "This is from another version of me and does not work any more. Please type the command afresh.";
const failed = sentences(
	"❌ Something went wrong on my side, and it has been logged. Please try again in a moment;",
	"if it keeps happening, tell the person who hosts this bot.",
);

const busy = sentences(
	"❌ My database has been busy for too long, so nothing was changed. Please try again in a minute;",
	"if it keeps happening, tell the person who hosts this bot.",
);

/** Answers everything that people do with the bot from now on. */
export function answerInteractions(client: Client, needs: Needs): void {
	client.on(Events.InteractionCreate, (interaction) => void answer(interaction, needs));
}

async function answer(interaction: Interaction, needs: Needs): Promise<void> {
	try {
		if (interaction.isAutocomplete()) await suggest(interaction, needs);
		else if (interaction.isChatInputCommand() || interaction.isUserContextMenuCommand()) await run(interaction, needs);
		else if (interaction.isMessageComponent() || interaction.isModalSubmit()) await press(interaction, needs);
	} catch (error) {
		await fail(interaction, error, needs);
	}
}

/** It is acknowledged before anything is done: no work is begun whose result nobody would see. */
async function run(interaction: Typed, needs: Needs): Promise<void> {
	const command = byName.get(interaction.commandName);
	if (!interaction.inCachedGuild()) return replyTo(interaction, elsewhere);
	if (command === undefined) return replyTo(interaction, outdated);
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const use = useOf(interaction, needs);
	await deliver(interaction, use, await command.run(use, needs), needs);
}

/** The answer, with what the member is still to be told; that counts as told once it is there. */
async function deliver(interaction: CachedRepliable, caller: Caller, message: Message, needs: Needs): Promise<void> {
	const { message: full, told } = withNews(message, caller, needs);
	await interaction.editReply(whole(full));
	if (full.announcement !== undefined)
		await interaction.followUp({ content: full.announcement, allowedMentions: { parse: [] } });
	// Should that fail, they are told once more another time: the answer itself has arrived.
	await patiently(needs.clock, told).catch((error: unknown) =>
		needs.publish({ kind: "commandFailed", command: nameOf(interaction), error }),
	);
}

function useOf(interaction: Typed<"cached">, needs: CommandNeeds): Use {
	const { name: subcommand, given } = nested(interaction.options.data);
	return {
		...callerOf(interaction, needs),
		subcommand,
		options: Object.fromEntries(given.map(({ name, value }) => [name, value])),
		// The menu of a member gives them under the name "user".
		people: Object.fromEntries(given.map(chosen).filter((one) => one !== undefined)),
	};
}

type Option = CommandInteractionOption<"cached">;

/** Options are within a subcommand, which may be within a group. */
function nested(
	data: readonly Option[],
	path?: string,
): { readonly name: string | undefined; readonly given: readonly Option[] } {
	const [first] = data;
	const { Subcommand, SubcommandGroup } = ApplicationCommandOptionType;
	if (first?.type !== Subcommand && first?.type !== SubcommandGroup) return { name: path, given: data };
	return nested(first.options ?? [], path === undefined ? first.name : `${path} ${first.name}`);
}

function chosen({ name, user, member }: CommandInteractionOption<"cached">): [string, Chosen] | undefined {
	if (user === undefined) return undefined;
	return [
		name === "user" ? "member" : name,
		{ discordId: user.id, isMember: member !== undefined && member !== null, isBot: user.bot },
	];
}

/**
 * The ids of the member's roles, as they came with the interaction. discord.js shows only those that it has in its cache of
 * the guild's roles, which is empty: this program keeps guilds itself.
 */
function rolesOf(member: GuildMember): readonly string[] {
	return roleIds.safeParse(Object.getOwnPropertyDescriptor(member, "_roles")?.value).data ?? [];
}

const roleIds = z.array(z.string());

function callerOf(interaction: CachedRepliable, { see }: CommandNeeds): Caller {
	const { user, guildId, member, memberPermissions, client } = interaction;
	return {
		commandIds: () => commandIds(client),
		texts: textsIn("en"),
		channelId: interaction.channelId ?? "",
		member: { discordId: user.id, guildId },
		// A display name may be anybody's, and whoever was sent a link is to see whose it is: only the user name is unique.
		name: `${plain(member.displayName)} (@${user.username})`,
		// discord.js is not told what guilds are called.
		guildName: see(guildId)?.name ?? "this server",
		isAdmin: memberPermissions.has(PermissionFlagsBits.ManageGuild),
		roleIds: rolesOf(member),
		later: (message) =>
			interaction.editReply(whole(message)).then(
				() => undefined,
				// Closed, or too late: whoever waits for it looks at the page in their browser.
				() => undefined,
			),
	};
}

async function press(interaction: Pressed, needs: Needs): Promise<void> {
	const [name = "", ...words] = interaction.customId.split(":");
	const command = byName.get(name) ?? pressed[name];
	if (!interaction.inCachedGuild()) return replyTo(interaction, elsewhere);
	if (command?.press === undefined) return replyTo(interaction, outdated);
	const values = interaction.isAnySelectMenu() ? interaction.values : [];
	const press = {
		...{ ...callerOf(interaction, needs), words, values },
		...{ fields: fieldsOf(interaction), chosen: peopleIn(interaction) },
	};
	const form = interaction.isModalSubmit() ? undefined : command.form?.(press, needs);
	// A form cannot come after an acknowledgement: it is one.
	if (form !== undefined && !interaction.isModalSubmit()) return interaction.showModal(drawnForm(form));
	// It may take the place of the settings that they looked at.
	if (name !== "setup") needs.panels.closed(press.member);
	await acknowledge(interaction);
	await deliver(interaction, press, await command.press(press, needs), needs);
}

/** A message that everybody sees stays as it is. */
async function acknowledge(interaction: Pressed<"cached">): Promise<void> {
	const isPersonal = interaction.message?.flags.has(MessageFlags.Ephemeral) === true;
	if (!isPersonal) await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	else if (!interaction.isModalSubmit() || interaction.isFromMessage()) await interaction.deferUpdate();
}

function peopleIn(interaction: Pressed<"cached">): readonly Chosen[] {
	if (interaction.isModalSubmit() || !interaction.isUserSelectMenu()) return [];
	const { users, members } = interaction;
	return users.map(({ id, bot }) => ({ discordId: id, isMember: members.has(id), isBot: bot }));
}

function fieldsOf(interaction: Pressed<"cached">): Press["fields"] {
	if (!interaction.isModalSubmit()) return {};
	return Object.fromEntries(
		interaction.fields.fields.map((field, id) => [
			id,
			"value" in field && typeof field.value === "string" ? field.value : undefined,
		]),
	);
}

function typing({ user, guildId, member, memberPermissions }: AutocompleteInteraction<"cached">) {
	return {
		member: { discordId: user.id, guildId },
		isAdmin: memberPermissions.has(PermissionFlagsBits.ManageGuild),
		roleIds: rolesOf(member),
	};
}

async function suggest(interaction: AutocompleteInteraction, needs: Needs): Promise<void> {
	const command = interaction.inCachedGuild() ? byName.get(interaction.commandName) : undefined;
	const late = Promise.withResolvers<readonly never[]>();
	const cancel = needs.clock.setTimeout(() => late.resolve([]), suggestWithinMs);
	try {
		const { value: typed, name: option } = interaction.options.getFocused(true);
		const at = interaction.inCachedGuild() ? { ...typing(interaction), option } : undefined;
		const asked = at === undefined ? [] : (command?.suggest?.(typed, needs, at) ?? []);
		const found = await Promise.race([asked, late.promise]);
		await interaction.respond(found);
	} finally {
		cancel();
	}
}

async function replyTo(interaction: Repliable, content: string): Promise<void> {
	await interaction.reply({ content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } });
}

/** Every part is sent, so that nothing is left of the previous message; and nobody is ever pinged. */
function whole({ content, blocks = [], tone = "calm", files = [] }: Message) {
	const attachments = files.map(({ name, text }) => ({ name, attachment: Buffer.from(text) }));
	return {
		...{ content: null, embeds: [], files: attachments, allowedMentions: { parse: [] } },
		components: [
			...drawn({ tone, blocks: [{ is: "text", text: content }, ...blocks] }),
			...files.map(({ name }) => ({ type: ComponentType.File as const, file: { url: `attachment://${name}` } })),
		],
		flags: MessageFlags.IsComponentsV2,
	} as const;
}

async function fail(interaction: Interaction, error: unknown, needs: Needs): Promise<void> {
	const command = nameOf(interaction);
	// Some servers that speak Discord's protocol answer 404 without a code.
	const isRace = error instanceof DiscordAPIError && (error.status === 404 || races.has(error.code));
	if (isRace) return needs.publish({ kind: "commandLate", command });
	needs.publish({ kind: "commandFailed", command, error });
	try {
		await apologize(interaction, error instanceof StillBusy ? busy : failed);
	} catch {
		// The person sees that the bot did not respond, in Discord's own words. The fault has been published.
	}
}

async function apologize(interaction: Interaction, content: string): Promise<void> {
	if (interaction.isAutocomplete()) {
		if (!interaction.responded) await interaction.respond([]);
	} else if (interaction.isRepliable()) {
		const message = { content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } } as const;
		// A follow-up leaves the buttons of the previous message in place, to be pressed again.
		await (interaction.deferred || interaction.replied ? interaction.followUp(message) : interaction.reply(message));
	}
}

function nameOf(interaction: Interaction | CachedRepliable): string {
	if (interaction.isCommand() || interaction.isAutocomplete()) return interaction.commandName;
	return interaction.customId.split(":")[0] ?? "";
}
