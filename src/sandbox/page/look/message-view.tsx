// One message: who wrote it and when, and all that is in it.

import { MessageFlags } from "discord-api-types/v10";
import { Avatar } from "./avatar.tsx";
import { ComponentView } from "./component-view.tsx";
import { EmbedView } from "./embed-view.tsx";
import { FileCard } from "./file-card.tsx";
import { Icon } from "./icon.tsx";
import { Markdown } from "./markdown.tsx";
import type { Drawing, MessageJson, On } from "./message-json.ts";
import type { Names } from "./names.ts";
import { absoluteTime, messageTime } from "./time-text.ts";

export type MessageProps = {
	message: MessageJson;
	names: Names;
	on: On;
	/** Whose command the message answers, such as "Ann" and "match"; shown above it. */
	command?: { readonly by: string; readonly name: string };
	/** It follows another one by the same author: without avatar and name. */
	isContinued?: boolean;
};

export function MessageView({ message, names, on, command, isContinued = false }: MessageProps) {
	const { author, flags = 0 } = message;
	const has = (flag: MessageFlags) => (flags & flag) !== 0;
	const name = names.users[author.id] ?? author.global_name ?? author.username;
	const isHeaded = !isContinued || command !== undefined;
	const kinds = [isHeaded ? "look-headed" : "", has(MessageFlags.Ephemeral) ? "look-ephemeral" : ""];
	return (
		<article class={`look-message ${kinds.join(" ")}`} aria-label={`Message by ${name}`}>
			{command !== undefined && (
				<p class="look-command">
					<Icon name="reply" />
					<strong>{command.by}</strong> used <span class="look-mention">/{command.name}</span>
				</p>
			)}
			{isHeaded && <Avatar id={author.id} name={name} />}
			<div class="look-message-body">
				{isHeaded && <Head name={name} isApp={author.bot === true} timestamp={message.timestamp} />}
				{has(MessageFlags.Loading) ? (
					<Thinking name={name} />
				) : (
					<Content message={message} drawing={{ names, on, revision: `${message.id} ${message.edited_timestamp}` }} />
				)}
				{has(MessageFlags.Ephemeral) && <OnlyYou dismiss={on.dismiss} />}
			</div>
		</article>
	);
}

function Head({ name, isApp, timestamp }: { name: string; isApp: boolean; timestamp: string }) {
	const at = Date.parse(timestamp);
	return (
		<div class="look-head">
			<span class="look-author">{name}</span>
			{isApp && <span class="look-app">App</span>}
			<time class="look-when" dateTime={timestamp} title={absoluteTime(at, "F")}>
				{messageTime(at, Date.now())}
			</time>
		</div>
	);
}

function Content({ message, drawing }: { message: MessageJson; drawing: Drawing }) {
	const { content, embeds, components = [], attachments, edited_timestamp: editedAt } = message;
	const edited = editedAt !== null && (
		<span class="look-edited" title={absoluteTime(Date.parse(editedAt), "F")}>
			(edited)
		</span>
	);
	return (
		<>
			{content !== "" && (
				<div class="look-content">
					<Markdown text={content} names={drawing.names} open={drawing.on.open} />
					{edited}
				</div>
			)}
			{attachments.map(({ id, filename, size, preview }) => (
				<FileCard key={id} name={filename} size={size} preview={preview} />
			))}
			{embeds.map((embed, index) => (
				<EmbedView key={index} embed={embed} drawing={drawing} />
			))}
			{components.map((part, index) => (
				<ComponentView key={index} part={part} drawing={drawing} />
			))}
			{content === "" && edited}
		</>
	);
}

function Thinking({ name }: { name: string }) {
	return (
		<p class="look-thinking" role="status">
			<span class="look-dots" aria-hidden="true">
				<i />
				<i />
				<i />
			</span>
			{name} is thinking…
		</p>
	);
}

function OnlyYou({ dismiss }: { dismiss: (() => void) | undefined }) {
	return (
		<p class="look-only-you">
			<Icon name="eye" />
			Only you can see this
			{dismiss !== undefined && (
				<>
					{" · "}
					<button type="button" class="look-link" onClick={dismiss}>
						Dismiss message
					</button>
				</>
			)}
		</p>
	);
}
