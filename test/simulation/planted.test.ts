// The simulation finds what it is there to find: each fault planted in the rules breaks a promise within a few evenings.

import { expect, test } from "bun:test";
import type { Discord } from "../../src/call.ts";
import { type Handlers, handlers } from "../../src/keeper/actions/handlers.ts";
import type { Rules } from "../../src/keeper/look.ts";
import { noticed } from "../../src/keeper/plan/rooms.ts";
import type { Placement } from "../../src/placement.ts";
import type { GuildShown, Overwrite } from "../../src/shown.ts";
import { firstBroken } from "./explore.ts";

/** As many as evening.test.ts plays: what they would not find there does not count as found here. */
const evenings = 100;

const { match } = handlers;
const planting = (changed: Partial<Handlers["match"]>): Rules => ({
	noticed,
	handlers: { ...handlers, match: { ...match, ...changed } },
});

/** Rooms are created with only those overwrites that `keep` holds for. */
function withOverwrites(keep: (overwrite: Overwrite, guild: GuildShown) => boolean): Handlers["match"]["openRoom"] {
	return {
		...match.openRoom,
		perform: (discord, guild, action) => {
			const createChannel: Discord["createChannel"] = (guildId, channel) =>
				discord.createChannel(guildId, {
					...channel,
					overwrites: channel.overwrites.filter((one) => keep(one, guild)),
				});
			return match.openRoom.perform({ ...discord, createChannel }, guild, action);
		},
	};
}

const planted: readonly (readonly [name: string, rules: Rules])[] = [
	[
		"a note left out: a room that was closed is not remembered as closed",
		planting({ closeRoom: { ...match.closeRoom, note: (record) => record } }),
	],
	[
		"an intent after its call: where a member came from is saved with the answer",
		planting({
			move: {
				...match.move,
				intend: (record) => record,
				note: (record, action, guildId, answer, now) =>
					match.move.note(match.move.intend(record, action, guildId, now), action, guildId, answer, now),
			},
		}),
	],
	[
		"an intent after its call: a room is saved with the answer",
		planting({
			openRoom: {
				...match.openRoom,
				intend: (record) => record,
				note: (record, action, guildId, answer, now) =>
					match.openRoom.note(match.openRoom.intend(record, action, guildId, now), action, guildId, answer, now),
			},
		}),
	],
	[
		"a missing overwrite: everyone may enter",
		planting({ openRoom: withOverwrites(({ id }, guild) => id !== guild.guildId) }),
	],
	[
		"a missing overwrite: the bot locks itself out",
		planting({ openRoom: withOverwrites(({ id }, guild) => id !== guild.botId) }),
	],
	[
		"walked out decided from snapshots: anyone seen elsewhere is left alone",
		{
			handlers,
			noticed: (match, view, isBusy, now) =>
				noticed(match, view, isBusy, now).map((placement): Placement => {
					const isElsewhere = view.positions.has(placement.discordId);
					return placement.state === "away" && isElsewhere ? { ...placement, state: "walked" } : placement;
				}),
		},
	],
];

for (const [name, rules] of planted) {
	test(name, async () => {
		expect(await firstBroken(0, evenings - 1, rules)).toBeNumber();
	});
}
