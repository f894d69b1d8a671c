// Discord's colours, which are numbers, as CSS writes them.

export function hexColour(colour: number): string {
	return `#${colour.toString(16).padStart(6, "0")}`;
}

/** One of a few, always the same for the same id; white is legible on each. */
export function avatarColour(id: string): string {
	let sum = 0;
	for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973;
	return avatarColours[sum % avatarColours.length] ?? "#5865f2";
}

const avatarColours = ["#4752c4", "#2d7d46", "#b3361f", "#9c3587", "#0f6e84", "#8a5a00", "#6b4bc4", "#5c5d67"];
