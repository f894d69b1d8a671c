// As much of Prometheus' query language as is needed to find a mistake in a query: its brackets, its selectors, its names.

/** A metric in a query, with the labels it is selected or grouped by. */
export type Selected = { readonly metric: string; readonly labels: readonly string[] };

const functions = new Set(
	"absent avg by clamp count histogram_quantile increase max min on or and unless rate sum time vector without".split(
		" ",
	),
);
const selector = /([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?/g;
const matcher = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|=|!=)\s*"(?:[^"\\]|\\.)*"\s*$/;
const grouping = /\b(?:by|on|without)\s*\(([^)]*)\)/g;

/** The metrics of a query. Throws an Error that names what is wrong with it. */
export function metricsIn(query: string): Selected[] {
	requireBalance(query);
	const bare = query.replace(grouping, " ");
	const groups = [...query.matchAll(grouping)].flatMap((found) =>
		(found[1] ?? "").split(",").map((each) => each.trim()),
	);
	// `le` is a label of each histogram; `instance` and `job` are given by Prometheus itself.
	const grouped = groups.filter((label) => !["le", "instance", "job"].includes(label));
	return [...bare.replace(/\[[^\]]*\]/g, checkedRange).matchAll(selector)].flatMap(([, name = "", braces]) => {
		if (functions.has(name) || /^\d/.test(name)) return [];
		return [{ metric: name, labels: [...labelsIn(braces, query), ...grouped] }];
	});
}

function requireBalance(query: string): void {
	const open: string[] = [];
	const pairs: Record<string, string> = { ")": "(", "]": "[", "}": "{" };
	for (const sign of query.replace(/"(?:[^"\\]|\\.)*"/g, '""')) {
		if ("([{".includes(sign)) open.push(sign);
		else if (sign in pairs && open.pop() !== pairs[sign]) throw new Error(`a ${sign} too many in: ${query}`);
	}
	if (open.length > 0) throw new Error(`${open.join(" ")} is not closed in: ${query}`);
}

function checkedRange(range: string): string {
	if (/^\[(\d+[smhd]|\$__rate_interval)\]$/.test(range)) return " ";
	throw new Error(`${range} is no range`);
}

function labelsIn(braces: string | undefined, query: string): string[] {
	if (braces === undefined) return [];
	return braces
		.slice(1, -1)
		.split(/,(?=\s*\w+\s*[=!])/)
		.map((each) => {
			const label = matcher.exec(each)?.[1];
			if (label === undefined) throw new Error(`${each} selects nothing in: ${query}`);
			return label;
		});
}
