// Tables for people: aligned columns, and nothing in them that a terminal would take for a command.

const gap = "  ";

/** Lines of a table with its headings; the last column is not padded. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
	const lines = [headings, ...rows].map((row) => row.map(harmless));
	const widths = headings.map((_, column) => Math.max(...lines.map((line) => Bun.stringWidth(line[column] ?? ""))));
	const filled = (text: string, column: number) => text + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(text));
	return lines.map((line) => `${line.map(filled).join(gap).trimEnd()}\n`).join("");
}

/** Names of teams and players are foreign text: control and formatting characters are dropped. */
export function harmless(text: string): string {
	return Bun.stripANSI(text)
		.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
		.trim();
}

/** "1 link", "2 links". */
export function counted(count: number, one: string, many = `${one}s`): string {
	return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function json(value: unknown): string {
	return `${JSON.stringify(value, null, 2)}\n`;
}
