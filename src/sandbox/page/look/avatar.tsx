// A person's picture: a circle with the first letters of their name, since nothing is loaded from anywhere.

import { avatarColour } from "./colour.ts";

export function Avatar({ id, name }: { id: string; name: string }) {
	return (
		<span class="look-avatar" style={{ background: avatarColour(id) }} aria-hidden="true">
			{initials(name)}
		</span>
	);
}

/** At most two. */
function initials(name: string): string {
	const words = name.split(/[\s_.-]+/).filter((word) => word !== "");
	const letters = words.slice(0, 2).map((word) => [...word][0] ?? "");
	return (letters.join("") || "?").toUpperCase();
}
