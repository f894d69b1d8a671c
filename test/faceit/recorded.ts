// FACEIT's recorded answers and webhooks, as they came; people, teams and ids in them are invented.

import type { RecordedMatch } from "../../src/sandbox/faceit/world.ts";

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
