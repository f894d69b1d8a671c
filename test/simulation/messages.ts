// Says what is wrong with the messages about matches: never two for one, and never one that says what is no longer so.

import { shown } from "../../src/markdown.ts";
import { readable } from "../../src/sandbox/discord/reply.ts";
import type { Side } from "../world.ts";
import type { Simulation } from "./world.ts";

type Played = {
	readonly matchId: string;
	readonly index: number;
	readonly state: string;
	readonly teams: readonly Side[];
};

/** `cardsId`: the channel for cards. What is wrong is added to `broken`, in words. */
export function judgeMessages(world: Simulation, matches: readonly Played[], cardsId: string, broken: string[]): void {
	const { discord } = world;
	for (const match of matches) {
		const cards = discord
			.messagesIn(cardsId)
			.filter(({ components }) => JSON.stringify(components).includes(match.matchId));
		if (cards.length > 1) broken.push(`match ${match.index} has ${cards.length} cards`);
		const isOn = world.stored(
			`SELECT 1 FROM matches WHERE match_id = '${match.matchId}' AND phase = 'open' AND settled_at IS NULL`,
		).length;
		const [card] = cards;
		if (match.state !== "open" || isOn === 0) {
			if (card !== undefined && match.state === "over" && !/🏁|🚫/u.test(readable(card)))
				broken.push(`the card of match ${match.index} does not say that it is over`);
			continue;
		}
		if (card === undefined) {
			if (roomsOf(world, match).size > 0) broken.push(`match ${match.index} has rooms and no card`);
			continue;
		}
		if (isAnyHidden(world, match)) continue;
		for (const side of match.teams) judgeLines(world, side, roomsOf(world, match), readable(card), broken);
	}
	for (const { id, name } of world.roomChannels()) {
		// An admin took the bot out of it.
		if (!discord.canView(discord.botId, id)) continue;
		const own = discord.messagesIn(id).filter(({ components }) => JSON.stringify(components).includes("room:"));
		if (own.length !== 1) broken.push(`the room ${name} has ${own.length} messages in its chat`);
	}
}

/** The channels of the match's rooms that are there. Where Discord refuses a team's name, they have others. */
function roomsOf(world: Simulation, { matchId }: Played): ReadonlySet<string> {
	const open = `SELECT channel_id AS id FROM rooms WHERE match_id = '${matchId}' AND state = 'open'`;
	const known = new Set(world.stored<{ id: string }>(open).map(({ id }) => id));
	return new Set(world.roomChannels().flatMap(({ id }) => (known.has(id) ? [id] : [])));
}

/** An admin took the bot out of one of its rooms: who is in there is not for it to see. */
function isAnyHidden(world: Simulation, { matchId }: Played): boolean {
	const { discord } = world;
	const ever = `SELECT channel_id AS id FROM rooms WHERE match_id = '${matchId}' AND channel_id IS NOT NULL`;
	const ids = world.stored<{ id: string }>(ever).map(({ id }) => id);
	return ids.some((id) => discord.channel(id) !== undefined && !discord.canView(discord.botId, id));
}

/** Each player is said to be where they are. */
function judgeLines(
	world: Simulation,
	{ people }: Side,
	rooms: ReadonlySet<string>,
	text: string,
	broken: string[],
): void {
	const linked = new Set(
		world.stored<{ discordId: string }>("SELECT discord_id AS discordId FROM links").map(({ discordId }) => discordId),
	);
	for (const { nickname, discordId } of people) {
		const lines = text.split("\n").filter((line) => line.includes(shown(nickname)));
		const where = world.discord.voiceOf(world.guildId, discordId)?.channelId;
		// Anyone whom FACEIT names in both line-ups may be in either room.
		const isIn = where !== undefined && rooms.has(where);
		const mark = !linked.has(discordId) || where === undefined ? "⚪" : isIn ? "🟢" : "🟡";
		if (!lines.some((line) => line.startsWith(mark)))
			broken.push(`the card has ${nickname} as "${lines.join(" / ")}", and it is ${mark}`);
	}
}
