// Each call of a match's life meets each of Discord's moods: in the end everyone is in place, and afterwards nothing is
// left. A create that meets one is looked for; no call is repeated blindly; nothing is sent against a limit.

import { describe, expect, test } from "bun:test";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { FaultKind, FaultMatch } from "../../src/sandbox/discord/faults.ts";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import type { World } from "../world.ts";
import { begin, expectNoHarm, live } from "./life.ts";

const channels = "/guilds/:guild/channels";
const members = "/guilds/:guild/members/:user";

const calls: readonly (readonly [name: string, match: (world: World) => FaultMatch])[] = [
	["create a room", () => ({ method: "POST", path: channels })],
	["look for a room", () => ({ method: "GET", path: channels })],
	["change who is admitted", () => ({ method: "PATCH", path: "/channels/:channel" })],
	["move in", ({ generalId }) => ({ method: "PATCH", path: members, when: ({ body }) => target(body) !== generalId })],
	[
		"move back",
		({ generalId }) => ({ method: "PATCH", path: members, when: ({ body }) => target(body) === generalId }),
	],
	["delete a room", () => ({ method: "DELETE", path: "/channels/:channel" })],
];

/** Each with how often it is met in a row: twice, or once where the wait after it is long. */
const moods: readonly (readonly [name: string, kind: FaultKind, times?: number])[] = [
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
	["429 of Cloudflare", { status: 429, html: "Error 1015" }, 1],
	["403, missing permissions", { status: 403, code: 50013 }, 1],
	["403, missing access", { status: 403, code: 50001 }, 1],
	["403 of Cloudflare", { status: 403, html: "Sorry, you have been blocked" }, 1],
];

function target(body: unknown): unknown {
	return typeof body === "object" && body !== null && "channel_id" in body ? body.channel_id : undefined;
}

for (const [call, match] of calls) {
	describe(`to ${call}`, () => {
		for (const [mood, kind, times = 2] of moods) {
			test.concurrent(`${mood}: everyone in place in the end, nothing left`, async () => {
				const life = await begin();
				const { world } = life;
				try {
					// A room is only looked for after a create without an answer, and while the gateway has not told of it.
					if (call === "look for a room") world.discord.fault({ method: "POST", path: channels }, { status: 502 });
					const fault = world.discord.fault({ ...match(world), times }, kind);
					await live(life);
					expect(fault.hits).toBeGreaterThan(0);
					expectNoHarm(life);
					expectFewRefused(world.discord);
					expectQuietAfter429(world.discord, "retryAfter" in kind ? kind.retryAfter * 1000 : 5_000);
				} finally {
					await world.stop();
				}
			}, 20_000);
		}
	});
}

/** Ten thousand in ten minutes end in a ban of the whole address; the program has to stay far below. */
function expectFewRefused(discord: DiscordSandbox): void {
	expect(discord.invalidRequests).toBeLessThan(10);
}

/** Until Discord takes calls again none is made: of that route, or at all where the limit is for everything. */
function expectQuietAfter429({ calls }: DiscordSandbox, forMs: number): void {
	for (const { method, route, path, status, code, endedAt } of calls) {
		if (status !== 429 || endedAt === null) continue;
		// What was on its way when the answer left did not know of it, and a busy machine is slow to tell.
		const after = calls.filter((one) => one.startedAt > endedAt + 1_000 && one.startedAt < endedAt + forMs - 20);
		const isEdit = method === "PATCH" && route === "/channels/:channel";
		const isSame = (one: Call) => one.method === method && one.route === route && (!isEdit || one.path === path);
		expect(after.filter((one) => code === null || isSame(one)).map((one) => `${one.method} ${one.path}`)).toEqual([]);
	}
}
