// Something that is shown only once the reader asks for it.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export function Spoiler({ children }: { children: ComponentChildren }) {
	const [isShown, setShown] = useState(false);
	if (isShown) return <span class="look-spoiler">{children}</span>;
	return (
		<button type="button" class="look-spoiler" aria-label="Spoiler: show" onClick={() => setShown(true)}>
			<span inert>{children}</span>
		</button>
	);
}
