// What the people of a server read when something keeps the bot from its work.

import { afterEach, expect, test } from "bun:test";
import { eventually, newMatchId, startWorld, type World, type WorldOptions } from "./world.ts";

const invited = 288361488n;
const moveMembers = 1n << 24n;

let world: World;
afterEach(() => world.stop());

async function given(options: WorldOptions = {}): Promise<void> {
	world = await startWorld(options);
}

/** What stands in the chat of the channel with this name, oldest first; nobody was ever pinged. */
function chat(name: string): string[] {
	const channels = world.discord.snapshot(world.guildId).channels;
	const messages = channels.filter((one) => one.name === name).flatMap(({ id }) => world.discord.messagesIn(id));
	for (const { pings } of messages) expect(pings).toEqual({ everyone: false, users: [], roles: [] });
	return messages.filter(({ deleted }) => !deleted).map(({ content }) => content);
}

test("given a missing permission, when a match starts, then the admins read once what to grant, and once that it is well", async () => {
	await given({ prepare: (made) => made.discord.setBotPermissions(made.guildId, invited & ~moveMembers) });
	const matchId = newMatchId();
	await world.report("configuring", matchId);
	await eventually(() => chat("general").length === 1, "the admins are told");
	await world.report("ready", matchId);
	await world.calm();
	expect(chat("general")).toEqual([
		"I can't give matches their rooms here: give my role **Move Members** in Server Settings → Roles. I go on by myself once that is done.",
	]);
	world.discord.setBotPermissions(world.guildId, invited);
	await eventually(() => world.arePlaced(), "everyone in their rooms");
	await eventually(() => chat("general").length === 2, "the admins are told that it is well");
	expect(chat("general")[1]).toBe("Thank you, I have all permissions I need now. Matches get their rooms again.");
	expect(world.discord.violations).toEqual([]);
});

test("given a refusal that nothing explains, when a match starts, then the admins read what to look at, once", async () => {
	await given();
	const refusal = { status: 403, code: 50013 };
	world.discord.fault({ method: "POST", path: "/guilds/:guild/channels", times: Number.POSITIVE_INFINITY }, refusal);
	await world.report("ready", newMatchId());
	await eventually(() => chat("general").length === 1, "the admins are told");
	await world.calm();
	expect(chat("general")).toHaveLength(1);
	expect(chat("general")[0]).toContain("two-factor authentication");
});

test("given more players than Discord lets be moved at once, when a match starts, then those who wait read the way", async () => {
	await given({ playersPerTeam: 7, limits: true });
	await world.report("ready", newMatchId());
	await eventually(() => chat("General").length === 1, "the way is shown");
	const [text = ""] = chat("General");
	expect(text).toStartWith("Discord lets me move only a few people at a time. Your rooms are open already:\n");
	const rooms = new Map(world.roomChannels().map(({ id, name }) => [id, name]));
	const ways = [...text.matchAll(/<@(\d+)> → <#(\d+)>/g)];
	expect(ways).toHaveLength(4);
	for (const [, discordId = "", channelId = ""] of ways) {
		const team = world.teams.find(({ people }) => people.some((person) => person.discordId === discordId));
		expect(rooms.get(channelId)).toStartWith(team?.name ?? "no team");
		// Who follows the way may enter.
		expect(world.discord.canConnect(discordId, channelId)).toBe(true);
	}
	expect(world.discord.invalidRequests).toBe(0);
});
