// One message for each thing that can be drawn, as Discord's API has them.
import { ButtonStyle, ComponentType, MessageFlags } from "discord-api-types/v10";
import type { MessageJson } from "../../../src/sandbox/page/look/message-json.ts";
import { card, panel } from "./cards.ts";
import { ann, message, seconds } from "./message.ts";
import { ids } from "./names.ts";

const markdown = [
	"# A first heading",
	"## A second, *in part slanted*",
	"### A third",
	`**Bold**, *italic*, ***both***, __underlined__, ~~struck~~, \`code\`, \\*escaped\\*, ||spoiler with [a link](https://www.faceit.com)||`,
	`<@${ids.ann}> of <@&${ids.captain}> and <@&${ids.staff}> is in <#${ids.roomVale}>, came from <#${ids.lobby}>, wrote in <#${ids.general}>; @everyone reads </register:1046783920011223344> and <#1046783920011229999>.`,
	`Starts <t:${seconds + 125}:R>, at <t:${seconds}:t>, <t:${seconds}:T>, <t:${seconds}:d>, <t:${seconds}:D>, <t:${seconds}>, <t:${seconds}:F>, <t:${seconds}:s>, <t:${seconds}:S>.`,
	`[Match on FACEIT](<https://www.faceit.com/en/cs2/room/1-a>), https://www.faceit.com, https://discord.com/channels/${ids.guild}/${ids.general}, [not a link](javascript:alert)`,
	"- one",
	"- two, with **more**",
	"  - within two",
	"- three",
	"1. first",
	"2. second",
	"> Quoted, first line",
	"> and second",
	"```ts\nconst answer = 42; // a line of code that is longer than a phone is wide, which has to wrap somewhere\n```",
	"-# Small print with <:logo:1046783920011223377> in it",
].join("\n");

const parts = message({
	flags: MessageFlags.IsComponentsV2,
	components: [
		{ type: ComponentType.TextDisplay, content: "Outside of a container" },
		{
			type: ComponentType.ActionRow,
			components: [
				{ type: ComponentType.Button, style: ButtonStyle.Primary, label: "Primary", custom_id: "primary" },
				{ type: ComponentType.Button, style: ButtonStyle.Secondary, label: "Secondary", custom_id: "secondary" },
				{ type: ComponentType.Button, style: ButtonStyle.Success, label: "Success", custom_id: "success" },
				{ type: ComponentType.Button, style: ButtonStyle.Danger, label: "Danger", custom_id: "danger" },
				{ type: ComponentType.Button, style: ButtonStyle.Primary, label: "Disabled", custom_id: "off", disabled: true },
			],
		},
		{
			type: ComponentType.ActionRow,
			components: [
				{
					type: ComponentType.Button,
					style: ButtonStyle.Secondary,
					emoji: { name: "🎲" },
					label: "Emoji",
					custom_id: "emoji",
				},
				{ type: ComponentType.Button, style: ButtonStyle.Secondary, label: "x".repeat(80), custom_id: "long" },
			],
		},
		{
			type: ComponentType.Container,
			accent_color: 0x23a55a,
			components: [
				{
					type: ComponentType.Section,
					components: [
						{ type: ComponentType.TextDisplay, content: "### Ann the Great\nLevel 10 · 2,412 Elo" },
						{ type: ComponentType.TextDisplay, content: "-# 188 Elo to the next level" },
					],
					accessory: {
						type: ComponentType.Thumbnail,
						media: { url: "https://cdn.faceit.com/a.png" },
						description: "Ann's avatar",
					},
				},
				{ type: ComponentType.Separator, divider: false, spacing: 2 },
				{
					type: ComponentType.MediaGallery,
					items: [
						{ media: { url: "attachment://de_mirage.png" }, description: "Mirage" },
						{ media: { url: "attachment://de_nuke.png" }, spoiler: true },
					],
				},
				{ type: ComponentType.File, file: { url: "attachment://trail.csv" } },
			],
		},
	],
});

const embed = message({
	embeds: [
		{
			title: "Open the web page",
			url: "https://www.faceit.com/",
			author: { name: "FACEIT" },
			description: `Two lines, one **bold**,\nand a mention of <@${ids.ben}>.`,
			color: 0x5865f2,
			fields: [
				{ name: "Level", value: "10", inline: true },
				{ name: "Elo", value: "2,412", inline: true },
				{ name: "K/D", value: "1.21", inline: true },
				{ name: "Form", value: "W W L W W" },
			],
			thumbnail: { url: "https://cdn.faceit.com/a.png" },
			footer: { text: "faceit-comms" },
			timestamp: new Date(seconds * 1000).toISOString(),
		},
	],
});

/** Nothing that is this long may make the page wider. */
const word = "W".repeat(100);
const long = message({
	...{
		author: { ...ann, id: "1046783920011223388", global_name: word.slice(0, 32) },
		flags: MessageFlags.IsComponentsV2,
	},
	content: word,
	components: [
		{
			type: ComponentType.Container,
			components: [
				{
					type: ComponentType.TextDisplay,
					content: `## ${word}\n[${word}](<https://www.faceit.com>)\n- ${word}\n> \`${word}\``,
				},
				{
					type: ComponentType.Section,
					components: [{ type: ComponentType.TextDisplay, content: word }],
					accessory: { type: ComponentType.Button, style: ButtonStyle.Danger, label: word.slice(20), custom_id: "w" },
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							...{ type: ComponentType.StringSelect, custom_id: "words", placeholder: word },
							options: [{ value: "w", label: word, description: word, default: true }],
						},
					],
				},
			],
		},
	],
	attachments: [{ id: "3", filename: word, size: 12_345_678, url: "https://cdn.discordapp.com/3", preview: word }],
});

type Shown = {
	readonly what: string;
	readonly message: MessageJson;
	readonly command?: { readonly by: string; readonly name: string };
	readonly isContinued?: boolean;
};

export const messages: readonly Shown[] = [
	{
		what: "Markdown",
		message: message({ author: ann, content: markdown, edited_timestamp: new Date().toISOString() }),
	},
	{ what: "A card", message: card },
	{ what: "A panel for one person", message: panel, command: { by: "Ann the Great", name: "setup" } },
	{ what: "Every other part", message: parts },
	{ what: "An embed", message: embed },
	{
		what: "Files",
		message: message({
			content: "Here is your data.",
			attachments: [
				{
					id: "1",
					filename: "my-data.json",
					size: 1240,
					url: "https://cdn.discordapp.com/1",
					preview: '{\n\t"links": 1\n}',
				},
				{ id: "2", filename: "empty.txt", size: 0, url: "https://cdn.discordapp.com/2" },
			],
		}),
	},
	{
		what: "An answer under way",
		message: message({ flags: MessageFlags.Loading | MessageFlags.Ephemeral }),
		command: { by: "Ann the Great", name: "match" },
	},
	{ what: "By somebody else", message: message({ author: ann, content: "Well played! 🎉" }) },
	{ what: "The same once more", message: message({ author: ann, content: "🏆🎉" }), isContinued: true },
	{ what: "Long words", message: long },
];
