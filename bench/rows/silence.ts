// The first match after a silence, in which servers close the connections that nobody uses.

import { certFile, certificate } from "../../test/tls.ts";
import type { Bench, Effort } from "../bench.ts";
import { held, shown } from "../finding.ts";
import { startProgram } from "../program.ts";
import { fill, link } from "../seed.ts";
import { per, spreadOf } from "../spread.ts";
import { Stage } from "../stage.ts";

const roundTripMs = 50;
/** Longer than two of the calls that keep a connection, and than any of these servers keeps a silent one: an hour adds nothing. */
const silenceMs = 100_000;

/** After how many seconds of silence the server closes a connection; undefined for never. */
const servers: readonly (number | undefined)[] = [10, 70, undefined];

export const silence: Bench = {
	name: "silence",
	title: "The first match after a silence",
	compared:
		`As "One match" over TLS, for the first match after ${silenceMs / 1_000} s in which nothing happened, against two round ` +
		`trips of ${roundTripMs} ms: a connection that is gone costs two more. Discord's side closes silent connections after ` +
		"10 s, after 70 s, or never.",
	async run({ isQuick }: Effort) {
		const took = await Promise.all(
			servers.flatMap((idleSeconds) =>
				Array.from({ length: isQuick ? 1 : 3 }, async () => ({ idleSeconds, ms: await afterSilence(idleSeconds) })),
			),
		);
		return servers.map((idleSeconds) => {
			const values = took.filter((one) => one.idleSeconds === idleSeconds).map(({ ms }) => ms);
			const name = idleSeconds === undefined ? "never closed" : `closed after ${idleSeconds} s`;
			return held({
				...{ work: `silent connections are ${name}`, measured: shown(spreadOf(values), 0, "ms") },
				...{ against: `two round trips, ${2 * roundTripMs} ms`, judged: per(values, 2 * roundTripMs), atMost: 1.3 },
			});
		});
	},
};

/** One after the other: what they cost must not add up. */
let last: Promise<unknown> = Promise.resolve();

async function afterSilence(idleSeconds: number | undefined): Promise<number> {
	const tls = idleSeconds === undefined ? certificate : { ...certificate, idleSeconds };
	await using stage = await Stage.open({ tls, roundTripMs });
	const [first, second] = stage.addGuild(2);
	if (first === undefined || second === undefined) throw new Error("no teams");
	fill(stage.databasePath, (store) => link(store, [first, second]));
	await using program = await startProgram({ ...stage.environment, NODE_EXTRA_CA_CERTS: certFile });
	await program.ready();
	const { matchId } = await stage.begin(program.url, first);
	await stage.end(program.url, first, matchId);
	await Bun.sleep(silenceMs);
	const turn = last.then(() => stage.begin(program.url, second));
	last = turn.catch(() => {});
	return (await turn).lastMs + roundTripMs / 2;
}
