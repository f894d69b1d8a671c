// The rival bot, compiled as the product is, in a process of its own.

import { join } from "node:path";
import { compiled } from "../executables.ts";
import { freePort, type Started, spawn } from "../processes.ts";
import { peopleOf, type Stage } from "../stage.ts";
import { statusOf } from "../status.ts";
import { until } from "../until.ts";

type Bot = Started & { readonly url: string };

/** Resolves once Discord has shown it its guilds. */
export async function startRivalBot(stage: Stage, env: Readonly<Record<string, string>> = {}): Promise<Bot> {
	const links = stage.pairs.flatMap(peopleOf).map(({ faceitId, discordId }) => [faceitId, discordId]);
	const file = join(stage.folder, "people.json");
	await Bun.write(file, JSON.stringify(Object.fromEntries(links)));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const executable = await compiled("rivals/discord-bot.ts", "discord-bot");
	const bot = spawn([executable], { ...stage.environment, ...env, PORT: String(port), BOT_PEOPLE: file });
	await until(async () => (await statusOf(`${url}/readyz`)) === 200, "the rival bot is ready");
	return { ...bot, url };
}
