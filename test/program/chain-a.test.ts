// Chain A by the real program: one championship match as FACEIT really told it, from its announcement days before to its
// demo, with a cancellation, a forfeit and a revival in between.

import { afterEach, expect, test } from "bun:test";
import { objectOf, recordedWebhook, sidesOf } from "../faceit/recorded.ts";
import type { Person, Side } from "../world.ts";
import { type ProgramWorld, startWorld } from "./world.ts";

const recorded = {
	created: await recordedWebhook("match_object_created.championship"),
	cancelled: await recordedWebhook("match_status_cancelled.championship.MANUAL"),
	configuring: await recordedWebhook("match_status_configuring.championship"),
	ready: await recordedWebhook("match_status_ready.championship"),
	finished: await recordedWebhook("match_status_finished.championship.forfeit-epoch-started_at"),
};

let world: ProgramWorld;
afterEach(() => world.stop());

/** The people of a recorded event, all linked and in "General". */
async function worldOf(body: string): Promise<Side[]> {
	const sides: Side[] = [];
	world = await startWorld({
		settled: false,
		prepare(made) {
			sides.push(...sidesOf(made, body));
			made.choose({ lingerMs: 150 });
		},
	});
	return sides;
}

/** An event in the shape of a recorded one, as FACEIT sent it later in the match's life. */
function later(
	body: string,
	event: string,
	version: number,
	change: (teams: Teams) => Teams = (teams) => teams,
): object {
	const envelope = objectOf(JSON.parse(body));
	const payload = objectOf(envelope.payload);
	const teams = Array.isArray(payload.teams) ? payload.teams.map(objectOf) : [];
	return { ...envelope, event, event_id: crypto.randomUUID(), payload: { ...payload, version, teams: change(teams) } };
}
type Teams = Record<string, unknown>[];

/** The first of the bench takes the place of the first of the roster, who vanishes. */
function substituted([vale, ...rest]: Teams): Teams {
	const [roster, bench] = [listOf(vale?.roster), listOf(vale?.substitutes)];
	return [{ ...vale, roster: [...roster.slice(1), bench[0]], substitutes: bench.slice(1) }, ...rest];
}

function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

const names = (people: readonly Person[]) => people.map(({ nickname }) => nickname).toSorted();
const created = () =>
	world.discord.calls.filter(({ method, route }) => method === "POST" && route === "/guilds/:guild/channels").length;
const moved = () => world.discord.calls.filter(({ route }) => route === "/guilds/:guild/members/:user").length;

test("chain A, from its first event to its last", async () => {
	const sides = await worldOf(recorded.configuring);
	const [vale, delta] = sides;
	if (vale === undefined || delta === undefined) throw new Error("two teams were recorded");
	const everyone = sides.flatMap(({ people, bench = [] }) => [...people, ...bench]);
	const expectAllInGeneral = () => {
		for (const person of everyone)
			expect([person.nickname, world.whereIs(person)]).toEqual([person.nickname, world.generalId]);
	};
	/** All events that were posted are processed, and what follows from them is done. */
	const processed = async () => {
		const left = () => world.stored<{ n: number }>("select count(*) n from inbox where state = 'kept'")[0]?.n;
		await world.eventually(() => left() === 0, "every event is processed");
		await world.calm();
	};
	const nobodyIsTouched = async () => {
		await processed();
		expect(world.rooms()).toEqual({});
		expectAllInGeneral();
	};

	// v1, days before: no teams yet. v6: an admin cancels it.
	await world.post(recorded.created);
	await nobodyIsTouched();
	await world.post(recorded.cancelled);
	await nobodyIsTouched();
	expect(created()).toBe(0);

	// v15: it is on after all.
	const lineUp = { "Team Vale 16": names(vale.people), "Team Delta 87": names(delta.people) };
	await world.post(recorded.configuring);
	await world.eventually(() => world.arePlaced(sides), "both teams in their rooms");
	expect(world.rooms()).toEqual(lineUp);
	const rooms = world.roomChannels();
	for (const room of rooms) expect(room).toMatchObject({ hidden: true, locked: true });

	// The bench may enter and was not moved.
	for (const { discordId } of vale.bench ?? []) {
		expect(world.discord.voiceOf(world.guildId, discordId)?.channelId).toBe(world.generalId);
		expect(
			rooms.filter(({ id }) => world.discord.canConnect(discordId, id)).map(({ name }) => name.slice(0, 12)),
		).toEqual(["Team Vale 16"]);
	}

	// v16, five seconds later: nothing new, and a late v6 changes nothing either.
	await world.post(recorded.ready);
	await world.post(recorded.cancelled);
	await processed();
	expect(world.roomChannels().map(({ id }) => id)).toEqual(rooms.map(({ id }) => id));
	expect([created(), moved()]).toEqual([2, 10]);

	// v17, five minutes after ready: not all had joined, FACEIT ends it with started_at 1970.
	await world.post(recorded.finished);
	await world.eventually(() => world.roomChannels().length === 0, "no room left");
	expectAllInGeneral();

	// An admin restarts it, with a substitute in the roster.
	await world.post(later(recorded.configuring, "match_status_configuring", 19, substituted));
	await world.post(later(recorded.ready, "match_status_ready", 20, substituted));
	const [first, ...others] = vale.people;
	const [substitute] = vale.bench ?? [];
	if (first === undefined || substitute === undefined) throw new Error("a substitute was recorded");
	const played = [{ ...vale, people: [...others, substitute] }, delta];
	await world.eventually(() => world.arePlaced(played), "the new line-up in its rooms");
	expect(world.rooms()).toEqual({ ...lineUp, "Team Vale 16": names([...others, substitute]) });
	expect(world.whereIs(first)).toBe(world.generalId);
	expect(created()).toBe(4);

	// It is really played, and ends.
	await world.post(later(recorded.finished, "match_status_finished", 100, substituted));
	await world.eventually(() => world.roomChannels().length === 0, "no room left in the end");
	expectAllInGeneral();

	// v101: the demo, with yet another roster. And everything once more, as retries come.
	const calls = world.discord.calls.length;
	await world.post(later(recorded.finished, "match_demo_ready", 101));
	for (const body of [recorded.ready, recorded.configuring, recorded.created, recorded.finished])
		await world.post(body);
	await nobodyIsTouched();
	expect(world.discord.calls).toHaveLength(calls);
	expect(world.discord.violations).toEqual([]);
	const left = () =>
		world.stored<{ version: number; phase: string; settled: number }>(
			"select version, phase, settled_at is not null as settled from matches",
		);
	await world.eventually(() => left().every(({ settled }) => settled === 1), "the match is settled");
	expect(left()).toEqual([{ version: 100, phase: "over", settled: 1 }]);
});
