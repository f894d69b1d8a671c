// The life of one match, with every kind of call in it, told step by step; and what must hold however it goes.

import { expect } from "bun:test";
import { z } from "zod";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import { eventually, newMatchId, type Person, type Side, startWorld, type World, type WorldOptions } from "../world.ts";

const channelData = z.object({ id: z.string(), name: z.string() });
const voiceData = z.object({ user_id: z.string(), channel_id: z.string().nullable() });

/** Writes down what the people of a guild live through: rooms that were there at once, and where each was moved. */
export class Witness {
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

	/** The channels the person was in, one after the other, since they joined voice. */
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

function teamOf(channelName: string): string | undefined {
	return /^(.*) · [^ ]{4}$/.exec(channelName)?.[1];
}

export type Life<Place extends World = World> = {
	readonly world: Place;
	readonly witness: Witness;
	readonly matchId: string;
	/** Who comes into the first team later, in place of its first player. */
	readonly newcomer: Person;
	readonly leaver: Person;
};

/** Two teams of two in voice, everyone linked; a newcomer who is in voice as well. Failures pass fifty times faster. */
export async function begin(options: WorldOptions = {}): Promise<Life> {
	return beginIn(startWorld, options);
}

/** The same in a world that is made otherwise, such as around a program that is a process of its own. */
export async function beginIn<Made extends World>(
	make: (options: WorldOptions) => Promise<Made>,
	options: WorldOptions = {},
): Promise<Life<Made>> {
	let newcomer: Person | undefined;
	const world = await make({
		playersPerTeam: 2,
		pace: 0.02,
		env: { LINGER_SECONDS: "0" },
		...options,
		prepare(made) {
			[newcomer] = made.newSide("Newcomers", 1).people;
			options.prepare?.(made);
		},
	});
	const leaver = world.teams[0].people[0];
	if (newcomer === undefined || leaver === undefined) throw new Error("there is nobody to come or to go");
	return { world, witness: new Witness(world.discord), matchId: newMatchId(), newcomer, leaver };
}

/** The line-up after the newcomer has come in for the leaver. */
export function changedTeams({ world, newcomer, leaver }: Life): readonly Side[] {
	const [vale, delta] = world.teams;
	return [{ ...vale, people: [...vale.people.filter((one) => one !== leaver), newcomer] }, delta];
}

/** How long a fault may hold things up before the test calls somebody stuck. */
export const patience = 12_000;

/** From FACEIT's `ready` over a changed line-up to the end. Each step is reached in the end, whatever failed meanwhile. */
export async function live(life: Life): Promise<void> {
	const { world, matchId } = life;
	const changed = changedTeams(life);
	await world.report("ready", matchId);
	await eventually(() => isInPlace(life, world.teams), `everyone in place: ${told(world)}`, patience);
	await world.report("configuring", matchId, { teams: changed });
	const isBack = () => world.whereIs(life.leaver) === world.generalId;
	await eventually(() => isInPlace(life, changed) && isBack(), `the newcomer in, the leaver back`, patience);
	await world.report("finished", matchId, { teams: changed });
	await eventually(() => world.roomChannels().length === 0, "no room left", patience);
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
export function expectNoHarm({ world, witness, newcomer }: Life): void {
	expect(witness.doubles).toEqual([]);
	for (const person of [...world.people, newcomer]) {
		const way = witness.wayOf(person);
		expect([person.nickname, way.length, way.at(-1)]).toEqual([person.nickname, 2, world.generalId]);
	}
	expect(world.discord.violations).toEqual([]);
}

function told(world: World): string {
	return JSON.stringify(world.rooms());
}
