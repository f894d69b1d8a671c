// Plays a short match with one member, and tells step by step what has come true and how long it took.

import { type Clock, every } from "./clock.ts";
import { change } from "./processing.ts";
import type { MatchRecord } from "./record.ts";
import { rehearsalReport } from "./rehearsal.ts";
import { isLive } from "./room.ts";
import type { GuildShown } from "./shown.ts";
import type { Records } from "./store/records.ts";
import type { Wait } from "./wait.ts";

/** What has to come true, in this order. */
export const rehearsalSteps = ["opened", "moved", "returned", "gone"] as const;
export type RehearsalStep = (typeof rehearsalSteps)[number];

export type Rehearsed = {
	readonly matchId: string;
	/** The room's channel, once there is one. */
	readonly roomId: string | null;
	/** How long each step took that has come true, from when it was due, ms. */
	readonly took: Partial<Readonly<Record<RehearsalStep, number>>>;
	/** `stuck`: the next step did not come true in time; `waits` say why. */
	readonly is: "going" | "done" | "stuck";
	readonly waits: readonly Wait[];
};

type Needs = {
	readonly clock: Clock;
	readonly records: Pick<Records, "get" | "save">;
	readonly see: (guildId: string) => GuildShown | undefined;
	readonly waits: (guildId: string, matchId: string) => readonly Wait[];
	readonly onChange: (matchId: string) => void;
};

/** How long the member is left in the room, and how long each step may take, ms. */
const stayMs = 15_000;
const patienceMs = 15_000;
const lookEveryMs = 250;

export type Rehearsals = ReturnType<typeof openRehearsals>;

export function openRehearsals({ clock, records, see, waits, onChange }: Needs) {
	const running = new Set<string>();

	function apply(matchId: string, kind: "ready" | "finished", report: ReturnType<typeof rehearsalReport>): void {
		const now = clock.now();
		if (change(records, { ...report, kind, at: now }, now)) onChange(matchId);
	}

	return {
		/** False while one is on in the guild. */
		isFree: (guildId: string): boolean => !running.has(guildId),

		/**
		 * Begins one with the member, who is in voice, and tells `onStep` of each step, and of the end. One at a time in a
		 * guild. If the process ends meanwhile, the match ends by itself.
		 */
		begin(
			guildId: string,
			discordId: string,
			names: Parameters<typeof rehearsalReport>[2],
			onStep: (rehearsed: Rehearsed) => void,
		): void {
			running.add(guildId);
			const report = rehearsalReport(guildId, discordId, names, clock.now());
			const { matchId } = report;
			const took: Partial<Record<RehearsalStep, number>> = {};
			let dueAt = clock.now();
			let finishAt = Number.POSITIVE_INFINITY;
			let roomId: string | null = null;
			const tell = (is: Rehearsed["is"]) =>
				onStep({ ...{ matchId, roomId, is }, took: { ...took }, waits: is === "stuck" ? waits(guildId, matchId) : [] });
			apply(matchId, "ready", report);
			const end = every(clock, lookEveryMs, () => {
				const now = clock.now();
				const guild = see(guildId);
				const record = records.get(matchId);
				if (now >= finishAt) {
					finishAt = Number.POSITIVE_INFINITY;
					dueAt = now;
					apply(matchId, "finished", report);
					return;
				}
				const next = rehearsalSteps.find((step) => took[step] === undefined);
				roomId ??= roomOf(record, guildId);
				if (next !== undefined && guild !== undefined && holds(next, roomId, guild, discordId)) {
					took[next] = now - dueAt;
					dueAt = now;
					if (next === "moved") finishAt = now + stayMs;
					tell(next === "gone" ? "done" : "going");
				}
				const isDone = took.gone !== undefined;
				const isStuck = !isDone && !Number.isFinite(finishAt) && now - dueAt > patienceMs;
				if (!isDone && !isStuck) return;
				if (isStuck) {
					tell("stuck");
					apply(matchId, "finished", report);
				}
				running.delete(guildId);
				end();
			});
		},
	};
}

function roomOf(record: MatchRecord | undefined, guildId: string): string | null {
	return record?.rooms.find((room) => room.guildId === guildId && isLive(room))?.channelId ?? null;
}

function holds(step: RehearsalStep, roomId: string | null, guild: GuildShown, discordId: string): boolean {
	if (roomId === null) return false;
	switch (step) {
		case "opened":
			return guild.channels.has(roomId);
		case "moved":
			return guild.position(discordId) === roomId;
		case "returned":
			return guild.position(discordId) !== roomId;
		case "gone":
			return !guild.channels.has(roomId);
		default:
			throw new Error(`no such step: ${step satisfies never}`);
	}
}
