// What the public address shows and should not: metrics are for the host alone.

import { type Finding, warning } from "../finding.ts";
import { ask } from "./asking.ts";

/** Finds nothing where all is well, or nothing answers: the way in tells that. */
export async function checkExposure(publicUrl: string): Promise<Finding[]> {
	const url = `${publicUrl}/metrics`;
	const asked = await ask(url);
	if (asked.is === "unreachable" || !asked.text.includes("faceit_comms_build_info")) return [];
	const fix =
		"set METRICS_PORT to a port that is not public, or have your proxy pass on only what docs/deploy.md names";
	return [warning("exposure", `anyone can read the metrics at ${url}: totals, without names or ids`, fix)];
}
