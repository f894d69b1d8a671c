// What becomes of an answer to an interaction: it is read, changed and deleted by the interaction's token, layouts and files
// included.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { withFiles } from "./ask.ts";
import { button, type Callback, type Heard, interacting, row, showing, text, V2 } from "./interacting.ts";

const open = () => interacting((heard) => answer(heard));
let bot: ReturnType<typeof open>;
let answer: (heard: Heard) => Callback | Callback[];
let ann: string;

beforeEach(async () => {
	bot = open();
	ann = bot.discord.addMember(bot.guildId, { username: "ann" });
	await bot.register({ name: "setup", description: "Settings" });
});
afterEach(() => bot.discord.stop());

const use = () => bot.discord.command(bot.guildId, ann, "setup");
const original = "/messages/@original";
const file = (name: string) => ({ type: 13, file: { url: `attachment://${name}` } });

test("the first answer is read, changed and deleted as @original; its layout stays", async () => {
	answer = () => showing(4, text("before"));
	const reply = await use();
	const call = (method: string, body?: object) => bot.ask(method, bot.webhook(original), body);
	expect(await call("GET")).toMatchObject({ status: 200, json: { id: reply.message?.id, flags: V2 } });
	expect(await call("PATCH", { components: [text("after")] })).toMatchObject({ status: 200, json: { flags: V2 } });
	expect(reply.content).toBe("after");
	const { fields } = await call("PATCH", { components: [text("after")], flags: 0 });
	expect(fields).toEqual({ flags: ["MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"] });
	expect((await call("DELETE")).status).toBe(204);
	expect(await call("GET")).toMatchObject({ status: 404, code: 10008 });
	expect(await call("PATCH", { components: [text("x")] })).toMatchObject({ status: 404, code: 10008 });
	expect(bot.discord.messagesIn(reply.channelId)).toEqual([]);
});

test("an answer that was put off becomes a layout when it is there", async () => {
	answer = () => ({ type: 5, data: { flags: 64 } });
	const waiting = use();
	await bot.answeredTo(0);
	const body = { components: [text("Linked.")] };
	expect((await bot.ask("PATCH", bot.webhook(original), body)).fields).toEqual({ components: ["UNION_TYPE_CHOICES"] });
	expect((await bot.ask("PATCH", bot.webhook(original), { ...body, flags: V2 })).status).toBe(200);
	expect(await waiting).toMatchObject({ content: "Linked.", ephemeral: true });
});

test("an answer that is put off is not read before it is there", async () => {
	answer = () => ({ type: 5 });
	const waiting = use();
	await bot.answeredTo(0);
	expect(await bot.ask("GET", bot.webhook(original))).toMatchObject({ status: 404, code: 10008 });
	await bot.ask("PATCH", bot.webhook(original), { components: [text("Here.")], flags: V2 });
	expect((await waiting).content).toBe("Here.");
});

test("further answers are messages of their own, changed and deleted by their ids", async () => {
	answer = () => showing(4, text("first"));
	const reply = await use();
	await bot.ask("POST", bot.webhook(""), { components: [text("second")], flags: V2 | 64 });
	const second = reply.followUps[0];
	expect([second?.onlyFor, second?.flags]).toEqual([ann, V2 | 64]);
	const one = bot.webhook(`/messages/${second?.id}`);
	expect((await bot.ask("PATCH", one, { components: [text("changed")] })).status).toBe(200);
	expect(second?.components).toMatchObject([text("changed")]);
	const { fields } = await bot.ask("PATCH", one, { components: [text("x")], flags: 64 });
	expect(fields).toEqual({ flags: ["MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"] });
	expect((await bot.ask("DELETE", one)).status).toBe(204);
	expect((await bot.ask("GET", one)).code).toBe(10008);
});

test("a button's answer changes the layout it is in, without the flag, and cannot take it away", async () => {
	answer = ({ type }) =>
		type === 2
			? showing(4, row(button("go")))
			: [
					{ type: 7, data: { components: [text("x")], flags: 0 } },
					{ type: 7, data: { content: "x" } },
					{ type: 7, data: { components: [text("Done.")] } },
				];
	const reply = await use();
	expect((await bot.discord.press(reply, "go")).content).toBe("Done.");
	expect(reply.message?.flags).toBe(V2);
	expect(bot.answers.slice(1, 3).map(({ status }) => status)).toEqual([400, 400]);
});

test("files come with each kind of answer; those that no part shows are held against the bot", async () => {
	answer = () => showing(4, text("before"));
	const reply = await use();
	const layout = (...components: object[]) => ({ components, flags: V2 });
	const shown = await bot.ask("PATCH", bot.webhook(original), withFiles(layout(file("a.json")), ["a.json"]));
	expect([shown.status, reply.message?.files.map(({ filename }) => filename)]).toEqual([200, ["a.json"]]);
	await bot.ask("POST", bot.webhook(""), withFiles(layout(file("b.json")), ["b.json"]));
	expect(bot.discord.violations).toEqual([]);
	await bot.ask("POST", bot.webhook(""), withFiles(layout(text("x")), ["c.json"]));
	// The first answer keeps its file, and shows it no more.
	await bot.ask("PATCH", bot.webhook(original), layout(text("after")));
	expect(bot.discord.violations.map((each) => each.split(": ")[2])).toEqual(["c.json", "a.json"]);
});

test("so are those that come with a first answer", async () => {
	const form = withFiles({}, []);
	const data = { components: [text("x")], flags: V2, attachments: [{ id: 0 }] };
	form.set("payload_json", JSON.stringify({ type: 4, data }));
	form.set("files[0]", new Blob(["x"]), "a.json");
	answer = () => form;
	expect((await use()).message?.files).toMatchObject([{ filename: "a.json" }]);
	expect(bot.discord.violations).toEqual([expect.stringContaining("a.json")]);
});
