// FACEIT's Data API: whether the key is accepted, found out by a search for one player.

import type { Config } from "../config.ts";
import { type Finding, failing, warning, well } from "../finding.ts";
import { type Asked, ask, isJson } from "./asking.ts";

const about = "FACEIT";
const newKey = "put a server-side API key of your application at https://developers.faceit.com into FACEIT_API_KEY";

export async function checkFaceit({ faceit: { apiUrl, apiKey } }: Config): Promise<Finding> {
	const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json" };
	return judge(await ask(`${apiUrl}/search/players?nickname=faceit&limit=1`, headers), apiUrl);
}

function judge(asked: Asked, apiUrl: string): Finding {
	if (asked.is === "unreachable") {
		return failing(about, `${apiUrl} cannot be asked (${asked.why})`, "see whether this machine reaches it");
	}
	const { status } = asked;
	const isItsOwn = isJson(asked.text);
	if (status === 200 && isItsOwn) return well(about, "the API key is accepted");
	// Cloudflare answers in HTML, also with 403: that is not about the key.
	if (!isItsOwn && status !== 429) {
		const what = `${apiUrl} answers ${status}, and not as FACEIT's API does`;
		return failing(about, what, "a firewall or Cloudflare turns this machine away: try from elsewhere, or later");
	}
	switch (status) {
		case 401:
			return failing(about, "the API key is not accepted (401)", newKey);
		case 403:
			return failing(about, "the API key may not use the Data API (403)", newKey);
		case 429:
			return warning(about, "FACEIT allows no more calls with this key for now (429)", "see who else uses the key");
		default:
			return failing(about, `${apiUrl} answers ${status}`, "if it stays, ask FACEIT's support");
	}
}
