// After a failure its subject rests and is then tried again: nobody is forgotten, and nothing is tried over and over.

import { expect, test } from "bun:test";
import type { FaultMatch } from "../../src/sandbox/discord/faults.ts";
import { eventually, newMatchId, type Person, startWorld } from "../world.ts";

const create: FaultMatch = { method: "POST", path: "/guilds/:guild/channels" };

function moveOf(person: Person | undefined): FaultMatch {
	return { method: "PATCH", path: new RegExp(`/members/${person?.discordId}$`) };
}

test.concurrent("given two who rest for different times, when the shorter rest is over, then the longer one is not forgotten", async () => {
	const world = await startWorld({ playersPerTeam: 2, pace: 0.02 });
	try {
		const [one, other] = world.teams[0].people;
		world.discord.fault(moveOf(one), { status: 400, code: 50035 });
		world.discord.fault(moveOf(other), { status: 502 });
		await world.report("ready", newMatchId());
		await eventually(() => world.arePlaced(), "both in their room", 800);
	} finally {
		await world.stop();
	}
});

test.concurrent("given creates that all stay without an answer, when time goes by, then they are tried ever less often", async () => {
	const world = await startWorld({ playersPerTeam: 1, pace: 0.02 });
	try {
		const fault = world.discord.fault({ ...create, times: 1000 }, { status: 502 });
		await world.report("ready", newMatchId());
		await Bun.sleep(2_000);
		// Two rooms. With a rest of 20 ms each time it would be a hundred for each.
		expect(fault.hits).toBeGreaterThan(5);
		expect(fault.hits).toBeLessThan(24);
		fault.remove();
		await eventually(() => world.arePlaced(), "both in their rooms");
	} finally {
		await world.stop();
	}
});

test.concurrent("given a player who drops out of voice while being moved, when they are back, then they are moved at once", async () => {
	const world = await startWorld({ playersPerTeam: 2, pace: 0.2 });
	try {
		const [dropping] = world.teams[0].people;
		if (dropping === undefined) throw new Error("nobody plays");
		const drop = () => {
			world.discord.leaveVoice(world.guildId, dropping.discordId);
			return false;
		};
		const fault = world.discord.fault({ ...moveOf(dropping), when: drop }, { status: 500 });
		await world.report("ready", newMatchId());
		await eventually(() => world.discord.calls.some(({ code }) => code === 40032), "a move in vain");
		fault.remove();
		world.discord.joinVoice(world.guildId, dropping.discordId, world.generalId);
		await eventually(() => world.arePlaced(), "back in the room", 1_000);
	} finally {
		await world.stop();
	}
});

test.concurrent("given a category where the bot lacks a permission, when an admin grants it there, then it goes on by itself", async () => {
	let categoryId = "";
	const world = await startWorld({
		playersPerTeam: 1,
		prepare(made) {
			const { discord, guildId } = made;
			categoryId = discord.addChannel(guildId, { name: "Matches", type: "category" });
			discord.editChannel(categoryId, { overwrites: [{ id: discord.botId, type: "member", deny: 1n << 4n }] });
			made.choose({ categoryId });
		},
	});
	try {
		await world.report("ready", newMatchId());
		await eventually(
			() => world.lines.some((line) => line.includes("Manage Channels in the category")),
			"told what lacks",
		);
		expect(world.roomChannels()).toEqual([]);
		world.discord.editChannel(categoryId, { overwrites: [] });
		await eventually(() => world.arePlaced(), "both in their rooms", 700);
		expect(world.discord.invalidRequests).toBe(0);
	} finally {
		await world.stop();
	}
});
