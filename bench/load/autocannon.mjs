// The same load as wrk.lua, for machines without wrk. `node autocannon.mjs URL CONNECTIONS SECONDS BODIES SECRET`

import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const [url, connections, seconds, file, secret] = process.argv.slice(2);
const bodies = readFileSync(file, "utf8").trim().split("\n");
let count = 0;
const run = Math.floor(Math.random() * 2 ** 32)
	.toString(16)
	.padStart(8, "0");
const hex = (number) => number.toString(16).padStart(12, "0");

const result = await autocannon({
	url,
	connections: Number(connections),
	duration: Number(seconds),
	requests: [
		{
			method: "POST",
			headers: { "content-type": "application/json", "x-webhook-secret": secret },
			setupRequest(request) {
				const match = `1-${run}-0000-4000-8000-${hex(Math.floor(count / 2))}`;
				const body = bodies[count % 2]
					.replace("@match@", match)
					.replace("@event@", `${run}-0000-4000-9000-${hex(count)}`);
				count += 1;
				return { ...request, body };
			},
		},
	],
});
const answered = result["2xx"];
const failed = result.non2xx + result.errors + result.timeouts;
process.stdout.write(`${JSON.stringify({ answered, seconds: result.duration, p99Ms: result.latency.p99, failed })}\n`);
