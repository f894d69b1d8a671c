// What is said in one channel, as Discord draws it.

import { useEffect, useRef } from "preact/hooks";
import type { MessageJson } from "./look/message-json.ts";
import { MessageView } from "./look/message-view.tsx";
import type { ChannelSeen, MessageSeen, State } from "./state-json.ts";

type Props = {
	state: State;
	channel: ChannelSeen;
	onPress: (messageId: string, customId: string) => void;
	onChoose: (messageId: string, customId: string, values: string[]) => void;
	onDismiss: (messageId: string) => void;
	onOpen: (channelId: string) => void;
};

export function Chat({ state, channel, onPress, onChoose, onDismiss, onOpen }: Props) {
	const end = useRef<HTMLDivElement>(null);
	const last = channel.messages.at(-1);
	useEffect(() => end.current?.scrollIntoView({ block: "end" }), [channel.id, last?.id, last?.edited_timestamp]);
	const waiting = state.waiting.filter(({ channelId }) => channelId === channel.id);
	const name = state.names.users[state.memberId] ?? "";
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: whoever scrolls by keyboard has to get there
		<div class="chat" role="log" aria-label={`Messages in ${channel.name}`} tabIndex={0}>
			{channel.messages.length === 0 && waiting.length === 0 && (
				<p class="quiet">Nothing has been said here yet. Type / below to use one of the bot's commands.</p>
			)}
			{channel.messages.map((message) => (
				<MessageView
					key={message.id}
					message={json(message)}
					names={state.names}
					{...(message.command === null || message.command === ""
						? {}
						: { command: { by: name, name: message.command } })}
					on={{
						press: (customId) => onPress(message.id, customId),
						choose: (customId, values) => onChoose(message.id, customId, values),
						open: onOpen,
						...(message.isPersonal ? { dismiss: () => onDismiss(message.id) } : {}),
					}}
				/>
			))}
			{waiting.map(({ command }) => (
				<p class="quiet" key={command}>
					{command === "" ? "The bot is thinking…" : `The bot is thinking about /${command}…`}
				</p>
			))}
			<div ref={end} />
		</div>
	);
}

/** The parts came from Discord's own JSON, and are that still. */
function json(message: MessageSeen): MessageJson {
	const whole: MessageJson = JSON.parse(JSON.stringify(message));
	return whole;
}
