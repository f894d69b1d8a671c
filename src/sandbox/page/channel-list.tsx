// The channels that the member sees, with the people in them and a padlock on those that not everybody may enter.

import { Icon } from "./look/icon.tsx";
import type { ChannelSeen } from "./state-json.ts";

type Props = {
	channels: readonly ChannelSeen[];
	openId: string | undefined;
	voiceId: string | null;
	onOpen: (channelId: string) => void;
	onJoin: (channelId: string) => void;
	onLeave: () => void;
};

export function ChannelList(props: Props) {
	return (
		<nav class="channels" aria-label="Channels">
			<ul>
				{props.channels.map((channel) =>
					channel.kind === "category" ? (
						<li key={channel.id}>
							<h2>{channel.name}</h2>
							<ul>
								{channel.children.map((child) => (
									<Row key={child.id} {...props} channel={child} />
								))}
							</ul>
						</li>
					) : (
						<Row key={channel.id} {...props} channel={channel} />
					),
				)}
			</ul>
		</nav>
	);
}

function Row({ channel, openId, voiceId, onOpen, onJoin, onLeave }: Props & { channel: ChannelSeen }) {
	const { id, name, kind, isLocked, canEnter, inside, status, messages } = channel;
	const isVoice = kind === "voice" || kind === "stage";
	return (
		<li>
			<div class={`channel ${id === openId ? "is-open" : ""}`}>
				<button type="button" class="channel-name" aria-current={id === openId} onClick={() => onOpen(id)}>
					<Icon name={isVoice ? "voice" : "text"} />
					<span>{name}</span>
					{isLocked && (
						<span class="padlock" title="Private">
							<Icon name="lock" />
							<span class="unseen">, private</span>
						</span>
					)}
					{messages.length > 0 && <span class="unseen">, {messages.length} messages</span>}
				</button>
				{isVoice && (
					<button
						type="button"
						class="join"
						disabled={!canEnter && id !== voiceId}
						onClick={() => (id === voiceId ? onLeave() : onJoin(id))}
					>
						{id === voiceId ? "Leave" : "Join"}
						<span class="unseen"> {name}</span>
					</button>
				)}
			</div>
			{status !== null && status !== "" && <p class="status">{status}</p>}
			{inside.length > 0 && (
				<ul class="inside" aria-label={`In ${name}`}>
					{inside.map((person) => (
						<li key={person.id}>{person.name}</li>
					))}
				</ul>
			)}
		</li>
	);
}
