// One question over HTTP: what was answered, or why nothing was.

const timeoutMs = 10_000;

export type Asked =
	| { readonly is: "answered"; readonly status: number; readonly text: string }
	| { readonly is: "unreachable"; readonly why: string };

/** Asks with GET, and follows no redirect. Never rejects. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
	try {
		const response = await fetch(url, {
			headers: { "user-agent": "faceit-comms", ...headers },
			redirect: "manual",
			signal: AbortSignal.timeout(timeoutMs),
		});
		return { is: "answered", status: response.status, text: await response.text() };
	} catch (error) {
		return { is: "unreachable", why: error instanceof Error ? error.message : String(error) };
	}
}

/** True for what an API answers; a firewall on the way answers with a page. */
export function isJson(text: string): boolean {
	try {
		const body: unknown = JSON.parse(text);
		return typeof body === "object" && body !== null;
	} catch {
		return false;
	}
}
