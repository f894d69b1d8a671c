// A form with one field of each kind.
import { ComponentType, TextInputStyle } from "discord-api-types/v10";
import type { FormJson } from "../../../src/sandbox/page/look/form-json.ts";

export const form: FormJson = {
	custom_id: "report",
	title: "Report a problem with a room",
	components: [
		{ type: ComponentType.TextDisplay, content: "Staff of **this server** read it." },
		{
			type: ComponentType.Label,
			label: "Nickname",
			description: "As FACEIT writes it",
			component: {
				type: ComponentType.TextInput,
				custom_id: "nickname",
				style: TextInputStyle.Short,
				min_length: 3,
				max_length: 24,
			},
		},
		{
			type: ComponentType.Label,
			label: "What happened",
			component: {
				...{ type: ComponentType.TextInput, custom_id: "what", style: TextInputStyle.Paragraph },
				...{ required: false, max_length: 400, placeholder: "In your own words" },
			},
		},
		{
			type: ComponentType.Label,
			label: "Team",
			component: {
				...{ type: ComponentType.StringSelect, custom_id: "team", placeholder: "Choose a team" },
				options: [
					{ value: "vale", label: "Team Vale" },
					{ value: "oak", label: "Team Oak" },
				],
			},
		},
		{
			type: ComponentType.Label,
			label: "Who",
			component: { type: ComponentType.UserSelect, custom_id: "who", required: false },
		},
		{
			type: ComponentType.Label,
			label: "How bad",
			component: {
				...{ type: ComponentType.RadioGroup, custom_id: "how", required: false },
				options: [
					{ value: "little", label: "A little", description: "We could play on" },
					{ value: "very", label: "Very" },
				],
			},
		},
		{
			type: ComponentType.Label,
			label: "Which maps",
			component: {
				...{ type: ComponentType.CheckboxGroup, custom_id: "maps", required: false, max_values: 2 },
				options: ["Mirage", "Nuke", "Inferno"].map((label) => ({ value: label.toLowerCase(), label })),
			},
		},
		{
			type: ComponentType.Label,
			label: "Tell me how it ends",
			component: { type: ComponentType.Checkbox, custom_id: "tell" },
		},
	],
};
