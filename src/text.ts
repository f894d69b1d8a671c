// Text cut to length, never within a character as people see it: an emoji of seven code points is one.

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** As many whole characters from the beginning as fit into `longest` UTF-16 units, Discord's strictest way of counting. */
export function beginning(text: string, longest: number): string {
	if (text.length <= longest) return text;
	let end = 0;
	for (const { index, segment } of characters.segment(text)) {
		if (index + segment.length > longest) break;
		end = index + segment.length;
	}
	return text.slice(0, end);
}
