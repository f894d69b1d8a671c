// A person, role, channel or command that a text names by its id.

import type { ComponentChildren } from "preact";
import { hexColour } from "./colour.ts";
import { Icon } from "./icon.tsx";
import type { Names } from "./names.ts";

export function UserMention({ id, names }: { id: string; names: Names }) {
	return <Mention>@{names.users[id] ?? "unknown-user"}</Mention>;
}

export function RoleMention({ id, names }: { id: string; names: Names }) {
	const role = names.roles[id];
	const style = role?.color ? { "--look-role": hexColour(role.color) } : {};
	return (
		<span class={role?.color ? "look-mention look-mention-role" : "look-mention"} style={style}>
			@{role?.name ?? "unknown-role"}
		</span>
	);
}

type ChannelProps = { id: string; names: Names; open?: ((channelId: string) => void) | undefined };

/** A button where the channel can be gone to. */
export function ChannelMention({ id, names, open }: ChannelProps) {
	const channel = names.channels[id];
	if (channel === undefined) return <Mention># unknown</Mention>;
	const content = (
		<>
			<Icon name={channel.kind} />
			{channel.name}
		</>
	);
	if (open === undefined) return <Mention>{content}</Mention>;
	return (
		<button type="button" class="look-mention" onClick={() => open(id)}>
			{content}
		</button>
	);
}

export function Mention({ children }: { children: ComponentChildren }) {
	return <span class="look-mention">{children}</span>;
}
