// FACEIT's recorded answers and webhooks, as they came; people, teams and ids in them are invented.

import { readEvent } from "../../src/faceit/events.ts";
import type { RecordedMatch } from "../../src/sandbox/faceit/match-json.ts";
import type { Side, World } from "../world.ts";

const folder = `${import.meta.dir}/../fixtures/faceit`;

export function recordedWebhook(name: string): Promise<string> {
	return Bun.file(`${folder}/webhooks/${name}.json`).text();
}

export async function recordedAnswer(name: string): Promise<Record<string, unknown>> {
	return objectOf(await Bun.file(`${folder}/data-api/${name}.json`).json());
}

export async function recordedMatch(name: string): Promise<RecordedMatch> {
	const match = await recordedAnswer(name);
	return { ...match, match_id: String(match.match_id) };
}

export function objectOf(value: unknown): Record<string, unknown> {
	if (typeof value !== "object" || value === null) throw new Error("not an object");
	return Object.fromEntries(Object.entries(value));
}

/** The teams of a recorded webhook, their people all linked and in "General". */
export function sidesOf(world: World, body: string): Side[] {
	const report = readEvent(body, 0);
	if (report === undefined || !("teams" in report)) throw new Error("reports no teams");
	const sides = report.teams.map((team) => world.side(team));
	const all = sides.flatMap(({ people, bench = [] }) => [...people, ...bench]);
	world.link(all);
	for (const { discordId } of all) world.discord.joinVoice(world.guildId, discordId, world.generalId);
	return sides;
}
