// People using the bot: commands, autocompletion, buttons, menus and forms.
import { ChannelType, ComponentType, InteractionType, PermissionFlagsBits as P } from "discord-api-types/v10";
import type { Suggestion } from "./callback-body.ts";
import type { Commands } from "./commands.ts";
import type { Interactions } from "./interactions.ts";
import { findCommand, invocation } from "./invocation.ts";
import { NotAllowed, type OptionValues } from "./option-values.ts";
import { channelPermissions, has } from "./permissions.ts";
import type { Reply, Scene } from "./reply.ts";
import { type Channel, findChannel, type Guild, known, type Message, type World } from "./world.ts";

export type Using = ReturnType<typeof createUsing>;
type Component = { type: number; custom_id: string; disabled?: boolean; options?: { value: string }[] };

export function createUsing(world: World, commands: Commands, interactions: Interactions) {
	const run = (
		guildId: string,
		userId: string,
		name: string,
		values: OptionValues,
		channelId?: string,
		focused?: string,
	) => {
		const guild = known(world.guilds.get(guildId), `guild ${guildId}`);
		const scene = { guild, channel: writable(guild, userId, channelId), userId };
		const [first = "", ...path] = name.split(" ");
		const command = findCommand(commands.inGuild(guildId), guild, userId, first);
		const data = invocation(world, guild, command, path, values, focused);
		const type =
			focused === undefined ? InteractionType.ApplicationCommand : InteractionType.ApplicationCommandAutocomplete;
		return interactions.start(type, scene, data);
	};
	return {
		/** name may end in a subcommand: "staff add". Resolves when an answer is to be read, not while the bot "thinks". */
		command: async (
			guildId: string,
			userId: string,
			name: string,
			options: OptionValues = {},
			channelId?: string,
		): Promise<Reply> => run(guildId, userId, name, options, channelId),
		autocomplete: async (
			guildId: string,
			userId: string,
			name: string,
			options: OptionValues,
			focused: string,
		): Promise<Suggestion[]> =>
			(await run(guildId, userId, name, { [focused]: "", ...options }, undefined, focused)).suggestions,
		/** A button of a reply (as the person who got it) or of a public message. */
		press: async (on: Reply | Message, customId: string, userId?: string): Promise<Reply> => {
			const { scene, component } = at(world, on, customId, userId);
			if (component.type !== ComponentType.Button) throw new NotAllowed(`${customId} is no button`);
			const data = { custom_id: customId, component_type: component.type };
			return interactions.start(InteractionType.MessageComponent, scene, data);
		},
		choose: async (on: Reply | Message, customId: string, values: string[], userId?: string): Promise<Reply> => {
			const { scene, component } = at(world, on, customId, userId);
			checkChoice(component, values);
			const data = { custom_id: customId, component_type: component.type, values };
			return interactions.start(InteractionType.MessageComponent, scene, data);
		},
		/** Fills in the form that a reply opened. */
		submit: async (reply: Reply, values: Record<string, string>): Promise<Reply> => {
			const modal = reply.modal;
			if (!modal) throw new NotAllowed("There is no form to fill in");
			const guild = known(world.guilds.get(reply.guildId), "guild");
			const channel = known(guild.channels.get(reply.channelId), "channel");
			const source = reply.message ? { source: reply.message } : {};
			const scene = { guild, channel, userId: reply.userId, ...source };
			const data = { custom_id: modal.custom_id, components: Object.entries(values).map(filledField) };
			return interactions.start(InteractionType.ModalSubmit, scene, data);
		},
	};
}

function filledField([custom_id, value]: [string, string]) {
	return { type: ComponentType.ActionRow, components: [{ type: ComponentType.TextInput, custom_id, value }] };
}

function checkChoice({ type, custom_id, options }: Component, values: string[]): void {
	if (type === ComponentType.Button) throw new NotAllowed(`${custom_id} is no menu`);
	const strange = values.find((value) => options && !options.some((option) => option.value === value));
	if (strange !== undefined) throw new NotAllowed(`${custom_id} has no ${strange}`);
}

/** Without a channel: the first in which the person could type a command. */
function writable(guild: Guild, userId: string, channelId?: string): Channel {
	const all = [...guild.channels.values()];
	const candidates =
		channelId === undefined
			? all.filter(({ type }) => type === ChannelType.GuildText)
			: all.filter(({ id }) => id === channelId);
	const found = candidates.find((channel) =>
		has(channelPermissions(guild, channel, userId), P.ViewChannel | P.UseApplicationCommands),
	);
	if (!found) throw new NotAllowed(`${userId} has no channel to use a command in`);
	return found;
}

function at(
	world: World,
	on: Reply | Message,
	customId: string,
	userId?: string,
): { scene: Scene; component: Component } {
	const message = "message" in on ? on.message : on;
	const who = userId ?? ("userId" in on ? on.userId : undefined);
	if (!message || message.deleted) throw new NotAllowed("There is no message to act on");
	if (who === undefined || (message.onlyFor !== null && message.onlyFor !== who))
		throw new NotAllowed("This person does not see the message");
	const component = findComponent(message.components, customId);
	if (!component || component.disabled) throw new NotAllowed(`There is no usable ${customId} in the message`);
	const { guild, channel } = known(findChannel(world, message.channelId), "channel");
	if (!has(channelPermissions(guild, channel, who), P.ViewChannel))
		throw new NotAllowed("This person does not see the channel");
	return { scene: { guild, channel, userId: who, source: message }, component };
}

function findComponent(parts: unknown[], customId: string): Component | undefined {
	for (const part of parts) {
		if (isComponent(part) && part.custom_id === customId) return part;
		const inner = findComponent(within(part), customId);
		if (inner) return inner;
	}
	return undefined;
}

/** The parts of a container, a row or a section, and the button beside a section. */
function within(part: unknown): unknown[] {
	if (typeof part !== "object" || part === null) return [];
	const beside = "accessory" in part ? [part.accessory] : [];
	return "components" in part && Array.isArray(part.components) ? [...part.components, ...beside] : beside;
}

function isComponent(part: unknown): part is Component {
	return typeof part === "object" && part !== null && "custom_id" in part && "type" in part;
}
