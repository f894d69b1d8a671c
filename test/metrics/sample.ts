// Reads Prometheus' text format.

/** The value of one series, as it stands in the text. */
export function sampleOf(text: string, series: string): number | undefined {
	const line = text.split("\n").find((each) => each.startsWith(`${series} `));
	return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
