// A fault in one guild holds up no other, and what a failing database kept from being saved is saved once it can be.

import { afterEach, describe, expect, test } from "bun:test";
import { handlers } from "../../src/keeper/actions/handlers.ts";
import type { Rules } from "../../src/keeper/look.ts";
import { noticed } from "../../src/keeper/plan/rooms.ts";
import type { Side } from "../world.ts";
import { Simulation } from "./world.ts";

type Home = { readonly guildId: string; readonly sides: readonly Side[] };

let world: Simulation;

afterEach(async () => {
	await world.stop();
});

/** Three guilds, each with two teams in its channel. */
function given(rules?: Rules): readonly [Home, Home, Home] {
	world = new Simulation({ lingerMs: 0, settled: false, ...(rules === undefined ? {} : { rules }) });
	return [home("One"), home("Two"), home("Three")];
}

function home(name: string): Home {
	const guildId = world.discord.addGuild({ name }).id;
	const channelId = world.discord.addChannel(guildId, { name: "Voice", type: "voice" });
	return { guildId, sides: ["Red", "Blue"].map((team) => world.newSide(`${team} ${name}`, 2, channelId, guildId)) };
}

/** A match begins in each guild. */
async function beginAtOnce(homes: readonly Home[]): Promise<void> {
	await Promise.all(homes.map(({ sides }) => world.report("ready", world.newMatchId(), { teams: sides })));
}

function leave(homes: readonly Home[]): void {
	for (const { guildId, sides } of homes)
		for (const { discordId } of sides.flatMap(({ people }) => people)) world.discord.leaveVoice(guildId, discordId);
}

const arePlaced = ({ guildId, sides }: Home) => world.arePlaced(sides, guildId);

async function within(ms: number, holds: () => boolean): Promise<void> {
	await world.clock.runUntil(holds, ms);
}

/** What is written for the guild, such as "INSERT ON rooms", is refused. */
function refuse(what: string, { guildId }: Home): void {
	world.change(`CREATE TRIGGER refused BEFORE ${what} WHEN NEW.guild_id = '${guildId}'
		BEGIN SELECT RAISE(ABORT, 'planted'); END`);
}

describe("a fault in one guild", () => {
	test("its look throws: the others' matches are placed", async () => {
		let bad = "";
		const [one, two, three] = given({
			handlers,
			noticed(match, view, ...rest) {
				if (view.guildId === bad) throw new Error("planted");
				return noticed(match, view, ...rest);
			},
		});
		bad = two.guildId;
		await world.start();
		await beginAtOnce([one, two, three]);
		await within(10_000, () => arePlaced(one) && arePlaced(three));
		expect(arePlaced(two)).toBe(false);
		bad = "";
		await within(10_000, () => arePlaced(two));
	});

	test("what it intends cannot be saved: the others' matches are placed, and its own once it can be", async () => {
		const [one, two, three] = given();
		refuse("INSERT ON rooms", two);
		// All of them are looked at in one turn of the event loop, once Discord shows them.
		world.discord.gateway.refuse(true);
		world.begin();
		await beginAtOnce([one, two, three]);
		world.discord.gateway.refuse(false);
		await within(60_000, () => world.discord.gateway.sessions === 1);
		// None of them is tried again before.
		await within(900, () => arePlaced(one) && arePlaced(three));
		expect(world.roomChannels(two.guildId)).toEqual([]);
		world.change("DROP TRIGGER refused");
		await within(10_000, () => arePlaced(two));
	});

	test("what was answered there cannot be saved: the others' matches are placed, and its own once it can be", async () => {
		const [one, two, three] = given();
		refuse("UPDATE ON rooms", two);
		await world.start();
		await beginAtOnce([one, two, three]);
		await within(10_000, () => arePlaced(one) && arePlaced(three));
		expect(arePlaced(two)).toBe(false);
		world.change("DROP TRIGGER refused");
		await within(10_000, () => arePlaced(two));
		expect(world.roomChannels(two.guildId)).toHaveLength(2);
	});
});

describe("a database that fails for a while", () => {
	const writable = (is: boolean) => world.change(`PRAGMA query_only = ${is ? "OFF" : "ON"}`);
	const readable = (is: boolean) =>
		world.change(is ? "ALTER TABLE hidden RENAME TO members" : "ALTER TABLE members RENAME TO hidden");

	test("it cannot be written while several guilds are looked at: who has left voice is known once it can be", async () => {
		const homes = given();
		await world.start();
		await beginAtOnce(homes);
		await within(10_000, () => homes.every(arePlaced));
		await world.calm();
		writable(false);
		leave(homes);
		await world.clock.advance(3_000);
		writable(true);
		await world.clock.advance(3_000);
		expect(world.stored("SELECT 1 FROM placements WHERE state = 'placed'")).toEqual([]);
	});

	test("what a look noticed is saved once it can be", async () => {
		const homes = given();
		await world.start();
		await beginAtOnce(homes);
		await within(10_000, () => homes.every(arePlaced));
		await world.calm();
		const { gateway } = world.discord;
		gateway.refuse(true);
		gateway.close(1000);
		await within(5_000, () => gateway.connections === 0);
		leave(homes);
		writable(false);
		gateway.refuse(false);
		await within(60_000, () => gateway.sessions === 1);
		await world.clock.advance(1_500);
		expect(world.stored("SELECT 1 FROM placements WHERE state = 'away'")).toEqual([]);
		writable(true);
		await world.clock.advance(3_000);
		expect(world.stored("SELECT 1 FROM placements WHERE state <> 'away'")).toEqual([]);
	});

	test("it cannot be read when matches begin: their rooms are opened once it can be", async () => {
		const homes = given();
		// Whoever was in voice would be known by now.
		leave(homes);
		await world.start();
		await world.calm();
		readable(false);
		await beginAtOnce(homes);
		await world.clock.advance(3_000);
		readable(true);
		await within(5_000, () => homes.every(({ guildId }) => world.roomChannels(guildId).length === 2));
	});

	test("it cannot be written when the bot leaves a guild: what is kept aside there is kept aside", async () => {
		const [one] = given();
		await world.start();
		await world.calm();
		writable(false);
		world.discord.removeGuild(one.guildId);
		await world.clock.advance(3_000);
		writable(true);
		await world.clock.advance(3_000);
		expect(world.stored(`SELECT guild_id AS guildId FROM guilds WHERE left_at IS NOT NULL`)).toEqual([
			{ guildId: one.guildId },
		]);
	});
});
