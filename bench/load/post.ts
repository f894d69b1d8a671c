// Posts webhooks at a steady pace until SIGINT, then writes what came of each as JSON. `bun post.ts URL BODIES SECRET`
//
// Each is posted when it is due, whether or not those before it are answered: a server that stands still is not spared
// those that come meanwhile.

import { statusOf } from "../status.ts";
import { type Posted, perSecond } from "./pace.ts";

const [url = "", file = "", secret = ""] = process.argv.slice(2);
const templates = (await Bun.file(file).text()).trim().split("\n");
const headers = { "content-type": "application/json", "x-webhook-secret": secret };
const posted: Posted[] = [];
const answers: Promise<void>[] = [];
let isOver = false;
process.on("SIGINT", () => {
	isOver = true;
});

const startedAt = Date.now() - performance.now();
const now = () => startedAt + performance.now();
const firstAt = now();
let matchId = "";
for (let index = 0; !isOver; index += 1) {
	const dueAt = firstAt + (index * 1000) / perSecond;
	await Bun.sleep(Math.max(0, dueAt - now()));
	if (index % templates.length === 0) matchId = `1-${crypto.randomUUID()}`;
	const template = templates[index % templates.length] ?? "";
	answers.push(post(template.replace("@match@", matchId).replace("@event@", crypto.randomUUID()), dueAt));
}
await Promise.all(answers);
await Bun.write(Bun.stdout, JSON.stringify(posted));

async function post(body: string, dueAt: number): Promise<void> {
	const signal = AbortSignal.timeout(30_000);
	const status = await statusOf(`${url}/faceit-webhook`, { method: "POST", headers, body, signal });
	posted.push({ dueAt, tookMs: now() - dueAt, status });
}
