// After the story everything keeps running, and the person at the terminal plays FACEIT and the players.

import { createInterface } from "node:readline";
import { everyone, matchAt } from "../sandbox/story.ts";
import type { Show } from "./show.ts";

/** How long it has to be calm before what happened is narrated, ms. */
const calmMs = 300;

/** `pageUrl`: where it is played in a browser. Resolves after `signal`. */
export async function playOn(
	show: Show,
	typed: NodeJS.ReadableStream,
	pageUrl: string,
	signal: AbortSignal,
): Promise<void> {
	explain(show, pageUrl);
	const ended = Promise.withResolvers<void>();
	signal.addEventListener("abort", () => ended.resolve(), { once: true });
	const stopNarrating = narrateChanges(show, signal);
	const obey = typedWords(show);
	const lines = createInterface({ input: typed, terminal: false, signal });
	lines.on("line", (line) => void obey(line.trim().split(/\s+/)));
	await ended.promise;
	stopNarrating();
	show.narrator.plain("\nEnded; nothing is left behind.");
}

function explain({ stage, narrator: { act, plain, paint } }: Show, pageUrl: string): void {
	const { app, discord, faceit, webhook } = stage;
	act("Everything keeps running");
	plain(`  ${paint("good", "In a browser:")} ${pageUrl}`);
	plain(paint("faint", "  Be any member: join voice, type commands, press buttons, and play FACEIT.\n"));
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

function typedWords(show: Show): (words: readonly string[]) => Promise<void> {
	const { discord, faceit, webhook, cast } = show.stage;
	let report = matchAt(faceit, webhook);
	return async ([word, name]) => {
		const person = everyone(cast).find(({ nickname }) => nickname === name);
		if (word === "match") {
			report = matchAt(faceit, webhook);
			show.narrator.say("FACEIT", "A match is ready");
			await report("status_ready", cast.teams);
		} else if (word === "finish") {
			show.narrator.say("FACEIT", "The match is over");
			await report("status_finished", cast.teams);
		} else if (word === "join" && person !== undefined) discord.joinVoice(cast.guildId, person.discordId, cast.lobbyId);
		else if (word === "leave" && person !== undefined) discord.leaveVoice(cast.guildId, person.discordId);
		else show.narrator.plain(`  Type one of: ${Object.keys(words).join(", ")}.`);
	};
}

/** Narrates whatever happens from now on. Returns a function that stops it. */
function narrateChanges(show: Show, signal: AbortSignal): () => void {
	let cancel = () => {};
	const narrate = async () => {
		try {
			await show.narrateCalls();
			await show.draw();
		} catch (error) {
			if (!signal.aborted) throw error;
		}
	};
	const forget = show.stage.discord.onEvent(() => {
		cancel();
		cancel = show.clock.setTimeout(() => void narrate(), calmMs);
	});
	return () => {
		forget();
		cancel();
	};
}
