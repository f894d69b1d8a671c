// What replaces the answer in Discord once the login has ended in the browser: each end in its own words.

import { beforeEach, expect, test } from "bun:test";
import type { LoginDecision, LoginEnd } from "../../src/login.ts";
import { messageBody } from "../../src/sandbox/discord/message-body.ts";
import { type Bot, openBot } from "./bot.ts";

let bot: Bot;
let vale: string;

beforeEach(() => {
	bot = openBot({ canProve: true });
	vale = bot.faceit.addPlayer({ nickname: "vale" }).faceitId;
});

const account = { faceitId: "f-1", nickname: "vale_1" };
const couple = { name: "Ann", guildName: "Vale", guildId: "1000", account };
const wanted = { faceitId: "f-2", nickname: "*other*" };

/** What the member reads then; Discord would take it. */
async function told(end: LoginEnd | LoginDecision): Promise<string> {
	await bot.use(bot.ann, "register");
	await bot.offered.at(-1)?.tell(end);
	const { content } = messageBody.parse({ ...bot.later.at(-1), allowed_mentions: { parse: [] } });
	return content ?? "";
}

test.each<[LoginEnd | LoginDecision, string]>([
	[
		{ is: "linked", former: null, undo: "", ...couple },
		"✅ FACEIT confirmed it: **vale\\_1** is yours, and linked to you.",
	],
	[{ is: "linked", former: "old", undo: "", ...couple }, "**old** is no longer linked to you."],
	[{ is: "known", ...couple }, "**vale\\_1** was proven to be yours before"],
	[
		{ is: "unconfirmed", former: null, isHeld: true, confirm: "", ...couple },
		"answer it there. Until then nothing changes.",
	],
	[{ is: "undone", ...couple }, "so it is not linked to you."],
	[
		{ is: "otherAccount", wanted, ...couple },
		"You asked to prove **\\*other\\***, but logged in at FACEIT as **vale\\_1**. Nothing",
	],
	[{ is: "denied" }, "FACEIT says that you did not agree. Nothing changed."],
	[{ is: "failed" }, "FACEIT stopped the login. Nothing changed."],
	[{ is: "codeRefused" }, "FACEIT does not know that login any more. Nothing changed."],
	[{ is: "misconfigured" }, "`FACEIT_CLIENT_SECRET`"],
	[{ is: "unavailable", why: "down", retryAt: 60_000 }, "Try again <t:60:R>. Nothing changed."],
	[{ is: "busy" }, "My database was busy for too long. Nothing changed."],
	[{ is: "incomplete" }, "FACEIT sent you back without a login. Nothing changed."],
	[{ is: "otherBrowser" }, "The login ended in another browser than it began in. Nothing changed."],
	[{ is: "unknown" }, "That link does not work any more. Nothing changed."],
	[{ is: "expired" }, "That link does not work any more. Nothing changed."],
	[{ is: "used" }, "That link does not work any more. Nothing changed."],
])("%j", async (end, words) => {
	expect(await told(end)).toContain(words);
});

test("no button that is spent is left", async () => {
	await told({ is: "denied" });
	expect(bot.later.at(-1)?.blocks ?? []).toEqual([]);
});

test("somebody who asked not to be moved is not promised it: neither after the login, nor by /register", async () => {
	const promise = "I move you";
	const linked = {
		is: "linked",
		former: null,
		undo: "",
		...couple,
		account: { faceitId: vale, nickname: "vale" },
	} as const;
	expect(await told(linked)).toContain(promise);
	bot.guilds.change(bot.guildId, { claims: "count" });
	expect((await bot.use(bot.ann, "register", { nickname: "vale" })).content).toContain(promise);
	bot.players.optOut(bot.ann, true);
	expect(await told(linked)).toContain("You asked me not to move you");
	expect(await told(linked)).not.toContain(promise);
	bot.faceit.addPlayer({ nickname: "other" });
	await bot.use(bot.ann, "register", { nickname: "other" });
	const other = await bot.players.suggest("other", bot.ann);
	const replaced = await bot.press(bot.ann, `register:replace:${other[0]?.faceitId}`);
	expect(replaced.content).toContain("You asked me not to move you");
	expect(replaced.content).not.toContain(promise);
});
