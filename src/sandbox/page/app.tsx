// The whole page: a small Discord as one member sees it, and FACEIT beside it.

import { useEffect, useState } from "preact/hooks";
import { ChannelList } from "./channel-list.tsx";
import { Chat } from "./chat.tsx";
import { CommandBar } from "./command-bar.tsx";
import { FaceitPanel } from "./faceit-panel.tsx";
import { FormView } from "./look/form-view.tsx";
import { MemberBar } from "./member-bar.tsx";
import type { ChannelSeen, Deed, State } from "./state-json.ts";
import { act, useSandbox } from "./wire.ts";

type Act<D = Deed> = D extends Deed ? Omit<D, "as"> : never;

export function App() {
	const [as, setAs] = useState("");
	const [openId, setOpenId] = useState<string>();
	const [problem, setProblem] = useState<string | null>(null);
	const [isListShown, setListShown] = useState(false);
	const state = useSandbox(as);
	useEffect(() => {
		if (state !== undefined && as === "") setAs(state.people.find(({ isBot }) => !isBot)?.id ?? "");
	}, [state, as]);
	if (state === undefined) return <p class="quiet">Connecting to the sandbox…</p>;
	const channels = flat(state.channels);
	const channel =
		channels.find(({ id }) => id === openId) ?? channels.find(({ kind }) => kind === "text") ?? channels[0];
	const does = async (deed: Act) => setProblem(await act({ ...deed, as: state.memberId }));
	return (
		<div class={`page ${isListShown ? "with-list" : ""}`}>
			<header>
				<button
					type="button"
					class="drawer"
					aria-expanded={isListShown}
					aria-controls="sidebar"
					onClick={() => setListShown(!isListShown)}
				>
					Channels
				</button>
				<h1>{state.guild}</h1>
				<ThemeSwitch />
			</header>
			<aside id="sidebar" aria-label="Server">
				<ChannelList
					{...{ channels: state.channels, openId: channel?.id, voiceId: state.voiceId }}
					onOpen={(id) => {
						setOpenId(id);
						setListShown(false);
					}}
					onJoin={(channelId) => void does({ do: "join", channelId })}
					onLeave={() => void does({ do: "leave" })}
				/>
				<MemberBar
					state={state}
					onSwitch={setAs}
					onMenu={(command, targetId) => void does({ do: "menu", command, targetId, channelId: channel?.id ?? "" })}
				/>
			</aside>
			<main>{channel !== undefined && <Channel {...{ state, channel, problem, does, setOpenId }} />}</main>
			<FaceitPanel faceit={state.faceit} onFire={(event, matchId) => void does({ do: "faceit", event, matchId })} />
			{state.form !== null && (
				<FormView
					key={state.form.custom_id}
					form={state.form}
					names={state.names}
					onSubmit={(values) => void does({ do: "submit", values })}
					onClose={() => void does({ do: "closeForm" })}
				/>
			)}
		</div>
	);
}

type ChannelProps = {
	state: State;
	channel: ChannelSeen;
	problem: string | null;
	does: (deed: Act) => Promise<void>;
	setOpenId: (channelId: string) => void;
};

function Channel({ state, channel, problem, does, setOpenId }: ChannelProps) {
	const channelId = channel.id;
	return (
		<>
			<h2 class="channel-title">{channel.name}</h2>
			<Chat
				{...{ state, channel, onOpen: setOpenId }}
				onPress={(messageId, customId) => void does({ do: "press", messageId, customId })}
				onChoose={(messageId, customId, values) => void does({ do: "choose", messageId, customId, values })}
				onDismiss={(messageId) => void does({ do: "dismiss", messageId })}
			/>
			<p class="problem" role="alert">
				{problem}
			</p>
			<CommandBar state={state} onUse={(command, options) => void does({ do: "use", command, options, channelId })} />
		</>
	);
}

function flat(channels: readonly ChannelSeen[]): readonly ChannelSeen[] {
	return channels.flatMap((channel) => (channel.kind === "category" ? flat(channel.children) : [channel]));
}

const themes = ["system", "light", "dark"] as const;

function ThemeSwitch() {
	const [theme, setTheme] = useState<(typeof themes)[number]>("system");
	useEffect(() => {
		if (theme === "system") delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = theme;
	}, [theme]);
	const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system";
	return (
		<button type="button" class="theme" onClick={() => setTheme(next)}>
			Theme: {theme}
		</button>
	);
}
