// Messages such as the program sends: a card in a channel, a panel for one person.
import {
	ButtonStyle,
	ChannelType,
	ComponentType,
	MessageFlags,
	SelectMenuDefaultValueType,
} from "discord-api-types/v10";
import { message, seconds } from "./message.ts";
import { ids } from "./names.ts";

export const card = message({
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

export const panel = message({
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
								min_values: 2,
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
