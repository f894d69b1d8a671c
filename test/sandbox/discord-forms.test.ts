// Forms: what may be in them, when they may be opened, and how what was filled in comes back.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import { button, type Callback, type Heard, interacting, row, showing, text } from "./interacting.ts";

const input = (custom_id: string, more: object = {}) => ({ type: 4, custom_id, style: 1, ...more });
const label = (component: object, more: object = {}) => ({ type: 18, label: "Why?", component, ...more });
const form = (...components: object[]) => ({ type: 9, data: { custom_id: "form", title: "Settings", components } });
const options = ["one", "two", "three"].map((value) => ({ label: value, value }));
const long = (length: number) => "x".repeat(length);

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

/** The form as Ann sees it. */
async function shown(...components: object[]) {
	answer = ({ type }) => (type === 5 ? showing(4, text("Saved.")) : form(...components));
	return bot.discord.command(bot.guildId, ann, "setup");
}

describe("a form that Discord would not take is refused", () => {
	const few = (count: number, part: object) => Array<object>(count).fill(part);
	const wrong: [string, object][] = [
		["without a title", { ...form(label(input("a"))).data, title: "" }],
		["with a title of 46 letters", { ...form(label(input("a"))).data, title: long(46) }],
		["with an id of 101 letters", { ...form(label(input("a"))).data, custom_id: long(101) }],
		...(
			[
				["without parts", []],
				["with six parts", few(6, text("x"))],
				["with a field by itself", [input("a")]],
				["with a container", [{ type: 17, components: [text("x")] }]],
				["with buttons", [row(button("go"))]],
				["with a menu in a row", [row({ type: 3, custom_id: "a", options })]],
				["with two fields in a row", [row(input("a", { label: "A" }), input("b", { label: "B" }))]],
				["with a field in a row that has no name", [row(input("a"))]],
				["with a label of 46 letters", [label(input("a"), { label: long(46) })]],
				["with a description of 101 letters", [label(input("a"), { description: long(101) })]],
				["with a label of nothing", [label(text("x"))]],
				["with a field named twice", [label(input("a", { label: "A" }))]],
				["with one id for two fields", [label(input("a")), label(input("a"))]],
				["with a style of another kind", [label(input("a", { style: 3 }))]],
				["with a placeholder of 101 letters", [label(input("a", { placeholder: long(101) }))]],
				["with 4,001 letters to type", [label(input("a", { max_length: 4001 }))]],
				["with no letters to type", [label(input("a", { max_length: 0 }))]],
				["with a minimum above the maximum", [label(input("a", { min_length: 3, max_length: 2 }))]],
				["with a value beyond the maximum", [label(input("a", { value: "abc", max_length: 2 }))]],
				["with a menu without entries", [label({ type: 3, custom_id: "a" })]],
				["with a menu that is disabled", [label({ type: 5, custom_id: "a", disabled: true })]],
				["with one radio button", [label({ type: 21, custom_id: "a", options: options.slice(0, 1) })]],
			] satisfies [string, object[]][]
		).map(([name, parts]): [string, object] => [name, form(...parts).data]),
	];
	test.each(wrong)("%s", async (_, data) => {
		answer = () => [{ type: 9, data }, showing(4, text("Instead."))];
		expect((await bot.discord.command(bot.guildId, ann, "setup")).modal).toBeNull();
		expect(bot.answers[0]).toMatchObject({ status: 400, code: 50035 });
	});
});

test("what is filled in comes back label by label, in the shape that the form had, with what its menus name", async () => {
	const role = bot.discord.addRole(bot.guildId, "Staff");
	const lobby = bot.discord.addChannel(bot.guildId, { name: "Lobby", type: "voice" });
	bot.discord.takeFromBot(lobby, P.Connect);
	const permissionsOf = (id: string) => String(bot.discord.permissionsOf(id, lobby));
	expect(permissionsOf(ann)).not.toBe(permissionsOf(bot.discord.botId));
	const kinds = [
		{ type: 5, custom_id: "people", max_values: 2 },
		{ type: 6, custom_id: "role" },
	];
	const rest = [
		{ type: 8, custom_id: "where", channel_types: [2] },
		{ type: 3, custom_id: "map", options },
		text("All of it."),
	];
	const [all, reply] = [kinds.map((each) => label(each)), rest.map((each) => (each.type === 10 ? each : label(each)))];
	const opened = await shown(...all, ...reply);
	await bot.discord.submit(opened, { people: [ann], role: [role], where: [lobby], map: ["two"] });
	const back = (part: object) => ({ type: 18, component: part });
	expect(bot.heard[1]).toMatchObject({
		type: 5,
		data: {
			custom_id: "form",
			components: [
				back({ type: 5, custom_id: "people", values: [ann] }),
				back({ type: 6, custom_id: "role", values: [role] }),
				back({ type: 8, custom_id: "where", values: [lobby] }),
				back({ type: 3, custom_id: "map", values: ["two"] }),
				{ type: 10, id: 9 },
			],
			resolved: {
				users: { [ann]: { username: "ann" } },
				members: { [ann]: { roles: [] } },
				roles: { [role]: { name: "Staff" } },
				channels: {
					[lobby]: {
						...{ name: "Lobby", type: 2 },
						...{ permissions: permissionsOf(ann), app_permissions: permissionsOf(bot.discord.botId) },
					},
				},
			},
		},
	});
	expect(bot.discord.violations).toEqual([]);
});

test("fields in rows come back in rows; radio buttons and boxes as one value, several, or yes and no", async () => {
	const opened = await shown(
		row(input("name", { label: "Name" })),
		label({ type: 21, custom_id: "one", options }),
		label({ type: 22, custom_id: "some", options, max_values: 2 }),
		label({ type: 23, custom_id: "box" }),
	);
	await bot.discord.submit(opened, { name: "Vale", one: "two", some: ["one", "three"], box: true });
	expect(bot.heard[1]?.data).toMatchObject({
		components: [
			{ type: 1, components: [{ type: 4, custom_id: "name", value: "Vale" }] },
			{ type: 18, component: { type: 21, custom_id: "one", value: "two" } },
			{ type: 18, component: { type: 22, custom_id: "some", values: ["one", "three"] } },
			{ type: 18, component: { type: 23, custom_id: "box", value: true } },
		],
	});
});

test("what is left alone comes back as the form had it", async () => {
	const opened = await shown(
		label(input("name", { value: "Vale" })),
		label({ type: 3, custom_id: "map", options: options.map((each) => ({ ...each, default: each.value === "two" })) }),
		label({ type: 5, custom_id: "who", default_values: [{ id: ann, type: "user" }] }),
		label({ type: 23, custom_id: "box", default: true }),
		label(input("note", { required: false })),
	);
	await bot.discord.submit(opened, {});
	const back = [{ value: "Vale" }, { values: ["two"] }, { values: [ann] }, { value: true }, { value: "" }];
	expect(bot.heard[1]?.data).toMatchObject({ components: back.map((component) => ({ component })) });
});

describe("the client does not send", () => {
	const name = input("name", { min_length: 2, max_length: 4 });
	const map = { type: 3, custom_id: "map", options, min_values: 2, max_values: 2 };
	const refused: [string, object, Record<string, string | string[]>, string][] = [
		["too little", name, { name: "x" }, "2 letters or more"],
		["too much", name, { name: "xxxxx" }, "4 letters or fewer"],
		["nothing where something is required", name, {}, "is required"],
		["a field that there is not", name, { nick: "x", name: "xx" }, "no field nick"],
		["values for a text", name, { name: ["x"] }, "wants a text"],
		["fewer than the least", map, { map: ["one"] }, "2 or more"],
		["more than the most", map, { map: ["one", "two", "three"] }, "2 or fewer"],
		["one value twice", map, { map: ["one", "one"] }, "chosen twice"],
		["what is not on the list", map, { map: ["one", "four"] }, "has no four"],
		["too few, even of what need not be answered", { ...map, required: false, min_values: 2 }, { map: ["four"] }, "no"],
	];
	test.each(refused)("%s", async (_, field, values, why) => {
		const opened = await shown(label(field));
		await expect(bot.discord.submit(opened, values)).rejects.toThrow(why);
		expect(bot.heard).toHaveLength(1);
	});

	test("a form that is not there", async () => {
		answer = () => showing(4, text("No form."));
		const reply = await bot.discord.command(bot.guildId, ann, "setup");
		await expect(bot.discord.submit(reply, {})).rejects.toThrow("no form");
	});
});

test("what need not be answered may be left empty", async () => {
	const opened = await shown(label({ type: 5, custom_id: "who", required: false }));
	await bot.discord.submit(opened, { who: [] });
	expect(bot.heard[1]?.data).toMatchObject({ components: [{ component: { type: 5, values: [] } }] });
	expect(bot.heard[1]?.data).not.toHaveProperty("resolved");
});

test("a form opened by a button belongs to its message, which the answer may change", async () => {
	const name = label(input("name"));
	const press = (heard: Heard) => (heard.type === 3 ? form(name) : showing(7, text("Vale")));
	answer = (heard) => (heard.type === 2 ? showing(4, row(button("rename"))) : press(heard));
	const reply = await bot.discord.command(bot.guildId, ann, "setup");
	const opened = await bot.discord.press(reply, "rename");
	const saved = await bot.discord.submit(opened, { name: "Vale" });
	expect(bot.heard[2]?.message?.id).toBe(reply.message?.id);
	expect(saved).toMatchObject({ content: "Vale", message: { id: reply.message?.id } });
	expect(bot.discord.messagesIn(reply.channelId)).toHaveLength(1);
	expect(bot.discord.violations).toEqual([]);
});

test("the answer to such a form may be a new message as well", async () => {
	answer = ({ type }) =>
		type === 2 ? showing(4, row(button("go"))) : type === 3 ? form(label(input("a"))) : showing(4, text("New"));
	const reply = await bot.discord.command(bot.guildId, ann, "setup");
	const saved = await bot.discord.submit(await bot.discord.press(reply, "go"), { a: "x" });
	expect(saved.message?.id).not.toBe(reply.message?.id);
	expect(bot.discord.messagesIn(reply.channelId)).toHaveLength(2);
});

test("a form that a command opened has no message to change", async () => {
	const opened = await shown(label(input("name")));
	answer = () => [showing(7, text("x")), { type: 6 }, showing(4, text("Saved."))];
	expect((await bot.discord.submit(opened, { name: "x" })).content).toBe("Saved.");
	expect(bot.answers.slice(1, 3).map(({ status }) => status)).toEqual([400, 400]);
	expect(bot.heard[1]?.message).toBeUndefined();
});

test("no form answers a form, nor comes after an acknowledgement", async () => {
	const opened = await shown(label(input("name")));
	answer = () => [form(label(input("name"))), showing(4, text("Saved."))];
	await bot.discord.submit(opened, { name: "x" });
	expect(bot.answers[1]?.fields).toEqual({ type: ["INTERACTION_CALLBACK_TYPE_INVALID"] });
	answer = () => [{ type: 5 }, form(label(input("name")))];
	bot.discord.command(bot.guildId, ann, "setup").catch(() => undefined);
	await bot.answeredTo(2);
	expect(bot.answers.at(-1)).toMatchObject({ status: 400, code: 40060 });
});
