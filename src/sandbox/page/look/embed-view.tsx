// An embed: a card with a coloured edge.

import type { APIEmbed, APIEmbedField } from "discord-api-types/v10";
import { hexColour } from "./colour.ts";
import { Markdown } from "./markdown.tsx";
import type { Drawing } from "./message-json.ts";
import { Picture } from "./picture.tsx";
import { messageTime } from "./time-text.ts";

export function EmbedView({ embed, drawing }: { embed: APIEmbed; drawing: Drawing }) {
	const { title, url, description, author, fields = [], thumbnail, image, color } = embed;
	const style = color === undefined ? {} : { "--look-accent": hexColour(color) };
	return (
		<article class="look-embed" style={style}>
			<div class="look-embed-text">
				{author !== undefined && <p class="look-embed-author">{author.name}</p>}
				{title !== undefined && (
					<h3 class="look-embed-title">
						{url === undefined ? (
							<Inline text={title} drawing={drawing} />
						) : (
							<a href={url} target="_blank" rel="noreferrer">
								{title}
							</a>
						)}
					</h3>
				)}
				{description !== undefined && <Inline text={description} drawing={drawing} />}
				{fields.length > 0 && <Fields fields={fields} drawing={drawing} />}
			</div>
			{thumbnail !== undefined && <Picture item={{ media: thumbnail }} />}
			{image !== undefined && <Picture item={{ media: image }} />}
			<Footer embed={embed} />
		</article>
	);
}

function Inline({ text, drawing }: { text: string; drawing: Drawing }) {
	return <Markdown text={text} names={drawing.names} open={drawing.on.open} />;
}

function Fields({ fields, drawing }: { fields: readonly APIEmbedField[]; drawing: Drawing }) {
	return (
		<dl class="look-fields">
			{fields.map(({ name, value, inline }, index) => (
				<div key={index} class={inline === true ? "look-field look-inline" : "look-field"}>
					<dt>
						<Inline text={name} drawing={drawing} />
					</dt>
					<dd>
						<Inline text={value} drawing={drawing} />
					</dd>
				</div>
			))}
		</dl>
	);
}

function Footer({ embed: { footer, timestamp } }: { embed: APIEmbed }) {
	const time = timestamp === undefined ? [] : [messageTime(Date.parse(timestamp), Date.now())];
	const parts = [...(footer === undefined ? [] : [footer.text]), ...time];
	return parts.length === 0 ? null : <footer class="look-embed-footer">{parts.join(" • ")}</footer>;
}
