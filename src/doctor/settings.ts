// The configuration: settings that are valid and yet keep FACEIT or players out.

import type { Config } from "../config.ts";
import { type Finding, warning, well } from "../finding.ts";

const about = "configuration";

export function checkSettings({ http, webhook, faceit }: Config): Finding[] {
	const { publicUrl, adminToken } = http;
	const on = [
		`two webhook secrets: ${webhook.secrets.length === 2 ? "yes, remove the old one once FACEIT sends the new" : "no"}`,
		`login with FACEIT: ${faceit.login === null ? "off" : "on"}`,
		`dashboard: ${adminToken === null ? "off" : "on"}`,
	];
	return [well(about, `every setting is right (${on.join("; ")})`), ...addressProblems(publicUrl)];
}

function addressProblems(publicUrl: string | null): Finding[] {
	if (publicUrl === null) {
		const fix = "set it to the address that FACEIT's webhook is given, such as https://comms.example.com";
		return [warning(about, "PUBLIC_URL is not set: the way in can only be tried on this machine", fix)];
	}
	if (new URL(publicUrl).protocol === "https:" || isHere(publicUrl)) return [];
	return [warning(about, "PUBLIC_URL begins with http: the webhook's secret travels unprotected", "use https")];
}

/** True for an address that is this machine's own only. */
export function isHere(address: string): boolean {
	return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(address).hostname);
}
