// One message for each thing that can be drawn, as Discord's API has them.
import {
	ButtonStyle,
	ChannelType,
	ComponentType,
	MessageFlags,
	SelectMenuDefaultValueType,
} from "discord-api-types/v10";
import type { MessageJson } from "../../../src/sandbox/page/look/message-json.ts";
import { ids } from "./names.ts";

const seconds = Math.floor(Date.now() / 1000);

const bot = { id: ids.bot, username: "faceit-comms", global_name: null, bot: true };
const ann = { id: ids.ann, username: "ann", global_name: "Ann", bot: false };

let count = 0;

function message(parts: Partial<MessageJson>): MessageJson {
	count += 1;
	return {
		...{ id: String(1046783920011224000n + BigInt(count)), author: bot, content: "", embeds: [], attachments: [] },
		...{ components: [], flags: 0, timestamp: new Date(seconds * 1000).toISOString(), edited_timestamp: null },
		...parts,
	};
}

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

const card = message({
	flags: MessageFlags.IsComponentsV2,
	edited_timestamp: new Date(seconds * 1000).toISOString(),
	components: [
		{
			type: ComponentType.Container,
			accent_color: 0xff5500,
			components: [
				{
					type: ComponentType.TextDisplay,
					content:
						"### [Team Vale vs Team Oak](<https://www.faceit.com/en/cs2/room/1-a>)\n-# Vale Cup · Round 2 · best of 3 · de_mirage · Frankfurt",
				},
				{ type: ComponentType.TextDisplay, content: "▶️ Live · **7 : 4**" },
				{ type: ComponentType.Separator, divider: true },
				{
					type: ComponentType.TextDisplay,
					content: `**Team Vale** · Ø 2,104 Elo · <#${ids.roomVale}>\n🟢 <@${ids.ann}> \`10\`\n🟡 <@${ids.ben}> \`8\` · in another channel\n⚪ vale\\_three \`7\` · not linked`,
				},
				{
					type: ComponentType.TextDisplay,
					content: "**Team Oak** · Ø 1,987 Elo\n🟢 Cleo `9`\n⚪ oak\\_two `8` · not in voice",
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							type: ComponentType.Button,
							style: ButtonStyle.Secondary,
							label: "My match",
							custom_id: "match:show:1-a",
						},
						{
							type: ComponentType.Button,
							style: ButtonStyle.Link,
							label: "Match on FACEIT",
							url: "https://www.faceit.com/",
						},
						{
							type: ComponentType.Button,
							style: ButtonStyle.Primary,
							label: "Link your account",
							custom_id: "register:link",
						},
					],
				},
			],
		},
	],
});

const panel = message({
	flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral,
	components: [
		{
			type: ComponentType.Container,
			components: [
				{
					type: ComponentType.TextDisplay,
					content: "## Set up\nEach choice is checked on the spot, and saved at once.",
				},
				{ type: ComponentType.Separator },
				{
					type: ComponentType.Section,
					components: [
						{ type: ComponentType.TextDisplay, content: "**Linger**\nRooms close 60 seconds after the match." },
					],
					accessory: {
						type: ComponentType.Button,
						style: ButtonStyle.Secondary,
						label: "Change",
						custom_id: "setup:linger",
					},
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							...{ type: ComponentType.StringSelect, custom_id: "pull", placeholder: "Who is brought in" },
							options: [
								{ value: "anywhere", label: "From anywhere", description: "Whoever is in voice in this server" },
								{
									value: "lobby",
									label: "From the lobby only",
									description: "Others come by themselves",
									default: true,
								},
								{ value: "never", label: "Never", emoji: { name: "✋" } },
							],
						},
					],
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							...{
								type: ComponentType.StringSelect,
								custom_id: "days",
								placeholder: "Days",
								min_values: 1,
								max_values: 2,
							},
							options: ["Friday", "Saturday", "Sunday"].map((label) => ({ value: label.toLowerCase(), label })),
						},
					],
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							...{ type: ComponentType.ChannelSelect, custom_id: "lobby", placeholder: "Lobby", min_values: 0 },
							...{ channel_types: [ChannelType.GuildVoice, ChannelType.GuildStageVoice] },
							default_values: [{ id: ids.lobby, type: SelectMenuDefaultValueType.Channel }],
						},
					],
				},
				{
					type: ComponentType.ActionRow,
					components: [{ type: ComponentType.UserSelect, custom_id: "guest", placeholder: "Let someone in" }],
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{
							...{
								type: ComponentType.RoleSelect,
								custom_id: "staff",
								placeholder: "Staff",
								min_values: 0,
								max_values: 5,
							},
							default_values: [{ id: ids.staff, type: SelectMenuDefaultValueType.Role }],
						},
					],
				},
				{
					type: ComponentType.ActionRow,
					components: [
						{ type: ComponentType.MentionableSelect, custom_id: "any", placeholder: "Anyone", disabled: true },
					],
				},
			],
		},
	],
});

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

export const messages: readonly { what: string; message: MessageJson; command?: { by: string; name: string } }[] = [
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
	{ what: "By somebody else", message: message({ author: ann, content: "Well played!" }) },
];
