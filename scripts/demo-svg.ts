// Makes docs/demo.svg, a picture of a terminal, from a real run of the demo.

import { join } from "node:path";
import { runDemo } from "../src/demo.ts";

/** A piece of a line in one style. `codes` are those of the terminal: 1 is bold, 2 faint, 30 up a colour. */
type Run = { readonly text: string; readonly column: number; readonly codes: ReadonlySet<number> };

const columnWidth = 7.8;
const lineHeight = 18;
const fontSize = 13;
const padding = 22;
const barHeight = 40;
const columns = 80;

const colours: ReadonlyMap<number, string> = new Map([
	[31, "#ff7b72"],
	[32, "#56d364"],
	[33, "#ff9e4a"],
	[36, "#56d4dd"],
	[94, "#79c0ff"],
	[95, "#e2a2ff"],
]);
const usual = "#d5dbe3";
const faint = "#87919d";
/** What ends a style, and the styles that it ends. */
const endings: ReadonlyMap<number, readonly number[]> = new Map([
	[22, [1, 2]],
	[39, [...colours.keys()]],
]);

/** Box-drawing characters as strokes, so that they join in any font; coordinates in fractions of a cell. */
const strokes: ReadonlyMap<string, string> = new Map([
	["─", "M0 .5H1"],
	["│", "M.5 0V1"],
	["├", "M.5 0V1M.5 .5H1"],
	["└", "M.5 0V.5H1"],
]);
const symbols: ReadonlyMap<string, string> = new Map([
	["🔒", "lock"],
	["🔊", "speaker"],
]);

/** The lines that the demo wrote, with their colour codes. */
async function record(): Promise<string[]> {
	let text = "\u001b[32m$\u001b[39m bun run demo\n\n";
	const write = (more: string) => {
		text += more;
	};
	const { signal } = new AbortController();
	const code = await runDemo({ isFast: false, isColoured: true, write, keep: null, signal });
	if (code !== 0) throw new Error(`the demo failed:\n${text}`);
	return text.trimEnd().split("\n");
}

function runsOf(text: string): Run[] {
	const runs: Run[] = [];
	let codes = new Set<number>();
	let column = 0;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are how terminals show colours.
	for (const part of text.split(/(\u001b\[\d+m)/)) {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
		const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
		if (code !== undefined) {
			codes = codes.difference(new Set(endings.get(Number(code))));
			if (!endings.has(Number(code))) codes.add(Number(code));
			continue;
		}
		for (const piece of part.match(/[─│├└]+|🔒|🔊|[^\s─│├└🔒🔊]+(?: [^\s─│├└🔒🔊]+)*|\s+/gu) ?? []) {
			if (piece.trim() !== "") runs.push({ text: piece, column, codes: new Set(codes) });
			column += Bun.stringWidth(piece);
		}
	}
	return runs;
}

function drawn({ text, column, codes }: Run): string {
	const x = column * columnWidth;
	const colour = codes.has(2) ? faint : (colours.get([...codes].find((code) => colours.has(code)) ?? 0) ?? usual);
	const symbol = symbols.get(text);
	if (symbol !== undefined) return `<use href="#${symbol}" x="${round(x)}"/>`;
	if (strokes.has(text.charAt(0))) return box(text, column);
	const width = round(Bun.stringWidth(text) * columnWidth);
	const weight = codes.has(1) ? ' font-weight="700"' : "";
	return `<text x="${round(x)}" fill="${colour}"${weight} textLength="${width}">${Bun.escapeHTML(text)}</text>`;
}

function box(text: string, column: number): string {
	const cell = (letter: string, at: number) => {
		const x = (part: string) => round((column + at + Number(part)) * columnWidth);
		const y = (part: string) => round((Number(part) - 0.72) * lineHeight);
		return (strokes.get(letter) ?? "").replace(/([MHV])([\d.]+)(?: ([\d.]+))?/g, (_, to, a, b) => {
			if (to === "M") return `M${x(a)} ${y(b)}`;
			return to === "H" ? `H${x(a)}` : `V${y(a)}`;
		});
	};
	return `<path d="${[...text].map(cell).join("")}"/>`;
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

function picture(lines: readonly string[]): string {
	const width = round(columns * columnWidth + 2 * padding);
	const height = barHeight + lines.length * lineHeight + padding;
	const rows = lines.flatMap((line, index) => {
		const shapes = runsOf(line).map(drawn).join("");
		const y = round(barHeight + (index + 0.75) * lineHeight);
		return shapes === "" ? [] : [`<g transform="translate(${padding} ${y})">${shapes}</g>`];
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t">
<title id="t">The demo in a terminal: two private rooms open for a FACEIT match, ten players are moved, everyone comes back</title>
<style>
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:${fontSize}px;white-space:pre}
path{stroke:#56606c;fill:none}
</style>
<defs>${lock}${speaker}</defs>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="#10151c" stroke="#39424e"/>
${["#ff5f57", "#febc2e", "#28c840"].map((fill, at) => `<circle cx="${22 + 20 * at}" cy="20" r="6" fill="${fill}"/>`).join("")}
${rows.join("\n")}
</svg>
`;
}

/** Two columns wide, standing on the line of the text. */
const lock =
	'<g id="lock"><path d="M4.6-5.5V-8a3.6 3.6 0 0 1 7.2 0v2.5" style="stroke:#f2cc60;stroke-width:1.8"/>' +
	'<rect x="2.4" y="-6.2" width="11.6" height="8.6" rx="1.8" fill="#f2cc60"/><rect x="7.4" y="-3.7" width="1.6" height="3.6" rx=".8" fill="#10151c"/></g>';
const speaker =
	'<g id="speaker"><rect x="1.8" y="-6.6" width="4" height="5.6" rx="1" fill="#87919d"/><path d="M4-5.9L9-10V2.4L4-1.7Z" style="fill:#87919d;stroke:none"/>' +
	'<path d="M11.2-6.6q1.6 2.8 0 5.6M13.4-8.6q2.8 4.8 0 9.6" style="stroke:#87919d;stroke-width:1.4;stroke-linecap:round"/></g>';

if (import.meta.main) {
	const file = join(import.meta.dir, "../docs/demo.svg");
	await Bun.write(file, picture(await record()));
	process.stdout.write("wrote docs/demo.svg\n");
}
