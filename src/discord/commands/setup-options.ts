// The options of /setup: the commonest choices of its panel, typed at once by those who know what they want.

import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType, ChannelType } from "discord.js";
import { defaultSettings, type GuildSettings, longestLingerMs } from "../../guild.ts";
import type { CommandNeeds, Message, Use } from "./command.ts";
import type { Setting } from "./panels.ts";
import { type Choice, sceneOf } from "./setup-control.ts";
import { controls, settings } from "./setup-controls.ts";
import { panel } from "./setup-panel.ts";
import { save } from "./setup-save.ts";

type Option = { readonly setting: Setting; readonly option: APIApplicationCommandBasicOption };

const typed: readonly Option[] = [
	{
		setting: "categoryId",
		option: {
			...{ type: ApplicationCommandOptionType.Channel, channel_types: [ChannelType.GuildCategory] },
			...{ name: "category", description: "The category in which rooms are created" },
		},
	},
	{
		setting: "lobbyId",
		option: {
			...{ type: ApplicationCommandOptionType.Channel, channel_types: [ChannelType.GuildVoice] },
			...{ name: "lobby", description: "Where players go whose own channel is gone or full after a match" },
		},
	},
	{
		setting: "lingerMs",
		option: {
			...{ type: ApplicationCommandOptionType.Integer, min_value: 0, max_value: longestLingerMs / 1000 },
			...{ name: "linger", description: "How long rooms stay after a match, in seconds" },
		},
	},
	{
		setting: "claims",
		option: {
			...{ type: ApplicationCommandOptionType.String, name: "claims" },
			description: "Whether a FACEIT account counts before its player has proven that it is theirs",
			choices: [
				{ name: "count: whoever types a nickname counts as that player", value: "count" },
				{ name: "prove: only accounts proven by FACEIT's login or by staff count", value: "prove" },
			],
		},
	},
	{
		setting: "staffRoleId",
		option: {
			...{ type: ApplicationCommandOptionType.Role, name: "staff" },
			description: "The role that settles links with /staff and may enter every room",
		},
	},
];

const everything = "everything";

export const setupOptions: readonly APIApplicationCommandBasicOption[] = [
	...typed.map(({ option }) => option),
	{
		...{ type: ApplicationCommandOptionType.String, name: "reset", description: "What goes back to the default" },
		choices: [...typed.map(({ option }) => option.name), everything].map((what) => ({ name: what, value: what })),
	},
];

/** Saves what an admin typed, all of it or nothing, and shows the panel. Of what is also reset, the choice is refused. */
export function chooseTyped(use: Use, needs: CommandNeeds): Message {
	const { member, options, texts } = use;
	const guild = needs.see(member.guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	const scene = sceneOf(guild, texts, needs);
	const given = typed.filter(({ option }) => options[option.name] !== undefined);
	const reset = resetBy(options.reset);
	const chosen = given.map(({ setting, option }): Choice => {
		if (reset.includes(setting)) return { problem: texts.setup.chosenAndReset(option.name) };
		const value = String(options[option.name]);
		// Seconds are typed on the panel as well.
		const fields = setting === "lingerMs" ? { value } : {};
		return controls[setting].read({ ...use, words: [], values: [value], chosen: [], fields }, scene);
	});
	const problems = chosen.flatMap((one) => ("problem" in one ? [one.problem] : []));
	const start = { page: "start" } as const;
	if (problems.length > 0) return panel(start, texts.setup.refused(problems.join("\n")), use, needs);
	const changed = [...given.map(({ setting }) => setting), ...reset];
	save(changed, Object.assign({}, ...reset.map(unchosen), ...chosen.map(changeOf)), use, needs);
	if (options.reset === everything) return panel(start, texts.setup.allReset, use, needs);
	const now = sceneOf(guild, texts, needs);
	return panel(start, texts.setup.saved(changed.map((setting) => controls[setting].reads(now)).join("; ")), use, needs);
}

function resetBy(what: Use["options"][string]): readonly Setting[] {
	if (what === everything) return settings;
	return typed.filter(({ option }) => option.name === what).map(({ setting }) => setting);
}

function unchosen(setting: Setting): Partial<GuildSettings> {
	return { [setting]: defaultSettings[setting] };
}

function changeOf(choice: Choice): Partial<GuildSettings> {
	return "change" in choice ? choice.change : {};
}
