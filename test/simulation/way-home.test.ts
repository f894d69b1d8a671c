// Where everyone goes when a match is over, whatever became of the channel they came from.

import { afterEach, describe, expect, test } from "bun:test";
import type { Person, Side } from "../world.ts";
import { given as begin, type Scene } from "./scene.ts";
import type { Simulation, SimulationOptions } from "./world.ts";

let scene: Scene;
let world: Simulation;
let matchId: string;
afterEach(() => world.stop());

/** A small match, three a side, everyone linked and in "General" unless told otherwise. */
async function given(options: SimulationOptions = {}): Promise<void> {
	scene = await begin(options);
	({ world, matchId } = scene);
}

const placed = (teams: readonly Side[] = world.teams) => scene.placed(teams);
const ended = () => scene.ended();
const leave = (who: Person) => scene.leave(who);

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
	const withLobby = (made: Simulation) =>
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
		const startedAt = world.clock.now();
		await ended();
		expect(world.clock.now() - startedAt).toBeLessThan(1_000);
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
		await world.clock.advance(9 * 60_000);
		expect(world.arePlaced()).toBe(true);
		for (const who of world.teams[0].people) leave(who);
		await world.eventually(() => Object.keys(world.rooms()).join() === "Team Delta", "the empty room is closed");
		for (const who of world.teams[1].people) leave(who);
		await world.eventually(() => world.roomChannels().length === 0, "no room left");
	});
});
