// Chance plays against the real program: events, people, Discord's moods, the gateway and restarts, in any order. When all
// is well again everyone is in place, and after the match nothing is left. A failure prints the course and its seed.

import { expect, test } from "bun:test";
import fc from "fast-check";
import type { FaultHandle, FaultKind } from "../../src/sandbox/discord/faults.ts";
import { begin, changedTeams, isInPlace, type Life, patience, Witness } from "../faults/life.ts";
import { eventually } from "../world.ts";

type Happening =
	| { readonly do: "report"; readonly event: string; readonly isChanged: boolean; readonly times: number }
	| { readonly do: "hop" | "leave" | "join" | "delete a room"; readonly who: number }
	| { readonly do: "mood"; readonly method: string; readonly kind: FaultKind; readonly times: number }
	| { readonly do: "gateway"; readonly what: "cut" | "reconnect" | "forget" | "lose events" }
	| { readonly do: "restart" }
	| { readonly do: "wait"; readonly ms: number };

const kind = fc.constantFrom<FaultKind>(
	{ status: 500 },
	{ reset: true },
	{ hang: true },
	{ loseAnswer: true },
	{ loseAnswer: 502 },
	{ loseAnswer: 200 },
	{ retryAfter: 0.5 },
	{ retryAfter: 0.3, scope: "global" },
	{ status: 403, code: 50013 },
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
			do: fc.constant("mood" as const),
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

async function happen(life: Life, one: Happening, faults: FaultHandle[]): Promise<void> {
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
		case "mood": {
			// Commands and the gateway's address are another matter.
			const isOurs = ({ path }: { path: string }) => path.startsWith("/guilds/") || path.startsWith("/channels/");
			faults.push(discord.fault({ method: one.method, times: one.times, when: isOurs }, one.kind));
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

function personOf({ world, newcomer }: Life, index: number) {
	return [...world.people, newcomer][index] ?? newcomer;
}

/** All is well again: no mood, a gateway that has told everything, and everyone has been out of voice and is back. */
async function allIsWell({ world, newcomer }: Life, faults: readonly FaultHandle[]): Promise<void> {
	const { discord, guildId, generalId } = world;
	for (const fault of faults) fault.remove();
	discord.gateway.forgetSessions();
	discord.gateway.cut();
	await eventually(() => discord.gateway.sessions === 0, "the old session gone");
	await eventually(() => discord.gateway.sessions === 1, "a new session", 20_000);
	await world.calm();
	for (const { discordId } of [...world.people, newcomer]) discord.leaveVoice(guildId, discordId);
	await world.calm();
	for (const { discordId } of [...world.people, newcomer]) discord.joinVoice(guildId, discordId, generalId);
}

test("given any course, when all is well again, then everyone is in place, and after the match nothing is left", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(happening, { maxLength: 25, size: "max" }), async (happenings) => {
			const life = await begin();
			const { world, matchId, newcomer } = life;
			const witness = new Witness(world.discord);
			const faults: FaultHandle[] = [];
			let restarts = 0;
			try {
				for (const one of happenings) {
					// More sign-ins than a few in ten minutes would be made to wait.
					if (one.do === "restart" && ++restarts > 2) continue;
					await happen(life, one, faults);
				}
				await allIsWell(life, faults);
				await world.report("finished", matchId);
				await eventually(() => world.roomChannels().length === 0, "no room left", patience);
				// Opened again, it moves those as well who had walked out.
				await world.report("ready", matchId);
				const placed = () => isInPlace(life, world.teams);
				await eventually(placed, `everyone in place: ${JSON.stringify(world.rooms())}`, patience);
				await world.report("finished", matchId);
				await eventually(() => world.roomChannels().length === 0, "no room left once more", patience);
				for (const person of [...world.people, newcomer]) expect(world.whereIs(person)).toBe(world.generalId);
				expect(witness.doubles).toEqual([]);
				expect(world.discord.violations).toEqual([]);
			} finally {
				await world.stop();
			}
		}),
		{ numRuns: 40, includeErrorInReport: true, interruptAfterTimeLimit: 600_000 },
	);
}, 900_000);
