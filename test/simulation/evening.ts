// Plays the course of an evening on the simulated program, and says which promises were broken.

import { isDeepStrictEqual } from "node:util";
import type { Rules } from "../../src/keeper/look.ts";
import { permission } from "../../src/permission.ts";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { FaultKind, FaultMatch } from "../../src/sandbox/discord/faults.ts";
import { asFaceit, type Person, type Side } from "../world.ts";
import type { Course, Step } from "./course.ts";
import { judgeMessages } from "./messages.ts";
import { Witness } from "./witness.ts";
import { Simulation } from "./world.ts";

/** What FACEIT holds true of a match. */
type Truth = {
	readonly matchId: string;
	readonly index: number;
	version: number;
	/** The version of the newest webhook that arrived. */
	arrived: number;
	state: "unknown" | "waiting" | "open" | "over";
	teams: readonly Side[];
};

const momentary: ReadonlySet<string> = new Set("inFlight limit resting paused refused lackingPermissions".split(" "));
/** After how many steps all plans are made anew. */
const auditEvery = 5;
const minute = 60_000;
/** Longer than a failed call rests, and than it takes until FACEIT is asked about a match. */
const recoveryMs = 5 * minute;
/** Longer than people stay in a room who have nowhere to go. */
const clearedMs = 12 * minute;
const hub = { kind: "hub", id: "05c90233-fcc2-5528-a9f7-d2c9a3214d87" } as const;
const everything = (1n << 53n) - 1n;

const channels = "/guilds/:guild/channels";
const members = "/guilds/:guild/members/:user";
const channel = "/channels/:channel";

const calls: Readonly<Record<Extract<Step, { do: "fault" }>["call"], FaultMatch>> = {
	open: { method: "POST", path: channels },
	find: { method: "GET", path: channels },
	admit: { method: "PATCH", path: channel },
	move: { method: "PATCH", path: members },
	close: { method: "DELETE", path: channel },
	say: { method: "POST", path: "/channels/:channel/messages" },
	edit: { method: "PATCH", path: "/channels/:channel/messages/:message" },
	status: { method: "PUT", path: "/channels/:channel/voice-status" },
	any: {},
};

const kinds: Readonly<Record<Extract<Step, { do: "fault" }>["kind"], FaultKind>> = {
	"500": { status: 500 },
	html: { status: 502, html: "Bad Gateway" },
	hang: { hang: true },
	reset: { reset: true },
	lost: { loseAnswer: true },
	"lost by reset": { loseAnswer: "reset" },
	"lost by 502": { loseAnswer: 502 },
	limited: { retryAfter: 2 },
	"limited globally": { retryAfter: 2, scope: "global" },
	forbidden: { status: 403, code: 50013, message: "Missing Permissions" },
	slow: { delayMs: 3_000 },
	"forbidden without a code": { status: 403 },
	"unknown without a code": { status: 404, code: 404, message: "Not Found" },
};

/** Plays it to its end; gives what was broken, in words. None is as it should be. */
export async function play(course: Course, rules?: Rules): Promise<readonly string[]> {
	const evening = new Evening(course, rules);
	try {
		await evening.play();
	} catch (error) {
		evening.witness.broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
	}
	return evening.witness.broken;
}

class Evening {
	readonly #course: Course;
	readonly #world: Simulation;
	readonly witness: Witness;
	readonly #pool: readonly Person[];
	readonly #lounges: readonly string[];
	/** Where each match has its card. */
	readonly #cardsId: string;
	/** Somebody who plays in no match. */
	readonly #coachId: string;
	/** Where the bot may not move anybody from. */
	readonly #officeId: string;
	readonly #matches: readonly Truth[];
	/** Webhooks that FACEIT could not deliver while the program was down. */
	readonly #undelivered: (() => Promise<void>)[] = [];
	#isShown = true;
	/** The guild follows the hub of all matches: they are found without a webhook, too. */
	readonly #isListed: boolean;

	constructor(course: Course, rules: Rules | undefined) {
		this.#course = course;
		const { setting, seed } = course;
		const { latencyMs, limits, lingerMs, playersPerTeam } = setting;
		const world = new Simulation({
			...{ seed, latencyMs, limits, lingerMs, playersPerTeam, settled: false },
			...(rules === undefined ? {} : { rules }),
		});
		this.#isListed = seed % 2 === 1;
		world.faceit.addInstitution({ ...hub, name: "EU 5v5" });
		world.faceit.lagLists((seed % 7) * 10_000);
		this.#world = world;
		const { discord, guildId } = world;
		const more = Array.from({ length: 3 }, (_, index) => world.person(`Spare_${index + 1}`));
		this.#pool = [...world.people, ...more];
		const lounge = discord.addChannel(guildId, { name: "Lounge", type: "voice" });
		const lobby = discord.addChannel(guildId, { name: "Lobby", type: "voice" });
		this.#cardsId = discord.addChannel(guildId, { name: "chat", type: "text" });
		const category = discord.addChannel(guildId, { name: "Matches", type: "category" });
		this.#lounges = [world.generalId, lounge, lobby];
		world.choose({
			...{ lobbyId: setting.lobby ? lobby : null, categoryId: setting.category ? category : null },
			cardChannelId: this.#cardsId,
			follows: this.#isListed ? [{ ...hub, name: "EU 5v5" }] : [],
		});
		world.link(this.#pool.slice(0, -2));
		for (const { discordId } of this.#pool) discord.joinVoice(guildId, discordId, world.generalId);
		this.#matches = Array.from({ length: setting.matches }, (_, index) => ({
			...{ matchId: world.newMatchId(), index, version: 5, arrived: 0, state: "unknown", teams: [] },
		}));
		this.#coachId = discord.addMember(guildId, { username: "coach" });
		const deny = permission.moveMembers;
		const overwrites = [{ id: discord.botId, type: "member" as const, deny }];
		this.#officeId = discord.addChannel(guildId, { name: "Office", type: "voice", overwrites });
		this.witness = new Witness(world, [...this.#lounges, this.#officeId], this.#officeId);
	}

	get calls(): readonly Call[] {
		return this.#world.discord.calls;
	}

	async play(): Promise<void> {
		const world = this.#world;
		await world.start();
		for (const [index, step] of this.#course.steps.entries()) {
			await this.#take(step);
			await world.clock.advance(1);
			if (index % auditEvery === 0) await this.#audit(`after step ${index}, ${step.do}`);
		}
		await this.#recover();
		this.witness.judgeInPlace(this.#matches);
		judgeMessages(world, this.#matches, this.#cardsId, this.witness.broken);
		await this.#judgeStillness("in place");
		for (const truth of this.#matches) if (truth.state !== "unknown") await this.#report(truth, "finished");
		await world.clock.advance(this.#course.setting.lingerMs + clearedMs);
		this.witness.judgeNothingLeft();
		this.witness.judgeEveryoneBack();
		judgeMessages(world, this.#matches, this.#cardsId, this.witness.broken);
		if (this.#course.isCalm) this.witness.judgeCalm();
		await this.#judgeStillness("at the end");
		await world.stop();
	}

	async #take(step: Step): Promise<void> {
		const { discord, clock, guildId } = this.#world;
		switch (step.do) {
			case "wait":
				return clock.advance(step.ms);
			case "report":
				return this.#hear(step);
			case "join":
				return this.#join(this.#person(step.who), step.where);
			case "leave":
				return this.witness.leave(this.#person(step.who));
			case "link":
			case "unlink":
				return this.#link(this.#person(step.who), step.do === "link");
			case "fault":
				if (step.kind === "slow") this.witness.isSlow();
				discord.fault({ ...calls[step.call], times: step.times }, kinds[step.kind]);
				return;
			case "drop":
				this.witness.loses(step.events);
				discord.gateway.drop(step.events);
				return;
			case "gateway":
				return this.#lose(step.loss, step.ms);
			case "restart":
				return this.#restart(step.isKill, step.ms);
			case "delete":
				return this.#atRoom(step.which, (roomId) => this.witness.delete(roomId));
			case "vanish":
				return this.#atRoom(step.which, (roomId) => {
					const loss = discord.gateway.drop(({ name }) => name === "CHANNEL_DELETE");
					this.witness.delete(roomId);
					loss.remove();
				});
			case "grant":
				return this.#atRoom(step.which, (roomId) =>
					discord.setOverwrite(roomId, { id: this.#coachId, type: "member", allow: permission.administrator }),
				);
			case "evict":
				return this.#atRoom(step.which, (roomId) => this.witness.evict(roomId));
			case "hold":
				return this.witness.join(this.#person(step.who), this.#officeId, discord);
			case "refuse names":
				return discord.refuseNames(guildId, /vale/i);
			case "estrange":
				return this.witness.estrange(this.#person(step.who), step.how);
			case "ignore":
				clock.setTimeout(discord.ignoreMoves(guildId, this.#person(step.who).discordId), step.ms);
				return;
			case "blink":
				this.witness.leave(this.#person(step.who));
				return this.#join(this.#person(step.who), step.where);
			case "twice":
				this.witness.repeats(step.events);
				discord.gateway.repeat(step.events);
				return;
			case "forbid":
				discord.setBotPermissions(guildId, permission.viewChannel);
				clock.setTimeout(() => this.#allow(), step.ms);
				return;
			case "setClock":
				return clock.shiftWall(step.ms);
			default:
				throw new Error(`no such step: ${step satisfies never}`);
		}
	}

	/** Everything is well again, and stays so for long enough. */
	async #recover(): Promise<void> {
		const { discord, guildId, clock } = this.#world;
		discord.heal();
		this.witness.losesNoMore();
		this.#allow();
		if (!this.#isShown) discord.setGuildAvailable(guildId, true);
		this.#isShown = true;
		if (!this.#world.isRunning) await this.#begin();
		// What was lost without a trace is found when the gateway begins anew.
		this.witness.isBlind = true;
		discord.gateway.forgetSessions();
		discord.gateway.cut();
		await clock.advance(recoveryMs);
		this.witness.isBlind = false;
	}

	/** Plans that stand are those that would be made now: looking at everything finds nothing that was overlooked. */
	async #audit(when: string): Promise<void> {
		const { discord, program, clock, guildId, isRunning } = this.#world;
		if (!isRunning) return;
		// What is held back for the moment is another matter at each look.
		const waits = () =>
			this.#matches.map(({ matchId }) =>
				program.keeper.waits(guildId, matchId).filter(({ reason }) => !momentary.has(reason)),
			);
		const before = { calls: discord.calls.length, waits: waits() };
		program.keeper.lookEverywhere();
		await clock.advance(0);
		const more = discord.calls.slice(before.calls).map(({ method, path }) => `${method} ${path}`);
		if (more.length > 0)
			this.witness.broken.push(`${when}, looking at everything found more to do: ${more.join(", ")}`);
		const after = waits();
		if (!isDeepStrictEqual(after, before.waits))
			this.witness.broken.push(
				`${when}, plans that stood were not those of now: ${JSON.stringify([before.waits, after])}`,
			);
	}

	/** A second look finds nothing to do. */
	async #judgeStillness(when: string): Promise<void> {
		const { discord, program, clock } = this.#world;
		const before = discord.calls.length;
		program.keeper.lookEverywhere();
		await clock.advance(2 * minute);
		const more = discord.calls
			.slice(before)
			.filter((call) => !this.witness.isExcused(call))
			.map(({ method, path }) => `${method} ${path}`);
		if (more.length > 0)
			this.witness.broken.push(`${when}, a second look found more to do: ${more.slice(0, 4).join(", ")}`);
	}

	#person(who: number): Person {
		const person = this.#pool[who % this.#pool.length];
		if (person === undefined) throw new Error("there is nobody");
		return person;
	}

	/** A match in which nobody is linked is not asked about: what webhooks tell of it is all that is known. */
	#isFollowed({ matchId }: Truth): boolean {
		return this.#world.stored(`SELECT 1 FROM matches WHERE match_id = '${matchId}' AND settled_at IS NULL`).length > 0;
	}

	async #hear(step: Extract<Step, { do: "report" }>): Promise<void> {
		const truth = this.#matches[step.match % this.#matches.length];
		if (truth === undefined) return;
		const isStale = step.isStale && truth.arrived > 0;
		// A match that is not listed is heard of by its first webhook; all are re-opened by one, where that is to be soon.
		// FACEIT's API names no bench before play, so what it says of one is believed only with players on it.
		const hasBench = truth.teams.some(({ bench = [] }) => bench.length > 0);
		const isFound = truth.state === "unknown" && this.#isListed;
		const isKnown = isFound || (truth.state !== "unknown" && truth.state !== "over" && this.#isFollowed(truth));
		const isLost = step.isLost && isKnown && !hasBench;
		const lineUp = this.#lineUp(truth, step.lineUp);
		const teams = step.isShared === true ? sharing(lineUp) : lineUp;
		if (isStale) return this.#post(truth, step.kind, truth.arrived - 5, teams, 1);
		await this.#report(truth, step.kind, teams, isLost, step.times);
	}

	async #report(
		truth: Truth,
		kind: Extract<Step, { do: "report" }>["kind"],
		teams: readonly Side[] = truth.teams,
		isLost = false,
		times = 1,
	): Promise<void> {
		truth.version += 10;
		const isOver = kind === "finished" || kind === "cancelled" || kind === "aborted";
		if (kind !== "created") truth.teams = teams;
		if (isOver) truth.state = "over";
		else if (kind !== "created") truth.state = "open";
		else if (truth.state === "unknown") truth.state = "waiting";
		const status = { unknown: "CREATED", waiting: "CREATED", open: "ONGOING", over: "FINISHED" }[truth.state];
		const competition = { id: hub.id, name: "EU 5v5", type: "hub" };
		this.#world.faceit.setMatch(truth.matchId, { status, teams: truth.teams.map(asFaceit), competition });
		if (isLost) return;
		truth.arrived = truth.version;
		await this.#post(truth, kind, truth.version, kind === "created" ? [] : teams, times);
	}

	async #post(truth: Truth, kind: string, version: number, teams: readonly Side[], times: number): Promise<void> {
		const deliver = () => this.#world.report(kind, truth.matchId, { version, teams, times });
		if (this.#world.isRunning) await deliver();
		else this.#undelivered.push(deliver);
	}

	/** Each match draws its teams from the same people; a few variants of each. */
	#lineUp({ index }: Truth, variant: number): readonly Side[] {
		const { playersPerTeam } = this.#course.setting;
		const from = index * 2 + variant;
		const turned = this.#pool.map((_, at) => this.#person(at + from));
		return ["Vale", "Delta"].map((name, side) => ({
			id: `${name.toLowerCase()}-${index}`,
			name: `${name} ${index}`,
			people: turned.slice(side * playersPerTeam, (side + 1) * playersPerTeam),
			bench: side === 0 && variant > 1 ? turned.slice(-1).map((one) => ({ ...one, playing: variant > 2 })) : [],
		}));
	}

	#atRoom(which: number, act: (roomId: string) => void): void {
		const rooms = this.#world.roomChannels();
		const room = rooms[which % Math.max(1, rooms.length)];
		if (room !== undefined) act(room.id);
	}

	/** To one of the public channels, or to a room that lets them in. */
	#join(person: Person, where: number): void {
		const { discord } = this.#world;
		const rooms = this.#world
			.roomChannels()
			.filter(({ admitted }) => admitted.some(({ userId }) => userId === person.discordId));
		const open = [...this.#lounges, ...rooms.map(({ id }) => id)];
		const channelId = open[where % open.length];
		if (channelId !== undefined) this.witness.join(person, channelId, discord);
	}

	#link({ discordId, nickname }: Person, isLinked: boolean): Promise<void> | undefined {
		if (!this.#world.isRunning) return undefined;
		const { players } = this.#world.program;
		const member = { discordId, guildId: this.#world.guildId };
		if (!isLinked) {
			players.unregister(member);
			return undefined;
		}
		let isDone = false;
		void players.register(member, nickname).finally(() => {
			isDone = true;
		});
		return this.#world.eventually(() => isDone, "registered");
	}

	async #lose(loss: Extract<Step, { do: "gateway" }>["loss"], ms: number): Promise<void> {
		const { discord, guildId, clock } = this.#world;
		this.witness.isBlind = true;
		if (loss === "outage") {
			discord.setGuildAvailable(guildId, false);
			this.#isShown = false;
			await clock.advance(ms);
			discord.setGuildAvailable(guildId, true);
			this.#isShown = true;
		} else {
			discord.gateway.refuse(true);
			if (loss === "forgotten") discord.gateway.forgetSessions();
			if (loss === "reconnect") discord.gateway.reconnect();
			else if (loss === "invalid") discord.gateway.invalidateSession(false);
			else discord.gateway.cut();
			await this.#world.eventually(() => discord.gateway.sessions === 0, "the session is lost");
			await clock.advance(ms);
			discord.gateway.refuse(false);
		}
		await this.#world.eventually(() => discord.gateway.sessions === 1, "the gateway is back");
		await clock.advance(2_000);
		this.witness.isBlind = false;
	}

	async #restart(isKill: boolean, ms: number): Promise<void> {
		this.witness.isBlind = true;
		if (isKill) this.#world.kill();
		else await this.#world.stopProgram();
		await this.#world.clock.advance(ms);
		await this.#begin();
	}

	async #begin(): Promise<void> {
		this.witness.restarts();
		await this.#world.start();
		// Nothing new happens in the millisecond in which it begins: that of what was saved last, if the clock was set back.
		await this.#world.clock.advance(1);
		for (const deliver of this.#undelivered.splice(0)) await deliver();
		await this.#world.clock.advance(1_000);
		this.witness.isBlind = false;
	}

	/** An admin's change of the bot's role also ends every pause in the guild. */
	#allow(): void {
		this.#world.discord.setBotPermissions(this.#world.guildId, everything & ~permission.administrator);
	}
}

/** The first player of the one team is in the other as well, among others. */
function sharing([one, other, ...rest]: readonly Side[]): readonly Side[] {
	if (one === undefined || other === undefined) throw new Error("there are no two teams");
	if (other.people.length < 2) return [one, other, ...rest];
	const shared = one.people.slice(0, 1);
	return [one, { ...other, people: [...shared, ...other.people.slice(1)] }, ...rest];
}

/** The calls to Discord that the course leads to, one by one. */
export async function callsOf(course: Course): Promise<readonly string[]> {
	const evening = new Evening(course, undefined);
	await evening.play();
	return evening.calls.map(({ method, path, status, startedAt }) => `${startedAt} ${method} ${path} ${status}`);
}
