// Pictures of a message. None is loaded from outside: a frame stands for each, with the description that it has.

import { Icon } from "./icon.tsx";
import { Spoiler } from "./spoiler.tsx";

/** A thumbnail, an item of a gallery, or a picture of an embed. */
type Item = { media: { url: string }; description?: string | null; spoiler?: boolean };

export function Picture({ item: { media, description, spoiler } }: { item: Item }) {
	const words = description ?? "Picture";
	// What is in the message itself needs no loading.
	const picture = media.url.startsWith("data:image/") ? (
		<img class="look-picture" src={media.url} alt={words} />
	) : (
		<span class="look-picture" role="img" aria-label={words} title={words}>
			<Icon name="picture" />
		</span>
	);
	return spoiler === true ? <Spoiler>{picture}</Spoiler> : picture;
}

export function Gallery({ items }: { items: readonly Item[] }) {
	return (
		<div class="look-gallery" data-count={items.length}>
			{items.map((item, index) => (
				<Picture key={index} item={item} />
			))}
		</div>
	);
}
