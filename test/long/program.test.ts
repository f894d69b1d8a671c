// Chance plays against the real program: events, people, Discord's faults, the gateway and restarts, in any order. When all
// is well again everyone is in place, and after the match nothing is left. The simulation's evenings do so thousands of
// times; here it is real sockets, a real file and real time, so failures with long rests are left out. A title holds the
// seed and the number of its course; SEED plays it again.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FaultKind } from "../../src/sandbox/discord/faults.ts";
import { begin, changedTeams, isInPlace, type Life } from "../life.ts";
import { type ProgramWorld, startWorld } from "../program/world.ts";

type RealLife = Life<ProgramWorld>;

type Happening =
	| { readonly do: "report"; readonly event: string; readonly isChanged: boolean; readonly times: number }
	| { readonly do: "hop" | "leave" | "join" | "delete a room"; readonly who: number }
	| { readonly do: "fault"; readonly method: string; readonly kind: FaultKind; readonly times: number }
	| { readonly do: "gateway"; readonly what: "cut" | "reconnect" | "forget" | "lose events" }
	| { readonly do: "restart" }
	| { readonly do: "wait"; readonly ms: number };

const kind = fc.constantFrom<FaultKind>(
	{ status: 500 },
	{ reset: true },
	{ loseAnswer: 502 },
	{ loseAnswer: 200 },
	{ retryAfter: 0.5 },
	{ retryAfter: 0.3, scope: "global" },
	{ delayMs: 150 },
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant("report" as const),
			event: fc.constantFrom("configuring", "ready", "ready", "finished", "cancelled", "aborted"),
			isChanged: fc.boolean(),
			times: fc.constantFrom(1, 1, 5),
		}),
	},
	{
		weight: 5,
		arbitrary: fc.record({
			do: fc.constantFrom("hop" as const, "leave" as const, "join" as const, "delete a room" as const),
			who: fc.nat(4),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant("fault" as const),
			method: fc.constantFrom("POST", "GET", "PATCH", "DELETE"),
			kind,
			times: fc.integer({ min: 1, max: 3 }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant("gateway" as const),
			what: fc.constantFrom("cut" as const, "reconnect" as const, "forget" as const, "lose events" as const),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(5, 30, 150, 400) }) },
);

async function happen(life: RealLife, one: Happening): Promise<void> {
	const { world, matchId } = life;
	const { discord, guildId, generalId } = world;
	switch (one.do) {
		case "report": {
			const teams = one.isChanged ? changedTeams(life) : world.teams;
			await world.report(one.event, matchId, { teams, times: one.times });
			return;
		}
		case "hop":
		case "leave":
		case "join": {
			const { discordId } = personOf(life, one.who);
			if (one.do === "leave") discord.leaveVoice(guildId, discordId);
			else if (one.do === "join" || discord.voiceOf(guildId, discordId) !== undefined)
				discord.joinVoice(guildId, discordId, generalId);
			return;
		}
		case "delete a room": {
			const rooms = world.roomChannels();
			const room = rooms[one.who % Math.max(1, rooms.length)];
			if (room !== undefined) discord.deleteChannel(room.id);
			return;
		}
		case "fault": {
			// Commands and the gateway's address are another matter.
			const isOurs = ({ path }: { path: string }) => path.startsWith("/guilds/") || path.startsWith("/channels/");
			discord.fault({ method: one.method, times: one.times, when: isOurs }, one.kind);
			return;
		}
		case "gateway":
			if (one.what === "cut") discord.gateway.cut();
			if (one.what === "reconnect") discord.gateway.reconnect();
			if (one.what === "forget") discord.gateway.forgetSessions();
			if (one.what === "lose events") discord.gateway.drop(2);
			return;
		case "restart":
			await world.stopProgram();
			await world.start();
			return;
		case "wait":
			await Bun.sleep(one.ms);
			return;
		default:
			throw new Error(`no such happening: ${one satisfies never}`);
	}
}

function personOf({ world, newcomer }: RealLife, index: number) {
	return [...world.people, newcomer][index] ?? newcomer;
}

/** All is well again: no fault, a gateway that has told everything, and everyone has been out of voice and is back. */
async function allIsWell({ world, newcomer }: RealLife): Promise<void> {
	const { discord, guildId, generalId } = world;
	discord.heal();
	const before = discord.gateway.identifies;
	discord.gateway.forgetSessions();
	discord.gateway.cut();
	const isBack = () => discord.gateway.identifies > before && discord.gateway.sessions === 1;
	await world.eventually(isBack, "a new session");
	// A call that was cut stays unanswered for ever, so there is no calm to wait for.
	await Bun.sleep(500);
	for (const { discordId } of [...world.people, newcomer]) discord.leaveVoice(guildId, discordId);
	await Bun.sleep(500);
	for (const { discordId } of [...world.people, newcomer]) discord.joinVoice(guildId, discordId, generalId);
}

async function play(happenings: readonly Happening[]): Promise<void> {
	const life = await begin<ProgramWorld>((options) => startWorld({ ...options, env: { LINGER_SECONDS: "0" } }));
	const { world, chronicle, matchId, newcomer } = life;
	let restarts = 0;
	for (const one of happenings) {
		// More sign-ins than a few in ten minutes would be made to wait.
		if (one.do === "restart" && ++restarts > 2) continue;
		await happen(life, one);
	}
	await allIsWell(life);
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	// Opened again, it moves those as well who had walked out.
	await world.report("ready", matchId);
	await world.eventually(() => isInPlace(life, world.teams), "everyone in place");
	await world.report("finished", matchId);
	await world.eventually(() => world.roomChannels().length === 0, "no room left once more");
	for (const person of [...world.people, newcomer]) expect(world.whereIs(person)).toBe(world.generalId);
	expect(chronicle.doubles).toEqual([]);
	expect(world.discord.violations).toEqual([]);
	await world.stop();
}

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const courses = fc.sample(fc.array(happening, { maxLength: 25, size: "max" }), { seed, numRuns: 40 });

describe("given any course, when all is well again, then everyone is in place, and after the match nothing is left", () => {
	for (const [index, course] of courses.entries()) {
		test.concurrent(`seed ${seed}, course ${index + 1}`, () => play(course), 600_000);
	}
});
