// Any course that matches, people and Discord's answers can take, and what must be so at its end.

import { expect } from "bun:test";
import fc from "fast-check";
import { stayMs } from "../../src/keeper/plan/rooms.ts";
import { lineUp, playing, type Report, type Team } from "../../src/match.ts";
import { lingerMs, type Outcome, SimulatedGuild } from "./guild.ts";

const people = ["ann", "bob", "cid", "dan", "eve", "fay"];
const places = ["general", "lounge", "lobby"];
const matchIds = ["m1", "m2"];

/** Line-ups as FACEIT changes them: whole, without its first player, with another, a bench that waits or plays. */
const lineUps: readonly (readonly [readonly string[], readonly string[], readonly string[]])[] = [
	[["ann", "bob"], ["cid", "dan"], []],
	[["bob"], ["cid", "dan"], ["eve"]],
	[["ann", "eve"], ["cid", "fay"], []],
	[["cid", "ann"], ["bob", "dan", "fay"], []],
	[["ann", "bob"], [], []],
];

function teamsOf(matchId: string, [home, away, bench]: (typeof lineUps)[number], isPlaying: boolean): Team[] {
	const player = (name: string) => ({ faceitId: `f-${name}`, nickname: name });
	return [
		{ name: "Vale", roster: home, substitutes: bench },
		{ name: "Delta", roster: away, substitutes: [] },
	].map(({ name, roster, substitutes }) => ({
		teamId: `${matchId}-${name}`,
		name,
		roster: roster.map(player),
		substitutes: substitutes.map((one) => ({ ...player(one), playing: isPlaying })),
	}));
}

type Happening =
	| {
			readonly do: "report";
			readonly kind: Report["kind"];
			readonly match: number;
			readonly step: number | null;
			readonly lineUp: number;
			readonly plays: boolean;
	  }
	| { readonly do: "enter"; readonly who: string; readonly where: number }
	| { readonly do: "leave" | "link" | "unlink"; readonly who: string }
	| { readonly do: "delete"; readonly which: number }
	| { readonly do: "meet" }
	| { readonly do: "answer"; readonly which: number; readonly outcome: Outcome }
	| { readonly do: "crash"; readonly outcomes: readonly Outcome[] }
	| { readonly do: "wait"; readonly ms: number };

const outcome = fc.constantFrom<Outcome>("done", "done", "refused", "forbidden", "later", "lost after", "lost before");
const who = fc.constantFrom(...people);
const kind = fc.constantFrom<Report["kind"]>(
	"created",
	"configuring",
	"ready",
	"ready",
	"finished",
	"cancelled",
	"aborted",
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant("report" as const),
			kind,
			match: fc.nat(matchIds.length - 1),
			step: fc.constantFrom(1, 1, 1, 0, -1, null),
			lineUp: fc.nat(lineUps.length - 1),
			plays: fc.boolean(),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("enter" as const), who, where: fc.nat(7) }) },
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constantFrom("leave" as const, "link" as const, "unlink" as const), who }),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(7) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("meet" as const) }) },
	{ weight: 8, arbitrary: fc.record({ do: fc.constant("answer" as const), which: fc.nat(5), outcome }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant("crash" as const),
			outcomes: fc.array(outcome, { minLength: 1, maxLength: 4 }),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant("wait" as const),
			ms: fc.constantFrom(100, 2_000, lingerMs + 1, stayMs + 1),
		}),
	},
);

function play(happenings: readonly Happening[]): SimulatedGuild {
	const guild = new SimulatedGuild(people, places);
	for (const name of people.slice(0, 5)) guild.links.set(`f-${name}`, name);
	for (const name of people) guild.enter(name, "general");
	const versions = new Map<string, number>();
	for (const one of happenings) {
		happen(guild, one, versions);
		guild.look();
		guild.now += 1;
	}
	return guild;
}

function happen(guild: SimulatedGuild, one: Happening, versions: Map<string, number>): void {
	switch (one.do) {
		case "report": {
			const matchId = matchIds[one.match] ?? "m1";
			const version = one.step === null ? null : (versions.get(matchId) ?? 5) + one.step;
			if (version !== null && version > (versions.get(matchId) ?? 0)) versions.set(matchId, version);
			const teams = one.kind === "created" ? [] : teamsOf(matchId, lineUps[one.lineUp] ?? [[], [], []], one.plays);
			guild.report({ kind: one.kind, matchId, at: guild.now, version, competition: null, teams });
			return;
		}
		case "enter": {
			const channels = [...guild.channels.keys()];
			guild.enter(one.who, channels[one.where % channels.length] ?? "general");
			return;
		}
		case "leave":
			guild.leave(one.who);
			return;
		case "link":
			guild.links.set(`f-${one.who}`, one.who);
			return;
		case "unlink":
			guild.links.delete(`f-${one.who}`);
			return;
		case "delete": {
			const channels = [...guild.channels.keys()];
			guild.remove(channels[one.which % channels.length] ?? "");
			return;
		}
		case "meet":
			guild.meet();
			return;
		case "answer":
			guild.answer(one.which, one.outcome);
			return;
		case "crash":
			guild.crash(one.outcomes);
			return;
		case "wait":
			guild.now += one.ms;
			return;
		default:
			throw new Error(`no such happening: ${one satisfies never}`);
	}
}

/** One room for each team that plays, with its line-up and nobody else admitted, and everyone in it who is to be. */
function expectInPlace(guild: SimulatedGuild): void {
	const open = [...guild.records.values()].filter(({ match }) => match.phase === "open");
	const newestFirst = open.sort(
		(a, b) => (b.match.openedAt ?? 0) - (a.match.openedAt ?? 0) || (a.match.matchId < b.match.matchId ? 1 : -1),
	);
	const taken = new Set<string>();
	for (const { match, placements } of newestFirst) {
		for (const team of match.teams.filter(({ roster }) => roster.length > 0)) {
			const rooms = guild.roomsOf(team.teamId, match.matchId);
			// A team of strangers gets none, and keeps one that it had before.
			if (guild.members(team, lineUp).length > 0) expect(rooms).toHaveLength(1);
			expect(rooms.length).toBeLessThanOrEqual(1);
			for (const [channelId, room] of rooms) {
				expect([...room.admitted].sort()).toEqual([...new Set(guild.members(team, lineUp))].sort());
				for (const member of guild.members(team, playing)) {
					const where = guild.voice.get(member);
					const hasWalked = guild.people.get(member)?.walked.has(match.matchId) === true;
					if (where !== undefined && !hasWalked && !taken.has(member))
						expect([member, where]).toEqual([member, channelId]);
				}
			}
		}
		// Who was placed by this match, and whom no newer one has, is in no room that does not admit them. Visitors may be.
		for (const { discordId } of placements.filter((one) => !taken.has(one.discordId))) {
			const room = guild.channels.get(guild.voice.get(discordId) ?? "");
			const isOurs = room?.teamId?.startsWith(match.matchId) === true;
			// Without a lobby there may be nowhere to bring them.
			const canLeave = guild.channels.has("lobby");
			if (isOurs && canLeave) expect([discordId, room?.admitted.has(discordId)]).toEqual([discordId, true]);
		}
		for (const team of match.teams) for (const member of guild.members(team, playing)) taken.add(member);
	}
}

/** No room, and everyone whom the bot moved back where they were. */
function expectNothingLeft(guild: SimulatedGuild): void {
	expect(guild.roomCount).toBe(0);
	for (const [, where] of guild.voice) expect(places).toContain(where);
	for (const matchId of matchIds) expect([matchId, guild.isIdle(matchId)]).toEqual([matchId, true]);
}

const course = fc.array(happening, { maxLength: 60, size: "max" });

/** When Discord is well again everyone is in place, and a second look finds nothing to do. */
export const endsInPlace = fc.property(course, (happenings) => {
	const guild = play(happenings);
	expect(guild.settle()).toBeLessThan(40);
	expect(guild.broken).toEqual([]);
	expectInPlace(guild);
	expect(guild.look()).toEqual([]);
});

/** When all matches are over and lingered everyone is back and no room is left. */
export const leavesNothing = fc.property(course, (happenings) => {
	const guild = play(happenings);
	guild.settle();
	for (const { match } of guild.records.values()) {
		guild.report({ kind: "expired", matchId: match.matchId, at: guild.now });
	}
	guild.now += lingerMs;
	guild.settle();
	guild.now += stayMs;
	expect(guild.settle()).toBeLessThan(40);
	expect(guild.broken).toEqual([]);
	expectNothingLeft(guild);
});
