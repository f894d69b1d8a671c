// A button of a message: in one of four colours, or a link.

import { type APIButtonComponent, ButtonStyle } from "discord-api-types/v10";
import { emojiText } from "./emoji.ts";
import { Icon } from "./icon.tsx";
import type { Drawing } from "./message-json.ts";

const looks = {
	[ButtonStyle.Primary]: "look-button-primary",
	[ButtonStyle.Secondary]: "look-button-secondary",
	[ButtonStyle.Success]: "look-button-success",
	[ButtonStyle.Danger]: "look-button-danger",
} as const;

export function ButtonView({ button, drawing }: { button: APIButtonComponent; drawing: Drawing }) {
	const isDisabled = button.disabled === true;
	if (button.style === ButtonStyle.Premium)
		return (
			<button type="button" class="look-button look-button-primary" disabled>
				Buy
			</button>
		);
	const content = (
		<>
			{button.emoji !== undefined && <span class="look-emoji">{emojiText(button.emoji)}</span>}
			{button.label !== undefined && <span>{button.label}</span>}
		</>
	);
	if (button.style !== ButtonStyle.Link)
		return (
			<button
				type="button"
				class={`look-button ${looks[button.style]}`}
				disabled={isDisabled}
				onClick={() => drawing.on.press(button.custom_id)}
			>
				{content}
			</button>
		);
	// A link that is disabled leads nowhere, and says so.
	const target = isDisabled ? ({ role: "link", "aria-disabled": true } as const) : { href: button.url };
	return (
		<a class="look-button look-button-secondary" target="_blank" rel="noreferrer" {...target}>
			{content}
			<Icon name="away" />
		</a>
	);
}
