// The life of one match, with every kind of call in it, told step by step; and what must hold however it goes.

import { expect } from "bun:test";
import { z } from "zod";
import type { Call } from "../src/sandbox/discord/calls.ts";
import type { FaultMatch } from "../src/sandbox/discord/faults.ts";
import type { DiscordSandbox } from "../src/sandbox/discord.ts";
import { type Person, type Side, teamOf, type World, type WorldOptions } from "./world.ts";

const channelData = z.object({ id: z.string(), name: z.string() });
const voiceData = z.object({ user_id: z.string(), channel_id: z.string().nullable() });

const channels = "/guilds/:guild/channels";
const channel = "/channels/:channel";
const members = "/guilds/:guild/members/:user";

/** The kinds of calls in a match's life, each with how often it happens when nothing goes wrong. */
export const callsOfALife = {
	"create a room": 2,
	"look for a room": 0,
	"change who is admitted": 1,
	"move in": 5,
	"move back": 5,
	"delete a room": 2,
} as const;

export type CallName = keyof typeof callsOfALife;

export const callNames: readonly CallName[] = [
	"create a room",
	"look for a room",
	"change who is admitted",
	"move in",
	"move back",
	"delete a room",
];

/** What picks the calls of this kind. */
export function callsNamed(name: CallName, { generalId }: World): FaultMatch {
	switch (name) {
		case "create a room":
			return { method: "POST", path: channels };
		case "look for a room":
			return { method: "GET", path: channels };
		case "change who is admitted":
			return { method: "PUT", path: `${channel}/permissions/:target` };
		case "move in":
			return { method: "PATCH", path: members, when: ({ body }) => targetOf(body) !== generalId };
		case "move back":
			return { method: "PATCH", path: members, when: ({ body }) => targetOf(body) === generalId };
		case "delete a room":
			return { method: "DELETE", path: channel };
		default:
			throw new Error(`no such call: ${name satisfies never}`);
	}
}

/** Where in a call the program is killed. */
export const moments = [
	"before it is carried out",
	"carried out, before its answer",
	"right after its answer",
] as const;
export type Moment = (typeof moments)[number];

/**
 * Calls `kill` at this moment of the n-th call of the kind. An answer leaves the sandbox some time after it is written
 * down: `soon` calls `kill` once it has left.
 */
export function atCall(
	world: World,
	{ name, nth, moment }: { readonly name: CallName; readonly nth: number; readonly moment: Moment },
	kill: () => void,
	soon: (act: () => void) => void,
): void {
	const { when, ...match } = callsNamed(name, world);
	let count = 0;
	let chosen: Call | undefined;
	const isChosen = (call: Call) => {
		if (chosen !== undefined || when?.(call) === false) return false;
		count += 1;
		if (count !== nth) return false;
		chosen = call;
		if (moment !== "right after its answer") kill();
		return moment === "before it is carried out";
	};
	world.discord.fault({ ...match, when: isChosen }, { reset: true });
	world.discord.onEvent((event) => {
		const isAnswered = event.kind === "call" && event.call === chosen && event.call.endedAt !== null;
		if (isAnswered && moment === "right after its answer") soon(kill);
	});
}

/** Writes down what the people of a guild live through: rooms that were there at once, and where each was moved. */
class Chronicle {
	readonly #rooms = new Map<string, string>();
	readonly #ways = new Map<string, (string | null)[]>();
	/** Every team that ever had two rooms at once. */
	readonly doubles: string[] = [];

	constructor(discord: DiscordSandbox) {
		discord.onEvent((event) => {
			if (event.kind !== "gateway") return;
			if (event.name === "CHANNEL_CREATE") this.#opened(channelData.parse(event.data));
			if (event.name === "CHANNEL_DELETE") this.#rooms.delete(channelData.parse(event.data).id);
			if (event.name === "VOICE_STATE_UPDATE") this.#moved(voiceData.parse(event.data));
		});
	}

	/** The channels the person was in, one after the other, since the chronicle began. */
	wayOf({ discordId }: Person): readonly (string | null)[] {
		return this.#ways.get(discordId) ?? [];
	}

	#opened({ id, name }: z.infer<typeof channelData>): void {
		const team = teamOf(name);
		if (team === undefined) return;
		if ([...this.#rooms.values()].includes(team)) this.doubles.push(team);
		this.#rooms.set(id, team);
	}

	#moved({ user_id, channel_id }: z.infer<typeof voiceData>): void {
		const way = this.#ways.get(user_id) ?? [];
		if (way.at(-1) !== channel_id) way.push(channel_id);
		this.#ways.set(user_id, way);
	}
}

export type Life<Place extends World = World> = {
	readonly world: Place;
	readonly chronicle: Chronicle;
	readonly matchId: string;
	/** Who comes into the first team later, in place of its first player. */
	readonly newcomer: Person;
	readonly leaver: Person;
};

/** Two teams of two in voice, everyone linked; a newcomer who is in voice as well. `make` gives a world that runs. */
export async function begin<Made extends World>(
	make: (options: WorldOptions<Made>) => Promise<Made>,
): Promise<Life<Made>> {
	let newcomer: Person | undefined;
	const prepare = (made: Made) => {
		[newcomer] = made.newSide("Newcomers", 1).people;
	};
	const world = await make({ playersPerTeam: 2, prepare });
	const leaver = world.teams[0].people[0];
	if (newcomer === undefined || leaver === undefined) throw new Error("there is nobody to come or to go");
	return { world, chronicle: new Chronicle(world.discord), matchId: world.newMatchId(), newcomer, leaver };
}

/** The line-up after the newcomer has come in for the leaver. */
export function changedTeams({ world, newcomer, leaver }: Life): readonly Side[] {
	const [vale, delta] = world.teams;
	return [{ ...vale, people: [...vale.people.filter((one) => one !== leaver), newcomer] }, delta];
}

/** From FACEIT's `ready` over a changed line-up to the end. Each step is reached in the end, whatever failed meanwhile. */
export async function live(life: Life): Promise<void> {
	const { world, matchId } = life;
	const changed = changedTeams(life);
	await world.report("ready", matchId);
	await world.eventually(() => isInPlace(life, world.teams), "everyone in place");
	await world.report("configuring", matchId, { teams: changed });
	const isBack = () => world.whereIs(life.leaver) === world.generalId;
	await world.eventually(() => isInPlace(life, changed) && isBack(), "the newcomer in, the leaver back");
	await world.report("finished", matchId, { teams: changed });
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
}

/** Exactly one room for each team, with its line-up admitted, and inside. */
export function isInPlace({ world }: Life, teams: readonly Side[]): boolean {
	const rooms = world.roomChannels();
	return (
		rooms.length === teams.length &&
		teams.every(({ name, people }) => {
			const room = rooms.find((one) => teamOf(one.name) === name);
			const wanted = people.map(({ discordId }) => discordId).sort();
			const admitted = room?.admitted.map(({ userId }) => userId).filter((id) => id !== world.discord.botId);
			const inside = room?.inside.map(({ userId }) => userId);
			return Bun.deepEquals(admitted?.sort(), wanted) && Bun.deepEquals(inside?.sort(), wanted);
		})
	);
}

/** What no fault may bring about: a second room, a second move, somebody left behind, a careless call. */
export function expectNoHarm({ world, chronicle, newcomer }: Life): void {
	expect(chronicle.doubles).toEqual([]);
	for (const person of [...world.people, newcomer]) {
		const way = chronicle.wayOf(person);
		expect([person.nickname, way.length, way.at(-1)]).toEqual([person.nickname, 2, world.generalId]);
	}
	expect(world.discord.violations).toEqual([]);
}

function targetOf(body: unknown): unknown {
	return typeof body === "object" && body !== null && "channel_id" in body ? body.channel_id : undefined;
}
