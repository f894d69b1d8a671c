// Refusals stay where they belong: whatever Discord refuses, everything else in the guild goes on.

import { afterEach, describe, expect, test } from "bun:test";
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import type { Person, Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
/** Another match in the same guild. */
let others: readonly Side[];
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	await world.stop();
});

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin({
		...options,
		prepare(made) {
			others = [made.newSide("Team Kilo", 3), made.newSide("Team Lima", 3)];
			options.prepare?.(made);
		},
	});
	({ world } = scene);
}

const placed = () => scene.placed();
const person = (team: 0 | 1, index: number) => scene.person(team, index);
const room = (team: 0 | 1) => scene.roomOf(world.teams[team]);
const finish = () => world.report("finished", scene.matchId, { teams: null });
type Refuse = (channelId: string) => void;
const refuseClose: Refuse = (channelId) =>
	void world.discord.fault(
		{ method: "DELETE", path: `/channels/${channelId}`, times: Number.POSITIVE_INFINITY },
		{ status: 403, code: 50013, message: "Missing Permissions" },
	);
const takeOverwrite: Refuse = (channelId: string) => world.discord.removeOverwrite(channelId, world.discord.botId);
const canEnter = ({ discordId }: Person, channelId: string) => world.discord.canConnect(discordId, channelId);
const refusedSince = (at: number) => world.discord.calls.filter((call) => call.status === 403 && call.startedAt >= at);
const callsOn = (method: string, channelId: string) =>
	world.discord.calls.filter((call) => call.method === method && call.path === `/channels/${channelId}`);

async function another(teams: readonly Side[] = others): Promise<string> {
	const matchId = world.newMatchId();
	await world.report("ready", matchId, { teams });
	return matchId;
}

/** No ten minutes from now on have more than twenty refusals, as seen at every call for so long. */
async function expectFewRefusals(forMs: number): Promise<void> {
	let most = 0;
	const stop = world.discord.onEvent((event) => {
		if (event.kind === "call") most = Math.max(most, refusedSince(world.clock.now() - 10 * minute).length);
	});
	await world.clock.advance(forMs);
	stop();
	expect(most).toBeLessThanOrEqual(20);
}

describe("an admin removes the bot's overwrite from one room, so that its close is refused forever", () => {
	async function givenOne(make: Refuse = takeOverwrite): Promise<void> {
		await given();
		await placed();
		make(room(0));
		for (const who of world.teams[0].people) scene.leave(who);
		await finish();
	}

	for (const after of [0, second, 30 * second, 3 * minute, 20 * minute, 2 * hour])
		test(`another match, ${after / second} s later, is served within 2 s`, async () => {
			await givenOne();
			await world.clock.advance(after);
			await another();
			await scene.within(2 * second, () => world.arePlaced(others), "the other match in its rooms");
		});

	test("the other room of the same match is closed, and its people are back, within 2 s", async () => {
		await givenOne();
		const delta = world.teams[1];
		const isBack = () => delta.people.every((who) => world.whereIs(who) === world.generalId);
		await scene.within(2 * second, () => isBack() && scene.roomOf(delta) === "no room", "Delta is back");
	});

	test("people who are still in it do not hold up another match either", async () => {
		await given();
		await placed();
		takeOverwrite(room(0));
		await finish();
		for (const after of [second, 3 * minute, 20 * minute]) {
			await world.clock.advance(after);
			const matchId = await another();
			await scene.within(2 * second, () => world.arePlaced(others), "the other match in its rooms");
			await world.report("finished", matchId, { teams: null });
			await scene.within(30 * second, () => world.roomChannels().length === 1, "only the lost room is left");
		}
	});

	test("where it is seen to lack what it takes, no call is wasted, and the admins are told which channel it is", async () => {
		await givenOne();
		await world.clock.advance(6 * hour);
		expect(callsOn("DELETE", room(0))).toEqual([]);
		expect(scene.facts("hidden")).toMatchObject([{ channels: [world.discord.channel(room(0))?.name] }]);
	});

	for (const after of [0, second, 30 * second, 3 * minute, 20 * minute, 2 * hour])
		test(`where nothing seems to be missing: another match, ${after / second} s later, is served within 2 s`, async () => {
			await givenOne(refuseClose);
			await world.clock.advance(after);
			await another();
			await scene.within(2 * second, () => world.arePlaced(others), "the other match in its rooms");
		});

	test("where nothing seems to be missing: the close is tried again ever less often", async () => {
		await givenOne(refuseClose);
		const lost = room(0);
		await world.clock.advance(6 * hour);
		const times = callsOn("DELETE", lost).map(({ startedAt }) => startedAt);
		const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
		expect(gaps.length).toBeGreaterThan(2);
		expect(gaps.length).toBeLessThan(100);
		expect(gaps.at(-1)).toBeGreaterThan(4 * (gaps[0] ?? 0));
	});

	test("once the bot is let in again the room is closed", async () => {
		await givenOne();
		await world.clock.advance(20 * minute);
		const allow = P.ViewChannel | P.Connect | P.ManageChannels | P.MoveMembers;
		world.discord.setOverwrite(room(0), { id: world.discord.botId, type: "member", allow });
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
	});

	test("in four rooms: the guild may pause, but what is tried in between takes turns, and refusals stay few", async () => {
		let third: readonly Side[] = [];
		await given({
			prepare: (made) => {
				third = [made.newSide("Team Mike", 1), made.newSide("Team Nova", 1)];
			},
		});
		await placed();
		const matchId = await another();
		await world.eventually(() => world.arePlaced(others), "the other match in its rooms");
		for (const { id } of world.roomChannels()) takeOverwrite(id);
		for (const who of [...world.teams, ...others].flatMap(({ people }) => people)) scene.leave(who);
		await finish();
		await world.report("finished", matchId, { teams: null });
		await expectFewRefusals(20 * minute);
		await another(third);
		await scene.within(10 * minute, () => world.arePlaced(third), "the third match in its rooms");
	});
});

test("one player is in a channel from which the bot may not move them: that member rests, the others are moved at once", async () => {
	await given();
	const office = scene.addVoice("Office");
	world.discord.setOverwrite(office, { id: world.discord.botId, type: "member", deny: P.MoveMembers });
	const held = person(0, 0);
	scene.join(held, office);
	await world.report("ready", scene.matchId);
	const rest = world.people.filter((who) => who !== held);
	const areIn = () => rest.every((who) => world.roomChannels().some(({ id }) => id === world.whereIs(who)));
	await scene.within(2 * second, areIn, "everyone else in their room");
	await another();
	await scene.within(2 * second, () => world.arePlaced(others), "the other match in its rooms");
	await expectFewRefusals(hour);
	scene.join(held, world.generalId);
	await world.eventually(() => world.arePlaced(), "the one who was held, too");
});

describe("a 403 counts whatever its code", () => {
	const forever = Number.POSITIVE_INFINITY;
	const channels = "/guilds/:guild/channels";
	const calls = {
		"the create of a room": { method: "POST", path: channels },
		"the move of a member": { method: "PATCH", path: "/guilds/:guild/members/:user" },
		"the close of a room": { method: "DELETE", path: "/channels/:channel" },
	};
	for (const [what, match] of Object.entries(calls))
		for (const code of [0, 50013, 50001, 20012])
			test(`${code} for ${what}: few calls, and all is well once it is allowed`, async () => {
				await given();
				const isClose = match.method === "DELETE";
				if (isClose) await placed();
				const fault = world.discord.fault({ ...match, times: forever }, { status: 403, code });
				if (isClose) await finish();
				else await world.report("ready", scene.matchId);
				await another();
				await expectFewRefusals(hour);
				fault.remove();
				await world.eventually(() => world.arePlaced(others), "the other match in its rooms");
				if (isClose) await world.eventually(() => scene.roomOf(world.teams[0]) === "no room", "the room is closed");
				else await world.eventually(() => world.arePlaced(), "everyone in their room");
			});
});

test("a role that is changed every second brings no refused call back: what the bot may do is the same", async () => {
	await given();
	const { discord, guildId, clock } = world;
	const roleId = discord.addRole(guildId, "rainbow");
	const fault = discord.fault(
		{ method: "POST", path: "/guilds/:guild/channels", times: Number.POSITIVE_INFINITY },
		{ status: 403, code: 0 },
	);
	await world.report("ready", scene.matchId);
	for (let time = 0; time < 120; time += 1) {
		discord.setRolePermissions(guildId, roleId, 0n);
		await clock.advance(second);
	}
	expect(fault.hits).toBeLessThan(10);
	fault.remove();
	await world.eventually(() => world.arePlaced(), "everyone in their rooms");
});

describe("calls that draw on one limit", () => {
	test("moves back are not starved by one new match after the other: what has waited over 10 s goes first", async () => {
		const starting: (readonly Side[])[] = [];
		await given({
			limits: true,
			lingerMs: 0,
			prepare(made) {
				for (let n = 0; n < 6; n += 1) starting.push([made.newSide(`Red ${n}`, 5), made.newSide(`Blue ${n}`, 5)]);
			},
		});
		await placed();
		await world.clock.advance(minute);
		const [first = [], ...more] = starting;
		await another(first);
		await finish();
		let backAt = Number.POSITIVE_INFINITY;
		const finishedAt = world.clock.now();
		world.discord.onEvent(() => {
			if (world.people.every((who) => world.whereIs(who) === world.generalId))
				backAt = Math.min(backAt, world.clock.now());
		});
		// Each is ready a second before the limit allows its moves.
		await world.clock.advance(9 * second);
		for (const teams of more) {
			await another(teams);
			await world.clock.advance(10 * second);
		}
		expect(backAt - finishedAt).toBeLessThan(35 * second);
		await world.eventually(() => starting.every((teams) => world.arePlaced(teams)), "all matches in their rooms");
	});

	test("in a full guild closing goes first, and the match that waits is served once there is space", async () => {
		await given({ lingerMs: 0 });
		await placed();
		const { discord, guildId } = world;
		while (discord.channelsOf(guildId).length < 500) discord.addChannel(guildId, { name: "text", type: "text" });
		await another();
		await world.clock.advance(minute);
		expect(scene.creates()).toHaveLength(2);
		await finish();
		await scene.within(5 * second, () => world.arePlaced(others), "the other match in its rooms");
		expect(discord.calls.filter(({ code }) => code === 30013)).toEqual([]);
	});
});

describe("names", () => {
	const code = "[2-9A-HJ-NP-Z]{4,}";
	const names = () => world.roomChannels().map(({ name }) => name);
	const named = (pattern: string) => () => names().some((name) => new RegExp(`^${pattern} · ${code}$`).test(name));

	test("one that Discord refuses: the room opens as Team 1 and its code", async () => {
		await given({ prepare: ({ discord, guildId }) => discord.refuseNames(guildId, /vale/i) });
		await world.report("ready", scene.matchId);
		await scene.within(2 * second, () => world.arePlaced(), "everyone in their room");
		expect([named("Team 1")(), named("Team Delta")(), names().length]).toEqual([true, true, 2]);
		await scene.ended();
	});

	test("both refused: Team 1 and Team 2", async () => {
		await given({ prepare: ({ discord, guildId }) => discord.refuseNames(guildId, /vale|delta/i) });
		await world.report("ready", scene.matchId);
		await scene.within(2 * second, () => world.arePlaced(), "everyone in their room");
		expect([named("Team 1")(), named("Team 2")(), names().length]).toEqual([true, true, 2]);
		await scene.ended();
	});

	test("one that Discord refuses, and the answer to the second create is lost: still one room for each team", async () => {
		await given({ prepare: ({ discord, guildId }) => discord.refuseNames(guildId, /vale/i) });
		const isSecond = ({ body }: { body: unknown }) => JSON.stringify(body).includes('"Team 1 ');
		world.discord.fault({ method: "POST", when: isSecond }, { loseAnswer: 502 });
		await world.report("ready", scene.matchId);
		await world.eventually(() => world.arePlaced(), "everyone in their room");
		await world.calm();
		expect(names()).toHaveLength(2);
		await scene.ended();
	});

	const long = {
		"64 emoji": "🙂".repeat(64),
		"flags of two letters each": `x${"🇵🇱".repeat(40)}`,
		"families of seven code points": "👨‍👩‍👧‍👦".repeat(12),
		"letters with an accent of their own": `x${"e\u0301".repeat(60)}`,
		"300 letters": "x".repeat(300),
	};
	for (const [what, name] of Object.entries(long))
		test(`a long one is cut between characters, never within one: ${what}`, async () => {
			await given();
			const [vale, delta] = world.teams;
			const teams = [{ ...vale, name }, delta];
			await world.report("ready", scene.matchId, { teams });
			await scene.within(2 * second, () => world.arePlaced(teams), "everyone in their room");
			const opened = names().find((one) => !one.startsWith("Team Delta")) ?? "";
			const characters = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
			const shown = opened.slice(0, opened.lastIndexOf(" · "));
			expect(opened.length).toBeLessThanOrEqual(100);
			expect(characters(name).slice(0, characters(shown).length)).toEqual(characters(shown));
			expect(shown.length).toBeGreaterThan(20);
		});
});

describe("an overwrite for one person", () => {
	const edits = () =>
		world.discord.calls.filter(
			({ method, path, body }) =>
				path.includes("/permissions/") ||
				(method === "PATCH" && JSON.stringify(body).includes("permission_overwrites")),
		);
	const ways = {
		"refused with 10009": ({ discord }: Simulation, { discordId }: Person) =>
			discord.refuseOverwrites(discordId, 10009),
		"refused with 10013": ({ discord }: Simulation, { discordId }: Person) =>
			discord.refuseOverwrites(discordId, 10013),
		"silently dropped": ({ discord }: Simulation, { discordId }: Person) => discord.dropOverwrites(discordId),
	};

	/** Few edits in the hour from now on, and ever fewer. */
	async function expectFewEdits(): Promise<void> {
		const before = edits().length;
		await world.clock.advance(hour / 2);
		const between = edits().length;
		await world.clock.advance(hour / 2);
		expect(between - before).toBeLessThanOrEqual(20);
		expect(edits().length - between).toBeLessThanOrEqual(6);
	}

	for (const [how, estrange] of Object.entries(ways)) {
		test(`${how} when the room opens: the others get in`, async () => {
			await given();
			const [stranger, ...others] = world.people;
			if (stranger === undefined) throw new Error("there is nobody");
			estrange(world, stranger);
			await world.report("ready", scene.matchId);
			const hasRoom = (who: Person) =>
				world.roomChannels().some(({ id }) => world.whereIs(who) === id && canEnter(who, id));
			await scene.within(30 * second, () => others.every(hasRoom), "everyone else in their room, with access");
			await expectFewEdits();
			await scene.ended();
		});

		test(`${how} during the match: the others who come in get in`, async () => {
			const benched: Person[] = [];
			await given({ prepare: (made) => void benched.push(...made.newSide("Bench", 2).people) });
			await placed();
			const [eve, finn] = benched;
			if (eve === undefined || finn === undefined) throw new Error("nobody is on the bench");
			estrange(world, eve);
			const [vale, delta] = world.teams;
			const teams = [{ ...vale, people: [...vale.people.slice(2), eve, finn] }, delta];
			await world.report("configuring", scene.matchId, { teams });
			const isIn = () => world.whereIs(finn) === room(0) && canEnter(finn, room(0));
			await scene.within(30 * second, isIn, "the other newcomer in the room, with access");
			await scene.within(minute, () => !canEnter(person(0, 0), room(0)), "the one who left has no access");
			await expectFewEdits();
			await scene.ended();
		});
	}

	test("more than a hundred of them: everyone gets in", async () => {
		const bench: (Person & { playing: boolean })[] = [];
		await given({
			prepare(made) {
				const people = Array.from({ length: 105 }, (_, n) => made.person(`Bench_${n}`));
				made.link(people);
				bench.push(...people.map((one) => ({ ...one, playing: false })));
			},
		});
		const [vale, delta] = world.teams;
		await world.report("ready", scene.matchId, { teams: [{ ...vale, bench }, delta] });
		await scene.within(10 * second, () => world.arePlaced(), "everyone who plays in their room");
		const haveAccess = () => [...vale.people, ...bench].every((who) => canEnter(who, room(0)));
		await world.eventually(haveAccess, "everyone on the bench has access");
		await expectFewEdits();
		await scene.ended();
	});

	/** A newcomer in place of the first player of Team Vale, once an admin has changed the room. */
	async function substituteInto(change: (roomId: string) => void): Promise<void> {
		const benched: Person[] = [];
		await given({ prepare: (made) => void benched.push(...made.newSide("Bench", 1).people) });
		await placed();
		change(room(0));
		const before = [...(world.discord.channel(room(0))?.overwrites.values() ?? [])];
		const [vale, delta] = world.teams;
		const teams = [{ ...vale, people: [...vale.people.slice(1), ...benched] }, delta];
		await world.report("configuring", scene.matchId, { teams });
		const isIn = () => benched.every((who) => world.whereIs(who) === room(0) && canEnter(who, room(0)));
		await scene.within(10 * second, isIn, "the substitute in the room, with access");
		await scene.within(30 * second, () => !canEnter(person(0, 0), room(0)), "the replaced one has no access");
		const kept = [...(world.discord.channel(room(0))?.overwrites.values() ?? [])];
		const leaver = person(0, 0).discordId;
		expect(kept).toEqual(expect.arrayContaining(before.filter(({ id }) => id !== leaver)));
		await expectFewEdits();
		await scene.ended();
	}

	test("an admin's overwrite with a bit that the bot lacks does not keep a substitute out", () =>
		substituteInto((roomId) => {
			const coach = world.discord.addMember(world.guildId, { username: "coach" });
			world.discord.setOverwrite(roomId, { id: coach, type: "member", allow: P.ManageWebhooks });
		}));

	test("nor do a hundred and twenty overwrites of an admin's", () =>
		substituteInto((roomId) => {
			for (let n = 0; n < 120; n += 1) {
				const id = world.discord.addMember(world.guildId, { username: `guest ${n}` });
				world.discord.setOverwrite(roomId, { id, type: "member", allow: P.ViewChannel });
			}
		}));
});

test("an overflow category of an admin's own, empty and named like ours, stays", async () => {
	await given({
		prepare(made) {
			const { discord, guildId } = made;
			const categoryId = discord.addChannel(guildId, { name: "Matches", type: "category" });
			discord.addChannel(guildId, { name: "Matches · 2", type: "category" });
			made.choose({ categoryId });
		},
	});
	await placed();
	await scene.ended();
	await world.clock.advance(hour);
	await scene.restart();
	await world.clock.advance(hour);
	expect(world.discord.channelsOf(world.guildId).map(({ name }) => name)).toContain("Matches · 2");
});
