// What people do while a match is on, and what servers are like: the real program between the two sandboxes.

import { afterEach, describe, expect, test } from "bun:test";
import {
	asFaceit,
	eventually,
	newMatchId,
	type Person,
	type Side,
	startWorld,
	type World,
	type WorldOptions,
} from "./world.ts";

let world: World;
let matchId: string;
afterEach(() => world.stop());

/** A small match, three a side, everyone linked and in "General" unless told otherwise. */
async function given(options: WorldOptions = {}): Promise<World> {
	matchId = newMatchId();
	world = await startWorld({
		playersPerTeam: 3,
		pace: 0.1,
		...options,
		prepare(made) {
			made.choose({ lingerMs: 100 });
			options.prepare?.(made);
		},
	});
	return world;
}

async function placed(teams: readonly Side[] = world.teams): Promise<void> {
	await world.report("ready", matchId, { teams });
	await eventually(() => world.arePlaced(teams), "everyone in their room");
}

async function ended(): Promise<void> {
	await world.report("finished", matchId, { teams: null });
	await eventually(() => world.roomChannels().length === 0, "no room left");
	expect(world.discord.violations).toEqual([]);
}

function person(team: 0 | 1, index: number): Person {
	const found = world.teams[team].people[index];
	if (found === undefined) throw new Error("no such person");
	return found;
}

/** The room of a team, by the team's name. */
function roomOf({ name }: Side, guildId: string = world.guildId): string {
	return world.roomChannels(guildId).find((room) => room.name.startsWith(`${name} · `))?.id ?? "no room";
}

const isIn = (who: Person, channelId: string) => () => world.whereIs(who) === channelId;
const join = ({ discordId }: Person, channelId: string) => world.discord.joinVoice(world.guildId, discordId, channelId);
const leave = ({ discordId }: Person) => world.discord.leaveVoice(world.guildId, discordId);
const addVoice = (name: string) => world.discord.addChannel(world.guildId, { name, type: "voice" });
const callsOf = (method: string, route: string) =>
	world.discord.calls.filter((call) => call.method === method && call.route === route);
const edits = () => callsOf("PATCH", "/channels/:channel");
const moves = (who: Person) =>
	callsOf("PATCH", "/guilds/:guild/members/:user").filter(({ path }) => path.endsWith(`/${who.discordId}`));

describe("who comes and goes", () => {
	test("a late joiner is moved when they enter voice, and goes home to where they entered", async () => {
		await given({ prepare: (made) => made.discord.leaveVoice(made.guildId, made.teams[0].people[0]?.discordId ?? "") });
		const late = person(0, 0);
		await world.report("ready", matchId);
		await eventually(() => world.rooms()["Team Delta"]?.length === 3, "the others are placed");
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
		const cafe = addVoice("Cafe");
		join(late, cafe);
		await eventually(isIn(late, roomOf(world.teams[0])), "the late one in the room");
		await ended();
		expect(world.whereIs(late)).toBe(cafe);
		expect(world.whereIs(person(0, 1))).toBe(world.generalId);
	});

	test("who walks out is left alone, now and at the end", async () => {
		await given();
		await placed();
		const walker = person(0, 0);
		const cafe = addVoice("Cafe");
		join(walker, cafe);
		await world.calm();
		await world.report("ready", matchId);
		await world.calm();
		expect(world.whereIs(walker)).toBe(cafe);
		await ended();
		expect(world.whereIs(walker)).toBe(cafe);
		expect(moves(walker)).toHaveLength(1);
	});

	test("who walks out may walk back in: the room is still theirs, and the way home, too", async () => {
		await given();
		await placed();
		const walker = person(0, 0);
		join(walker, addVoice("Cafe"));
		await world.calm();
		join(walker, roomOf(world.teams[0]));
		await world.calm();
		await ended();
		expect(world.whereIs(walker)).toBe(world.generalId);
	});

	test("whose connection drops and who comes back is moved again", async () => {
		await given();
		await placed();
		const dropped = person(1, 2);
		leave(dropped);
		await world.calm();
		join(dropped, world.generalId);
		await eventually(isIn(dropped, roomOf(world.teams[1])), "back in the room");
		expect(moves(dropped)).toHaveLength(2);
	});

	test("whose connection drops in the very moment of the move is moved once they are back, at once", async () => {
		await given();
		const flaky = person(0, 0);
		const isTheirs = ({ path }: { path: string }) => path.endsWith(`/${flaky.discordId}`);
		world.discord.fault({ method: "PATCH", when: isTheirs }, { status: 400, code: 40032, message: "not in voice" });
		await world.report("ready", matchId);
		await eventually(
			() => world.rooms()["Team Vale"]?.length === 2 && moves(flaky).length === 1,
			"the others are placed",
		);
		leave(flaky);
		await world.calm();
		join(flaky, world.generalId);
		await eventually(isIn(flaky, roomOf(world.teams[0])), "back in the room", 1_000);
	});

	test("who leaves the server is not asked for again, and the match goes on", async () => {
		await given();
		await placed();
		const gone = person(0, 0);
		world.discord.removeMember(world.guildId, gone.discordId);
		await world.report("ready", matchId);
		await world.calm();
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
		expect(moves(gone)).toHaveLength(1);
		await ended();
	});

	test("a visitor is no business of ours, until the room closes: then they go to the lobby", async () => {
		await given({
			prepare: (made) =>
				made.choose({ lobbyId: made.discord.addChannel(made.guildId, { name: "Lobby", type: "voice" }) }),
		});
		await placed();
		const coach = world.discord.addMember(world.guildId, { username: "coach", permissions: 8n });
		const room = roomOf(world.teams[0]);
		world.discord.joinVoice(world.guildId, coach, room);
		await world.calm();
		expect(world.discord.membersIn(room)).toContain(coach);
		await ended();
		const lobby = world.discord.voiceOf(world.guildId, coach)?.channelId;
		expect(world.discord.channel(lobby ?? "")?.name).toBe("Lobby");
	});
});

describe("links", () => {
	/** Asked once more, as everyone is, and sure. */
	async function unregister({ discordId }: Person): Promise<void> {
		const question = await world.discord.command(world.guildId, discordId, "unregister");
		const buttons = JSON.stringify(question.message?.components).matchAll(/"custom_id":"([^"]+)"/g);
		const [remove] = [...buttons].map(([, id]) => id);
		await world.discord.press(question, remove ?? "");
	}

	const onlyVale = (made: World) => {
		made.link(made.teams[0].people);
		for (const { discordId } of made.people) made.discord.joinVoice(made.guildId, discordId, made.generalId);
	};

	test("who links in mid-match is admitted and moved at once", async () => {
		await given({ settled: false, prepare: onlyVale });
		await world.report("ready", matchId);
		await eventually(() => world.arePlaced([world.teams[0]]), "the linked team is placed");
		const [newcomer, room] = [person(1, 0), roomOf(world.teams[1])];
		expect(world.discord.canConnect(newcomer.discordId, room)).toBe(false);
		await world.discord.command(world.guildId, newcomer.discordId, "register", { nickname: newcomer.nickname });
		await eventually(isIn(newcomer, room), "the newcomer in the room");
		await eventually(() => world.discord.canConnect(newcomer.discordId, room), "the newcomer has access");
		expect(world.rooms()["Team Delta"]).toEqual([newcomer.nickname]);
	});

	test("who links in mid-match and is not in voice is admitted, and may come by themselves", async () => {
		await given({ settled: false, prepare: onlyVale });
		await world.report("ready", matchId);
		await eventually(() => world.arePlaced([world.teams[0]]), "the linked team is placed");
		const [newcomer, room] = [person(1, 0), roomOf(world.teams[1])];
		leave(newcomer);
		await world.discord.command(world.guildId, newcomer.discordId, "register", { nickname: newcomer.nickname });
		await eventually(() => world.discord.canConnect(newcomer.discordId, room), "the newcomer has access");
		join(newcomer, room);
		await world.calm();
		expect(moves(newcomer)).toHaveLength(0);
		expect(world.whereIs(newcomer)).toBe(room);
	});

	test("who unlinks loses access and is brought back", async () => {
		await given();
		await placed();
		const [leaver, room] = [person(0, 1), roomOf(world.teams[0])];
		await unregister(leaver);
		await eventually(isIn(leaver, world.generalId), "brought back");
		await eventually(() => !world.discord.canConnect(leaver.discordId, room), "no access any more");
		expect(world.rooms()["Team Vale"]).toHaveLength(2);
	});
});

describe("substitution", () => {
	/** Team Vale with someone on the bench who is linked and in "General". */
	async function withBench(): Promise<Person> {
		const benched: Person[] = [];
		await given({
			prepare(made) {
				const eve = made.person("Eve");
				made.link([eve]);
				made.discord.joinVoice(made.guildId, eve.discordId, made.generalId);
				benched.push(eve);
			},
		});
		const [eve] = benched;
		if (eve === undefined) throw new Error("nobody is on the bench");
		return eve;
	}

	test("before play: the substitute moves in, the replaced one loses access and goes home, in one edit", async () => {
		const eve = await withBench();
		await placed();
		const [vale, delta] = world.teams;
		const [replaced, ...others] = vale.people;
		if (replaced === undefined) throw new Error("no players");
		const lineUp = [{ ...vale, people: [...others, eve] }, delta];
		await world.report("ready", matchId, { teams: lineUp });
		await eventually(() => world.arePlaced(lineUp), "the new line-up is placed");
		await eventually(isIn(replaced, world.generalId), "the replaced one is back");
		await world.calm();
		expect(edits()).toHaveLength(1);
		expect(world.discord.canConnect(replaced.discordId, roomOf(vale))).toBe(false);
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
	});

	test("during play: on the bench they may enter and are not moved; once they play they are, and the replaced one stays", async () => {
		const eve = await withBench();
		const [vale, delta] = world.teams;
		const waiting = [{ ...vale, bench: [{ ...eve, playing: false }] }, delta];
		await placed(waiting);
		await world.calm();
		expect(world.whereIs(eve)).toBe(world.generalId);
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
		await world.report("ready", matchId, { teams: [{ ...vale, bench: [{ ...eve, playing: true }] }, delta] });
		await eventually(isIn(eve, roomOf(vale)), "the substitute in the room");
		expect(world.arePlaced([vale])).toBe(true);
		await ended();
		expect(world.whereIs(eve)).toBe(world.generalId);
	});

	test("the bench that the webhook named keeps its access when FACEIT, which names none before play, is asked", async () => {
		const eve = await withBench();
		const [vale, delta] = world.teams;
		world.faceit.setMatch(matchId, { status: "READY", teams: [vale, delta].map(asFaceit) });
		await placed([{ ...vale, bench: [{ ...eve, playing: false }] }, delta]);
		await world.stopProgram();
		await world.start();
		await eventually(() => world.faceit.calls.some(({ path }) => path.includes(matchId)), "FACEIT was asked");
		await world.calm();
		expect(world.discord.canConnect(eve.discordId, roomOf(vale))).toBe(true);
	});
});

describe("the way home", () => {
	type Change = (origin: string) => void;
	const rows: [title: string, change: Change][] = [
		["was deleted", (origin) => world.discord.deleteChannel(origin)],
		[
			"is full",
			(origin) => {
				world.discord.editChannel(origin, { userLimit: 1 });
				world.discord.joinVoice(
					world.guildId,
					world.discord.addMember(world.guildId, { username: "stranger" }),
					origin,
				);
			},
		],
		["became the AFK channel", (origin) => world.discord.setAfkChannel(world.guildId, origin)],
		[
			"was closed to the bot",
			(origin) =>
				world.discord.editChannel(origin, {
					overwrites: [{ id: world.discord.botId, type: "member", deny: 1n << 20n }],
				}),
		],
	];
	const withLobby = (made: World) =>
		made.choose({ lobbyId: made.discord.addChannel(made.guildId, { name: "Lobby", type: "voice" }) });
	const placeOf = (who: Person) => world.discord.channel(world.whereIs(who) ?? "")?.name;

	for (const [title, change] of rows) {
		test(`the channel they came from ${title}: the lobby`, async () => {
			await given({ prepare: withLobby });
			await placed();
			change(world.generalId);
			await ended();
			for (const who of world.people) expect(placeOf(who)).toBe("Lobby");
		});
	}

	test("the channel they came from was deleted and Discord's event got lost: the lobby, at once", async () => {
		await given({ prepare: withLobby });
		await placed();
		world.discord.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
		world.discord.deleteChannel(world.generalId);
		const startedAt = performance.now();
		await ended();
		expect(performance.now() - startedAt).toBeLessThan(1_000);
		for (const who of world.people) expect(placeOf(who)).toBe("Lobby");
	});

	test("they came from a stage: the lobby, for nobody is put on a stage", async () => {
		const stages: string[] = [];
		await given({
			prepare(made) {
				withLobby(made);
				stages.push(made.discord.addChannel(made.guildId, { name: "Stage", type: "stage" }));
				for (const { discordId } of made.teams[0].people)
					made.discord.joinVoice(made.guildId, discordId, stages[0] ?? "");
			},
		});
		await placed();
		await ended();
		for (const who of world.teams[0].people) expect(placeOf(who)).toBe("Lobby");
		for (const who of world.teams[1].people) expect(placeOf(who)).toBe("General");
	});

	test("neither the channel nor a lobby: they stay, and so does the room as long as they do", async () => {
		await given();
		await placed();
		world.discord.deleteChannel(world.generalId);
		await world.report("finished", matchId, { teams: null });
		await Bun.sleep(300);
		await world.calm();
		expect(world.arePlaced()).toBe(true);
		for (const who of world.teams[0].people) leave(who);
		await eventually(() => Object.keys(world.rooms()).join() === "Team Delta", "the empty room is closed");
		for (const who of world.teams[1].people) leave(who);
		await eventually(() => world.roomChannels().length === 0, "no room left");
	});
});

describe("several guilds, several matches", () => {
	test("players in two guilds: each guild has its rooms, everyone is moved where they are in voice", async () => {
		const guilds: { id: string; voice: string }[] = [];
		await given({
			prepare(made) {
				const { id } = made.discord.addGuild({ name: "Elsewhere" });
				const voice = made.discord.addChannel(id, { name: "Voice", type: "voice" });
				guilds.push({ id, voice });
				made.choose({ lingerMs: 100 }, id);
				for (const { discordId, nickname } of made.teams[1].people) {
					made.discord.leaveVoice(made.guildId, discordId);
					made.discord.addMember(id, { id: discordId, username: nickname });
					made.discord.joinVoice(id, discordId, voice);
				}
			},
		});
		const [elsewhere] = guilds;
		if (elsewhere === undefined) throw new Error("no second guild");
		await world.report("ready", matchId);
		await eventually(() => world.arePlaced([world.teams[0]]), "one team here");
		await eventually(() => world.arePlaced([world.teams[1]], elsewhere.id), "the other there");
		expect(Object.keys(world.rooms(elsewhere.id))).toHaveLength(2);
		await world.report("finished", matchId);
		await eventually(
			() => [world.guildId, elsewhere.id].every((id) => world.roomChannels(id).length === 0),
			"no room left",
		);
		expect(world.discord.membersIn(elsewhere.voice)).toHaveLength(3);
	});

	test("somebody in two matches at once: the newer one wins, then the older has them back, and home is where they were first", async () => {
		await given();
		await placed();
		const newer = newMatchId();
		const [first, ...others] = world.teams[0].people;
		const [foe] = world.teams[1].people;
		if (first === undefined || foe === undefined) throw new Error("no players");
		const duel: Side[] = [
			{ id: crypto.randomUUID(), name: "Red", people: [first] },
			{ id: crypto.randomUUID(), name: "Blue", people: [foe] },
		];
		await world.report("ready", newer, { teams: duel });
		await eventually(() => world.arePlaced(duel), "the two of them in the rooms of the newer match");
		await world.calm();
		expect(world.arePlaced(duel)).toBe(true);
		expect(world.arePlaced([{ ...world.teams[0], people: others }])).toBe(true);

		await world.report("finished", newer, { teams: null });
		await eventually(() => world.roomChannels().length === 2, "the rooms of the newer match are closed");
		await eventually(() => world.arePlaced(), "all of them in the rooms of the match that goes on");
		await ended();
		for (const who of [first, foe]) expect(world.whereIs(who)).toBe(world.generalId);
	});

	test("the older match ends first: those whom the newer has stay there", async () => {
		await given();
		await placed();
		const newer = newMatchId();
		const again = world.teams.map((side) => ({ ...side, id: crypto.randomUUID(), name: `${side.name} again` }));
		await world.report("ready", newer, { teams: again });
		const areThere = () => again.every((side) => side.people.every((who) => isIn(who, roomOf(side))()));
		await eventually(areThere, "everyone in the rooms of the newer match");
		await world.report("finished", matchId, { teams: null });
		await eventually(() => world.roomChannels().length === 2, "the rooms of the older match are closed");
		expect(Object.keys(world.rooms()).toSorted()).toEqual(["Team Delta again", "Team Vale again"]);
		expect(world.arePlaced(again)).toBe(true);
		await world.report("finished", newer, { teams: null });
		await eventually(() => world.roomChannels().length === 0, "no room left");
		for (const who of world.people) expect(world.whereIs(who)).toBe(world.generalId);
	});
});

describe("rooms and somebody's hand", () => {
	test("a room that is deleted by hand is opened anew, and its people are fetched when they are back in voice", async () => {
		await given();
		await placed();
		const former = roomOf(world.teams[0]);
		world.discord.deleteChannel(former);
		await eventually(() => roomOf(world.teams[0]) !== "no room", "a new room");
		expect(roomOf(world.teams[0])).not.toBe(former);
		for (const who of world.teams[0].people) join(who, world.generalId);
		await eventually(() => world.arePlaced(), "everyone in their rooms");
		await ended();
	});

	test("a room that is deleted by hand while it lingers is not opened again", async () => {
		await given({ prepare: (made) => made.choose({ lingerMs: 400 }) });
		await placed();
		await world.report("finished", matchId);
		await world.calm();
		world.discord.deleteChannel(roomOf(world.teams[0]));
		await eventually(() => world.roomChannels().length === 0, "no room left");
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
	});

	test("a create that takes effect long after it was given up: one room per team, nobody moved twice", async () => {
		await given();
		const isVale = ({ body }: { body: unknown }) => JSON.stringify(body).includes("Team Vale");
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", when: isVale }, { reset: true });
		await placed();
		const [lost] = callsOf("POST", "/guilds/:guild/channels").filter(isVale);
		const name = /Team Vale · \w{4}/.exec(JSON.stringify(lost?.body))?.[0] ?? "";
		const room = roomOf(world.teams[0]);
		const late = addVoice(name);
		await eventually(() => world.discord.channel(late) === undefined, "the late room is removed");
		expect(roomOf(world.teams[0])).toBe(room);
		expect(world.arePlaced()).toBe(true);
		for (const who of world.people) expect(moves(who)).toHaveLength(1);
		await ended();
	});

	test("a create whose answer is lost is found by its code, not made again", async () => {
		await given();
		world.discord.gateway.drop(({ name }) => name === "CHANNEL_CREATE");
		world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: 2 }, { loseAnswer: "reset" });
		await placed();
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
		expect(world.roomChannels()).toHaveLength(2);
	});
});

describe("the server", () => {
	test("the bot is removed from one guild: the other goes on", async () => {
		const guilds: string[] = [];
		await given({
			prepare(made) {
				const { id } = made.discord.addGuild({ name: "Elsewhere" });
				guilds.push(id);
				made.link(made.people, id);
				for (const { discordId, nickname } of made.people)
					made.discord.addMember(id, { id: discordId, username: nickname });
			},
		});
		const elsewhere = guilds[0] ?? "";
		await placed();
		await eventually(() => world.roomChannels(elsewhere).length === 2, "rooms there as well");
		world.discord.removeGuild(elsewhere);
		await world.calm();
		const calls = world.discord.calls.length;
		await world.report("finished", matchId);
		await eventually(() => world.roomChannels().length === 0, "no room left here");
		const there = world.discord.calls.slice(calls).filter(({ path }) => path.includes(elsewhere));
		expect(there).toEqual([]);
		await eventually(
			() => world.stored("select 1 from matches where settled_at is null").length === 0,
			"the match is settled",
		);
	});

	test("an outage is not the end of the rooms: they are there when the guild is back", async () => {
		await given();
		await placed();
		const rooms = world.roomChannels().map(({ id }) => id);
		world.discord.setGuildAvailable(world.guildId, false);
		await world.calm();
		await world.report("ready", matchId);
		await world.calm();
		world.discord.setGuildAvailable(world.guildId, true);
		await world.calm();
		expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms);
		expect(callsOf("POST", "/guilds/:guild/channels")).toHaveLength(2);
		await ended();
	});

	const invited = 288361488n;
	const missing: [title: string, bit: bigint, name: string][] = [
		["Manage Channels", 1n << 4n, "Manage Channels"],
		["Move Members", 1n << 24n, "Move Members"],
		["Manage Roles", 1n << 28n, "Manage Roles"],
	];
	for (const [title, bit, name] of missing) {
		test(`without ${title}: paused, said once, hardly a call refused, and on by itself when it is granted`, async () => {
			await given({ prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~bit) });
			await world.report("ready", matchId);
			const said = () => world.lines.filter((line) => line.includes("paused") && line.includes(name));
			await eventually(() => said().length > 0, "the log says what to grant");
			for (const who of world.people) join(who, world.generalId);
			await world.report("ready", matchId);
			await world.calm();
			expect(said()).toHaveLength(1);
			expect(world.discord.invalidRequests).toBeLessThan(10);
			expect(world.roomChannels()).toEqual([]);
			world.discord.setBotPermissions(world.guildId, invited);
			await eventually(() => world.arePlaced(), "everyone in their rooms");
		});
	}

	test("Discord refuses what its cache allowed: hardly a call, and on by itself", async () => {
		await given();
		const fault = world.discord.fault(
			{ method: "POST", path: "/guilds/:guild/channels", times: 1_000 },
			{ status: 403, code: 50013 },
		);
		await world.report("ready", matchId);
		await eventually(() => fault.hits > 0, "a create was refused");
		for (let again = 0; again < 5; again += 1) await world.report("ready", matchId);
		await world.calm();
		expect(fault.hits).toBeLessThan(10);
		fault.remove();
		world.discord.setBotPermissions(world.guildId, invited | (1n << 11n));
		await eventually(() => world.arePlaced(), "everyone in their rooms");
	});

	test("a full category: an overflow category, which goes when it is empty", async () => {
		const categories: string[] = [];
		await given({
			prepare(made) {
				const id = made.discord.addChannel(made.guildId, { name: "Matches", type: "category" });
				for (let n = 0; n < 49; n += 1)
					made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text", parentId: id });
				made.choose({ categoryId: id });
				categories.push(id);
			},
		});
		const named = () =>
			world.discord
				.snapshot(world.guildId)
				.channels.filter(({ kind }) => kind === "category")
				.map(({ name }) => name);
		await placed();
		expect(named()).toEqual(["Matches", "Matches · 2"]);
		const parents = world.roomChannels().map(({ id }) => world.discord.channel(id)?.parentId === categories[0]);
		expect(parents.toSorted()).toEqual([false, true]);
		await ended();
		await eventually(() => named().join() === "Matches", "the overflow category is gone");
	});

	test("a full server: it is said, and rooms open when there is room", async () => {
		const fillers: string[] = [];
		await given({
			prepare(made) {
				for (let n = 0; n < 498; n += 1)
					fillers.push(made.discord.addChannel(made.guildId, { name: `text ${n}`, type: "text" }));
			},
		});
		await world.report("ready", matchId);
		await eventually(
			() => world.lines.some((line) => line.includes("500 channels")),
			"the log says that the server is full",
		);
		await world.calm();
		expect(callsOf("POST", "/guilds/:guild/channels")).toEqual([]);
		for (const id of fillers.slice(0, 2)) world.discord.deleteChannel(id);
		await eventually(() => world.arePlaced(), "everyone in their rooms");
		await ended();
	});
});
