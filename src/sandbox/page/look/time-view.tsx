// A moment within a text: in the style that was asked for, and in full where a pointer rests on it.

import { useNow } from "./now.ts";
import { absoluteTime, relativeTime, type TimeStyle } from "./time-text.ts";

/** `at` in epoch ms. */
export function TimeView({ at, style }: { at: number; style: TimeStyle }) {
	if (Number.isNaN(new Date(at).getTime())) return <span class="look-time">Invalid date</span>;
	return (
		<time class="look-time" dateTime={new Date(at).toISOString()} title={absoluteTime(at, "F")}>
			{style === "R" ? <Relative at={at} /> : absoluteTime(at, style)}
		</time>
	);
}

function Relative({ at }: { at: number }) {
	return <>{relativeTime(at, useNow())}</>;
}
