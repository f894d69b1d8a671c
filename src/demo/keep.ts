// After the story everything goes on running, and whoever watches plays FACEIT and the players.

import { createInterface } from "node:readline";
import { everyone, matchAt } from "../sandbox/story.ts";
import type { Show } from "./show.ts";

/** How long nothing has to happen before it is told what happened, ms. */
const calmMs = 300;

/** Resolves after `signal`. */
export async function playOn(show: Show, typed: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
	explain(show);
	const ended = Promise.withResolvers<void>();
	signal.addEventListener("abort", () => ended.resolve(), { once: true });
	const stopTelling = tellChanges(show, signal);
	const obey = obeying(show);
	const lines = createInterface({ input: typed, terminal: false, signal });
	lines.on("line", (line) => void obey(line.trim().split(/\s+/)));
	await ended.promise;
	stopTelling();
	show.teller.plain("\nEnded; nothing is left behind.");
}

function explain({ stage: { app, discord, faceit, webhook }, teller: { act, plain, paint } }: Show): void {
	act("Everything goes on running");
	const addresses = { program: app.url, Discord: discord.url, FACEIT: faceit.apiUrl };
	for (const [name, url] of Object.entries(addresses)) plain(`  ${name.padEnd(9)} ${url}`);
	plain(`\n  An event of your own: curl -H 'X-Webhook-Secret: ${webhook.secret}' \\`);
	plain(`    -d @event.json ${webhook.url}`);
	plain(`\n  Or type: ${Object.keys(words).join(", ")}. Ctrl-C ends it.`);
	plain(paint("faint", "  NAME is one of the players above, such as heron."));
}

/** What can be typed, in the order in which it is explained. */
const words = {
	match: "FACEIT says that a match is ready",
	finish: "FACEIT says that it is over",
	"join NAME": "someone comes into voice",
	"leave NAME": "someone leaves voice",
};

function obeying(show: Show): (words: readonly string[]) => Promise<void> {
	const { discord, faceit, webhook, cast } = show.stage;
	let report = matchAt(faceit, webhook);
	return async ([word, name]) => {
		const person = everyone(cast).find(({ nickname }) => nickname === name);
		if (word === "match") {
			report = matchAt(faceit, webhook);
			show.teller.say("FACEIT", "A match is ready");
			await report("status_ready", cast.teams);
		} else if (word === "finish") {
			show.teller.say("FACEIT", "The match is over");
			await report("status_finished", cast.teams);
		} else if (word === "join" && person !== undefined) discord.joinVoice(cast.guildId, person.discordId, cast.lobbyId);
		else if (word === "leave" && person !== undefined) discord.leaveVoice(cast.guildId, person.discordId);
		else show.teller.plain(`  Type one of: ${Object.keys(words).join(", ")}.`);
	};
}

/** Tells what happens, whoever made it happen. Gives a function that ends it. */
function tellChanges(show: Show, signal: AbortSignal): () => void {
	let timer: NodeJS.Timeout | undefined;
	const tell = async () => {
		try {
			await show.tellDeeds();
			await show.draw();
		} catch (error) {
			if (!signal.aborted) throw error;
		}
	};
	const forget = show.stage.discord.onEvent(() => {
		clearTimeout(timer);
		timer = setTimeout(tell, calmMs);
	});
	return () => {
		forget();
		clearTimeout(timer);
	};
}
