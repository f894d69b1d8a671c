// People using the bot: commands, autocompletion, buttons, menus and forms.
import { ChannelType, ComponentType, InteractionType, PermissionFlagsBits as P } from "discord-api-types/v10";
import type { Suggestion } from "./callback-body.ts";
import { checkChoice, kindsOf } from "./choosing.ts";
import type { Commands } from "./commands.ts";
import { type Control, control } from "./component-body.ts";
import { type FieldValues, filled } from "./form-filling.ts";
import type { Interactions } from "./interactions.ts";
import { findCommand, invocation, pointing } from "./invocation.ts";
import { NotAllowed, type OptionValues } from "./option-values.ts";
import { partsIn } from "./parts.ts";
import { canRead, channelPermissions, has } from "./permissions.ts";
import type { Reply, Scene } from "./reply.ts";
import { resolved } from "./resolved.ts";
import { limitsOf } from "./select-body.ts";
import { type Channel, findChannel, type Guild, known, type Message, type World } from "./world.ts";

export type Using = ReturnType<typeof createUsing>;

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
		const data = invocation(world, scene, command, path, values, focused);
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
		/** An entry in the menu of a user: "Apps" in a click of the right button. Anybody may be the target. */
		context: async (
			guildId: string,
			userId: string,
			name: string,
			targetId: string,
			channelId?: string,
		): Promise<Reply> => {
			const guild = known(world.guilds.get(guildId), `guild ${guildId}`);
			const scene = { guild, channel: writable(guild, userId, channelId), userId };
			const command = findCommand(commands.inGuild(guildId), guild, userId, name, 2);
			return interactions.start(InteractionType.ApplicationCommand, scene, pointing(world, scene, command, targetId));
		},
		/** A button of a reply (as the person who got it) or of a public message. */
		press: async (on: Reply | Message, customId: string, userId?: string): Promise<Reply> => {
			const { scene, component } = at(world, on, customId, userId);
			if (component.type !== ComponentType.Button) throw new NotAllowed(`${customId} is no button`);
			return interactions.start(InteractionType.MessageComponent, scene, sentOf(component));
		},
		/** Of a menu: the values of its entries, or the ids of users, roles or channels. */
		choose: async (on: Reply | Message, customId: string, values: string[], userId?: string): Promise<Reply> => {
			const { scene, component } = at(world, on, customId, userId);
			if (component.type === ComponentType.Button) throw new NotAllowed(`${customId} is no menu`);
			checkChoice(scene, component, values, limitsOf(component));
			const named = values.map((id) => ({ id, kinds: kindsOf(component) }));
			const objects = resolved(world, scene.guild, scene.userId, named);
			const data = { ...sentOf(component), values, ...(objects && { resolved: objects }) };
			return interactions.start(InteractionType.MessageComponent, scene, data);
		},
		/** Fills in the form that a reply opened, by the custom ids of its fields. */
		submit: async (reply: Reply, values: FieldValues): Promise<Reply> => {
			const { modal, source, userId } = reply;
			if (!modal) throw new NotAllowed("There is no form to fill in");
			const guild = known(world.guilds.get(reply.guildId), "guild");
			const channel = known(guild.channels.get(reply.channelId), "channel");
			const scene = { guild, channel, userId, ...(source && { source }) };
			const { components, named } = filled(scene, modal, values);
			const objects = resolved(world, guild, userId, named);
			const data = { custom_id: modal.custom_id, components, ...(objects && { resolved: objects }) };
			return interactions.start(InteractionType.ModalSubmit, scene, data);
		},
	};
}

function sentOf({ custom_id, type, id }: Control) {
	return { custom_id, component_type: type, id };
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
): { scene: Scene; component: Control } {
	const message = "message" in on ? on.message : on;
	const who = userId ?? ("userId" in on ? on.userId : undefined);
	if (!message || message.deleted) throw new NotAllowed("There is no message to act on");
	if (who === undefined || (message.onlyFor !== null && message.onlyFor !== who))
		throw new NotAllowed("This person does not see the message");
	const part = [...partsIn(message.components)].find(({ custom_id }) => custom_id === customId);
	const component = control.safeParse(part).data;
	if (!component || component.disabled) throw new NotAllowed(`There is no usable ${customId} in the message`);
	const { guild, channel } = known(findChannel(world, message.channelId), "channel");
	if (!canRead(guild, channel, who)) throw new NotAllowed("This person does not see the channel");
	return { scene: { guild, channel, userId: who, source: message }, component };
}
