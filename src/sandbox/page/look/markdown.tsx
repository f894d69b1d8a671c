// Discord's Markdown, drawn. Nothing in it is loaded from anywhere.

import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isJumbo, markdownTree, type Piece } from "./markdown-tree.ts";
import { ChannelMention, Mention, RoleMention, UserMention } from "./mention.tsx";
import type { Names } from "./names.ts";
import { Spoiler } from "./spoiler.tsx";
import { TimeView } from "./time-view.tsx";

type Context = { readonly names: Names; readonly open?: ((channelId: string) => void) | undefined };

/** `open` goes to a channel; without it, channels are only named. */
export function Markdown({ text, names, open }: Context & { text: string }) {
	const tree = useMemo(() => markdownTree(text), [text]);
	return <div class={isJumbo(tree) ? "look-markdown look-jumbo" : "look-markdown"}>{drawn(tree, { names, open })}</div>;
}

function drawn(pieces: readonly Piece[], context: Context): ComponentChildren[] {
	return pieces.map((piece, index) => {
		const inner = "inner" in piece ? drawn(piece.inner, context) : [];
		return <PieceView key={index} piece={piece} inner={inner} context={context} />;
	});
}

type Props = { piece: Piece; inner: ComponentChildren[]; context: Context };

function PieceView({ piece, inner, context }: Props): JSX.Element {
	switch (piece.is) {
		case "text":
			return <>{piece.text}</>;
		case "break":
			return <br />;
		case "strong":
			return <strong>{inner}</strong>;
		case "em":
			return <em>{inner}</em>;
		case "underline":
			return <u>{inner}</u>;
		case "strikethrough":
			return <s>{inner}</s>;
		case "spoiler":
			return <Spoiler>{inner}</Spoiler>;
		case "blockQuote":
			return <blockquote>{inner}</blockquote>;
		case "subtext":
			return <small>{inner}</small>;
		case "heading":
			return <Heading level={piece.level}>{inner}</Heading>;
		case "list":
			return <List {...piece} context={context} />;
		case "link":
			return (
				<a href={piece.url} target="_blank" rel="noreferrer">
					{inner}
				</a>
			);
		case "emoji":
			return <span class="look-emoji">{piece.text}</span>;
		case "code":
			return <code>{piece.text}</code>;
		case "codeBlock":
			return (
				<pre>
					<code>{piece.text}</code>
				</pre>
			);
		case "user":
			return <UserMention id={piece.id} names={context.names} />;
		case "role":
			return <RoleMention id={piece.id} names={context.names} />;
		case "channel":
			return <ChannelMention id={piece.id} {...context} />;
		case "everyone":
			return <Mention>{piece.text}</Mention>;
		case "command":
			return <Mention>/{piece.name}</Mention>;
		case "time":
			return <TimeView at={piece.at * 1000} style={piece.style} />;
		default:
			throw new Error(`no such piece: ${piece satisfies never}`);
	}
}

/** The page's own headings come first: those of messages are below them. */
function Heading({ level, children }: { level: number; children: ComponentChildren }) {
	if (level === 1) return <h3 class="look-h1">{children}</h3>;
	return level === 2 ? <h4 class="look-h2">{children}</h4> : <h5 class="look-h3">{children}</h5>;
}

function List({ start, items, context }: Extract<Piece, { is: "list" }> & { context: Context }) {
	const lines = items.map((item, index) => <li key={index}>{drawn(item, context)}</li>);
	return start === null ? <ul>{lines}</ul> : <ol start={start}>{lines}</ol>;
}
