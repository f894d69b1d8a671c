// Something that is shown only once the reader asks for it.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export function Spoiler({ children }: { children: ComponentChildren }) {
	const [isShown, setShown] = useState(false);
	const shown = useRef<HTMLSpanElement>(null);
	// The button is gone, and the focus would be with it.
	useEffect(() => shown.current?.focus(), [isShown]);
	if (isShown)
		return (
			<span class="look-spoiler" tabIndex={-1} ref={shown}>
				{children}
			</span>
		);
	return (
		<button type="button" class="look-spoiler" aria-label="Spoiler: show" onClick={() => setShown(true)}>
			<span inert>{children}</span>
		</button>
	);
}
