// FACEIT's login: whether it is set up and answers, and what follows for whoever claims a nickname.

import { span } from "../cli/time.ts";
import type { Config } from "../config.ts";
import { type Finding, failing, warning, well } from "../finding.ts";
import { graceMs } from "../grace.ts";
import { ask, isJson } from "./asking.ts";

const about = "login";

export async function checkLogin({ faceit: { login, authUrl }, http }: Config): Promise<Finding[]> {
	if (login === null) {
		const what =
			"FACEIT's login is not set up: anyone can claim any nickname with /register, and whoever claims one first gets " +
			"into that player's rooms";
		const fix =
			"set PUBLIC_URL, FACEIT_CLIENT_ID and FACEIT_CLIENT_SECRET (docs/deploy.md says how); or have your staff vouch " +
			"for each account, with /setup (People: only proven accounts count) and /staff verify";
		return [warning(about, what, fix)];
	}
	const meaning = `a new claim lets nobody into a room until it is proven, one from before does for ${span(graceMs)} more`;
	return [
		well(about, `${meaning}, unless a server chose otherwise with /setup`),
		well(about, `the redirect URL to be registered at FACEIT is ${http.publicUrl}/auth/faceit/callback`),
		await answers(authUrl),
		await pagesOf(`${http.publicUrl}/auth/faceit/start`),
	];
}

/** Every page of ours ends its title so, whatever its status. */
const ours = "· faceit-comms</title>";

/** Opens the first page without a ticket: that browsers get there, through DNS, TLS and every proxy. */
async function pagesOf(url: string): Promise<Finding> {
	const asked = await ask(url);
	if (asked.is === "unreachable")
		return failing(
			about,
			`${url} cannot be reached (${asked.why})`,
			"start the program, and see where the proxy sends it",
		);
	if (!asked.text.includes(ours)) {
		const fix = "let the proxy pass /auth/faceit/start and /auth/faceit/callback on to PORT";
		return failing(about, `${url} answers ${asked.status}, and not as this program does`, fix);
	}
	if (asked.status === 404)
		return failing(about, "the program that runs has no login set up", "restart it with the settings that doctor has");
	return well(about, `browsers reach the login pages at ${url}`);
}

async function answers(authUrl: string): Promise<Finding> {
	const asked = await ask(`${authUrl}/openid_configuration`);
	if (asked.is === "answered" && asked.status === 200 && isJson(asked.text))
		return well(about, "FACEIT's login answers");
	const why =
		asked.is === "answered" ? `answers ${asked.status}, and not as it should` : `cannot be asked (${asked.why})`;
	const fix = "see whether this machine reaches it; if so, try again later. Nobody can prove an account until then";
	return failing(about, `FACEIT's login at ${authUrl} ${why}`, fix);
}
