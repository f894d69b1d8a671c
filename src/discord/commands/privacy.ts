// /privacy: what is kept about people, where and for how long; and their own data as a file.

import { ApplicationCommandOptionType } from "discord.js";
import { keptDays } from "../../kept.ts";
import { buttonsOf } from "../../message.ts";
import { fieldsOf } from "./card.ts";
import { type Caller, type Command, type CommandNeeds, inServers, type Message } from "./command.ts";

export const privacy: Command = {
	data: {
		name: "privacy",
		description: "What I keep about you, where, and for how long; or your own data as a file",
		...inServers,
		options: [
			{
				type: ApplicationCommandOptionType.Boolean,
				name: "export",
				description: "True: everything that I keep about you, as a file",
			},
		],
	},
	run: (use, needs) =>
		use.options.export === true || use.subcommand === "export" ? exported(use, needs) : about(needs),
	press: (press, needs) => exported(press, needs),
};

async function exported({ member }: Caller, { personalData }: CommandNeeds): Promise<Message> {
	return {
		content: "Here is everything that I keep about you. Only you see this message.",
		files: [{ name: "faceit-comms-data.json", text: await personalData(member.discordId) }],
	};
}

function about({ backups }: CommandNeeds): Message {
	const { matches, done, failed, trail, guilds, alone } = keptDays;
	const fields = [
		{
			name: "Until you remove it with `/unregister`",
			value: [
				"- Your Discord id, your FACEIT id and nickname, when they were linked and proven",
				"- The servers where I know you: you registered there, or were in voice there",
				"- Whether you asked not to be moved",
				`- Left every server that I am in? Then it is removed by itself after ${alone} days.`,
			],
		},
		{
			name: "For a match",
			value: [
				`- Its teams as FACEIT names them, and the rooms: ${matches} days after it is over`,
				`- Where you were in voice, so that I can bring you back: as long, or until the match is over after \`/unregister\``,
				`- What FACEIT sent about it: ${done} days; what I could not read of it: ${failed} days`,
			],
		},
		{
			name: "Also after `/unregister`",
			value: [
				`- Who linked, proved or removed which link, and by what right: ${trail} days, so that staff can settle disputes`,
				backups.keep === 0
					? "- No backups are made by me."
					: `- Backups of all of this: the last ${backups.keep} daily ones, beside the database`,
				...(backups.isSentElsewhere
					? [
							"- A copy of each backup in a storage of the host's, which I never delete there: the host decides for how long",
						]
					: []),
				`- If I am removed from a server, what belongs to it: ${guilds} days`,
			],
		},
		{
			name: "Never",
			value: [
				"I hear and read nothing that you say, and nothing of FACEIT's login is kept but its result. All of this is on the",
				"machine of the person who hosts this bot: they can read it, and answer what else you want to know.",
			],
		},
	];
	return {
		content: "What I keep about you, where, and for how long:",
		blocks: [
			...fieldsOf(...fields.map(({ name, value }) => ({ name, value: value.join(name === "Never" ? " " : "\n") }))),
			buttonsOf({ id: "privacy:export", label: "Export my data", kind: "calm" }),
		],
	};
}
