// How soon after its start the executable has stored a webhook: until then, FACEIT's posts are refused.

import type { Bench, Effort } from "../bench.ts";
import { compiled, product } from "../executables.ts";
import { held, shown } from "../finding.ts";
import { bodies } from "../load/bodies.ts";
import { freePort, spawn } from "../processes.ts";
import { inTurn } from "../rounds.ts";
import { ratios, spreadOf } from "../spread.ts";
import { Stage, webhookSecret } from "../stage.ts";
import { statusOf } from "../status.ts";

export const startup: Bench = {
	name: "startup",
	title: "Startup",
	compared:
		"From starting the executable, with an existing database and a Discord on loopback, until its first webhook is " +
		"answered with 204, tried again every millisecond; against an executable built in the same way that holds nothing " +
		"but a bare `Bun.serve`.",
	async run({ isQuick }: Effort) {
		await using stage = await Stage.open();
		const [executable, bare] = await Promise.all([product(), compiled("rivals/bare.ts", "bare")]);
		const body = (await bodies()).split("\n")[0] ?? "";
		const environment = { ...stage.environment, HOST: "127.0.0.1", LOG_LEVEL: "warn" };
		const start = (path: string) => firstAccepted(path, environment, body);
		// The first creates the database, and has the file read from the disk.
		await start(executable);
		await start(bare);
		const of = await inTurn(isQuick ? 3 : 15, { ours: () => start(executable), bare: () => start(bare) });
		const spread = spreadOf(of("ours"));
		return [
			held({
				...{ work: "start to first webhook stored", measured: shown(spread, 0, "ms") },
				against: `bare ${shown(spreadOf(of("bare")), 0, "ms")}, ratio ${shown(ratios(of("ours"), of("bare")), 1)}`,
				...{ judged: spread, isRatio: false, atMost: 100, unit: "ms" },
			}),
		];
	},
};

async function firstAccepted(
	executable: string,
	environment: Record<string, string>,
	template: string,
): Promise<number> {
	const port = await freePort();
	const body = template.replace("@match@", `1-${crypto.randomUUID()}`).replace("@event@", crypto.randomUUID());
	const headers = { "content-type": "application/json", "x-webhook-secret": webhookSecret };
	const post = () => statusOf(`http://127.0.0.1:${port}/faceit-webhook`, { method: "POST", headers, body });
	const startedAt = performance.now();
	await using _ = spawn([executable], { ...environment, PORT: String(port) });
	while ((await post()) !== 204) {
		if (performance.now() - startedAt > 20_000) throw new Error(`${executable} accepted nothing within 20 s`);
		await Bun.sleep(1);
	}
	return performance.now() - startedAt;
}
