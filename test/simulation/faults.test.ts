// Each call of a match's life meets each of Discord's faults: in the end everyone is in place, and afterwards nothing is
// left. A create that meets one is looked for; no call is repeated blindly; nothing is sent against a limit.

import { describe, expect, test } from "bun:test";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import { begin, callNames, callsNamed, expectNoHarm, live } from "../life.ts";
import { simulate } from "./world.ts";

/** What a 429 stands for that does not say how long, ms. */
const unknownWaitMs = 5_000;

const faults: readonly (readonly [name: string, kind: FaultKind])[] = [
	["500", { status: 500 }],
	["502, a page", { status: 502, html: "Bad Gateway" }],
	["503, overloaded", { status: 503, code: 130000 }],
	["no answer, not carried out", { hang: true }],
	["connection cut, not carried out", { reset: true }],
	["carried out, no answer", { loseAnswer: true }],
	["carried out, connection cut", { loseAnswer: "reset" }],
	["carried out, 502", { loseAnswer: 502 }],
	["carried out, broken JSON", { loseAnswer: 200 }],
	["429 for the route", { retryAfter: 2 }],
	["429 for everything", { retryAfter: 2, scope: "global" }],
	["429, shared", { retryAfter: 2, scope: "shared" }],
	["429 of Cloudflare", { status: 429, html: "Error 1015" }],
	["403, missing permissions", { status: 403, code: 50013 }],
	["403, missing access", { status: 403, code: 50001 }],
	["403 of Cloudflare", { status: 403, html: "Sorry, you have been blocked" }],
];

for (const call of callNames) {
	describe(`to ${call}`, () => {
		for (const [name, kind] of faults) {
			test(`${name}, twice: everyone in place in the end, nothing left`, async () => {
				const life = await begin((options) => simulate({ ...options, lingerMs: 0 }));
				const { world } = life;
				// A room is only looked for after a create without an answer, and while the gateway has not told of it.
				if (call === "look for a room") world.discord.fault(callsNamed("create a room", world), { status: 502 });
				const fault = world.discord.fault({ ...callsNamed(call, world), times: 2 }, kind);
				await live(life);
				expect(fault.hits).toBeGreaterThan(0);
				expectNoHarm(life);
				expectFewRefused(world.discord);
				expectQuietAfter429(world.discord, kind);
				await world.stop();
			});
		}
	});
}

/** Ten thousand in ten minutes end in a ban of the whole address; the program has to stay far below. */
function expectFewRefused({ calls }: DiscordSandbox): void {
	expect(calls.filter(({ status }) => status !== null && [401, 403, 429].includes(status)).length).toBeLessThan(10);
}

/** Until Discord takes calls again none is made: of that route, or at all where the limit is for everything. */
function expectQuietAfter429({ calls }: DiscordSandbox, kind: FaultKind): void {
	const isForAll = "html" in kind || ("scope" in kind && kind.scope === "global");
	const forMs = "retryAfter" in kind ? kind.retryAfter * 1_000 : unknownWaitMs;
	for (const { method, route, path, status, endedAt } of calls) {
		if (status !== 429 || endedAt === null) continue;
		const isEdit = method === "PATCH" && route === "/channels/:channel";
		const isSame = (one: Call) => one.method === method && one.route === route && (!isEdit || one.path === path);
		const after = calls.filter((one) => one.startedAt > endedAt && one.startedAt < endedAt + forMs);
		expect(after.filter((one) => isForAll || isSame(one)).map((one) => `${one.method} ${one.path}`)).toEqual([]);
	}
}
