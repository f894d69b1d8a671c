import { expect, test } from "bun:test";
import { commands } from "../../src/discord/commands/commands.ts";
import { openBot } from "./bot.ts";

test("given the button of the message that introduces the bot, when it is pressed, then it explains itself as /help does", async () => {
	const bot = openBot();
	const typed = await bot.use(bot.ann, "help");
	expect(await bot.press(bot.bob, "help:show")).toEqual(typed);
});

test("given Discord told the ids of the commands, then they can be clicked, with their subcommands", async () => {
	const bot = openBot();
	bot.commandIds.set("staff", "77").set("register", "78");
	const said = JSON.stringify(await bot.use(bot.ann, "help"));
	expect(said).toContain("</register:78>");
	expect(said).toContain("</staff match open:77>");
	expect(said).toContain("`/setup`");
});

test("every command is explained", async () => {
	const said = JSON.stringify(await openBot().use("2001", "help"));
	const typed = commands.filter(({ data }) => "description" in data && data.name !== "help");
	for (const { data } of typed) expect(said).toContain(`/${data.name}`);
});
