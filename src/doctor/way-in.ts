// The way in: a test delivery is posted the way FACEIT posts its webhooks, and is then looked up in the inbox.

import { existsSync } from "node:fs";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { type Finding, failing, warning, well } from "../finding.ts";
import { openBeside } from "../store/beside.ts";
import { findByKey } from "../store/listings.ts";
import { StoreRefused } from "../store/refused.ts";

const about = "way in";
const timeoutMs = 10_000;

type Door = { readonly url: string; readonly isPublic: boolean; readonly header: string; readonly path: string };

/** One delivery for each secret that the program accepts. */
export async function checkWayIn({ http, webhook, databasePath: path }: Config, clock: Clock): Promise<Finding[]> {
	const { publicUrl, port } = http;
	if (publicUrl === null && port === 0) {
		return [warning(about, "not tried: PORT is 0 and PUBLIC_URL is not set", "set PUBLIC_URL")];
	}
	const url = `${publicUrl ?? `http://127.0.0.1:${port}`}/faceit-webhook`;
	const door: Door = { url, isPublic: publicUrl !== null, header: webhook.header, path };
	return Promise.all(
		webhook.secrets.map((secret, at) => {
			const which = webhook.secrets.length === 1 ? "" : ` with the ${at === 0 ? "first" : "second"} secret`;
			return knock(door, secret, which, clock);
		}),
	);
}

async function knock(door: Door, secret: string, which: string, clock: Clock): Promise<Finding> {
	const eventKey = crypto.randomUUID();
	const elapsed = clock.stopwatch();
	try {
		const response = await fetch(door.url, {
			method: "POST",
			headers: { "content-type": "application/json", [door.header]: secret },
			body: JSON.stringify({ event: "faceit_comms_test", event_id: eventKey, payload: {} }),
			redirect: "manual",
			signal: AbortSignal.timeout(timeoutMs),
		});
		if (response.status !== 204) return refused(door, response, which);
		const tookMs = Math.round(elapsed());
		return arrived(door, eventKey, `a test delivery to ${door.url}${which} was kept in ${tookMs} ms`);
	} catch (error) {
		return unreachable(door, error);
	}
}

/** It was answered as kept, so it is on disk already: the database shows which program kept it. */
function arrived({ path }: Door, eventKey: string, what: string): Finding {
	const isKept = existsSync(path) ? isIn(path, eventKey) : undefined;
	if (isKept === undefined) return well(about, `${what} (its database cannot be looked into from here)`);
	if (isKept) return well(about, what);
	const fix = "set PUBLIC_URL to this program's address, or DATABASE_PATH to its database";
	return failing(about, `${what}, but not in ${path}: another program answers there`, fix);
}

/** Undefined for a database that is refused, which was said before. */
function isIn(path: string, eventKey: string): boolean | undefined {
	try {
		const store = openBeside(path);
		const isFound = findByKey(store, eventKey) !== undefined;
		store.close();
		return isFound;
	} catch (error) {
		if (!(error instanceof StoreRefused)) throw error;
		return undefined;
	}
}

function refused({ url, header }: Door, { status, headers }: Response, which: string): Finding {
	const what = `${url}${which} answers ${status}`;
	if (status >= 300 && status < 400) {
		const target = headers.get("location") ?? "elsewhere";
		return failing(about, `${what}: it sends on to ${target}`, "FACEIT does not follow: use that address");
	}
	switch (status) {
		case 401: {
			const fix = `run doctor with the settings of the program that runs; a proxy must leave the header ${header} alone`;
			return failing(about, `${what}: the program there has another secret`, fix);
		}
		case 403:
			return failing(about, `${what}: something before the program turns it away`, "let POST through to this path");
		case 404:
		case 405:
			return failing(
				about,
				`${what}: no faceit-comms is there`,
				"let the proxy pass the path /faceit-webhook on to PORT",
			);
		case 502:
		case 504:
			return failing(
				about,
				`${what}: the proxy does not reach the program`,
				"start it, and see which port it is sent to",
			);
		case 503: {
			const fix = "see /healthz for why; where a proxy answers so, the program does not run";
			return failing(about, `${what}: a delivery cannot be kept now`, fix);
		}
		default:
			return failing(about, `${what}, which faceit-comms never does`, "see what is at that address");
	}
}

const tls = /CERT|TLS|SSL|EPROTO|ISSUER|SELF_SIGNED/;

function unreachable({ url, isPublic }: Door, error: unknown): Finding {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const why = error instanceof Error ? error.message : String(error);
	const { host, hostname } = new URL(url);
	if (code === "ECONNREFUSED") {
		const fix = isPublic ? "start the program, and see where the proxy sends it" : "start `faceit-comms` beside doctor";
		return failing(about, `nothing answers at ${host}`, fix);
	}
	if (code === "ENOTFOUND")
		return failing(about, `the name ${hostname} is not known`, "add it to your DNS, or correct PUBLIC_URL");
	if (tls.test(code))
		return failing(about, `the certificate of ${host} is not accepted (${why})`, "FACEIT refuses it as well: renew it");
	return failing(about, `${host} cannot be reached (${why})`, "see the firewall, and whether the program runs");
}
