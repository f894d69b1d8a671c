// The stage in a browser: a small Discord, and FACEIT beside it.

import { servePage } from "../sandbox/page/server.ts";
import { faceitPanel } from "./panel.ts";
import type { Stage } from "./stage.ts";

/** Serves the page on a free port of this machine, with the bot set up so that there is something to see. */
export async function playedOnPage(stage: Stage) {
	await setUp(stage);
	const { discord, cast } = stage;
	return servePage({ discord, guildId: cast.guildId, faceit: faceitPanel(stage) });
}

/** As an admin does: a lobby for guests, and on the page Announcements of /setup the channel for match cards. */
async function setUp({ discord, cast: { guildId, adminId, lobbyId, newsId } }: Stage): Promise<void> {
	const start = await discord.command(guildId, adminId, "setup", { lobby: lobbyId });
	const news = await discord.press(start, "setup:page:news");
	const [, menu] = /"custom_id":"(setup:set:cardChannelId:[^"]*)"/.exec(JSON.stringify(news.message?.components)) ?? [];
	if (menu === undefined) throw new Error("/setup offers no channel for cards");
	await discord.choose(news, menu, [newsId]);
}
