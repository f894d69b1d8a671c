// Messages laid out with Components V2, held to what Discord documents and what it is known to refuse.
import { beforeEach, describe, expect, test } from "bun:test";
import { z } from "zod";
import { type DiscordSandbox, openDiscordSandbox } from "../../src/sandbox/discord.ts";
import { type Answered, asker, withFiles } from "./ask.ts";

const V2 = 1 << 15;
let discord: DiscordSandbox;
let ask: ReturnType<typeof asker>;
let path: string;

beforeEach(() => {
	discord = openDiscordSandbox({ limits: false });
	ask = asker(discord);
	const guild = discord.addGuild({ name: "Vale" });
	path = `/channels/${discord.channelsOf(guild.id)[0]?.id}/messages`;
});

const text = (content = "Mirage") => ({ type: 10, content });
const button = (custom_id = "go", more: object = {}) => ({ type: 2, style: 1, label: "Go", custom_id, ...more });
const link = (more: object = {}) => ({ type: 2, style: 5, label: "Open", url: "https://www.faceit.com", ...more });
const row = (...components: object[]) => ({ type: 1, components });
const container = (...components: object[]) => ({ type: 17, components });
const section = (accessory: object | undefined = button(), ...components: object[]) => ({
	...{ type: 9, components: components.length > 0 ? components : [text()] },
	accessory,
});
const thumbnail = (more: object = {}) => ({ type: 11, media: { url: "https://cdn.faceit.com/a.png" }, ...more });
const gallery = (...urls: string[]) => ({ type: 12, items: urls.map((url) => ({ media: { url } })) });
const file = (name: string) => ({ type: 13, file: { url: `attachment://${name}` } });
const menu = (more: object = {}) => ({
	...{ type: 3, custom_id: "map", options: [{ label: "Mirage", value: "mirage" }], ...more },
});
const entries = (count: number, more: object = {}) =>
	Array.from({ length: count }, (_, index) => ({ label: `${index}`, value: `${index}`, ...more }));
const users = (more: object = {}) => ({ type: 5, custom_id: "who", ...more });

const post = (components: object[], more: object = {}) => ask("POST", path, { components, flags: V2, ...more });
const long = (length: number) => "x".repeat(length);
const created = (answer: Answered) => z.looseObject({ id: z.string(), flags: z.number() }).parse(answer.json);

test("every part that a message may have is taken, and shown as it was sent, with a number for each", async () => {
	const whole = [
		text("# Match"),
		{
			...container(
				section(button("a"), text("one"), text("two"), text("three")),
				section(thumbnail({ description: "The map", spoiler: true })),
				section(link()),
				gallery("https://cdn.faceit.com/b.png"),
				{ type: 14, divider: false, spacing: 2 },
				row(...["b", "c", "d"].map((id) => button(id)), { ...link(), label: null, emoji: { name: "🏁" } }),
				row(menu()),
				row(users({ default_values: [{ id: discord.botId, type: "user" }] })),
			),
			...{ accent_color: 0xff5500, spoiler: false },
		},
		{ type: 14 },
	];
	const answer = await post(whole);
	expect(answer).toMatchObject({ status: 200, json: { components: whole, content: "", flags: V2 } });
	const { components } = z.looseObject({ components: z.array(z.looseObject({ id: z.number() })) }).parse(answer.json);
	expect(components.map(({ id }) => id)).toEqual([1, 2, 25]);
	expect(discord.violations).toEqual([]);
});

describe("a part that Discord would not take is refused", () => {
	const wrong: [string, object][] = [
		["a text without content", text("")],
		["a text of blanks", text(" \n")],
		["a text of more than 4,000 characters", text(long(4001))],
		["a section without an accessory", { type: 9, components: [text()] }],
		["a section with four texts", section(button(), text(), text(), text(), text())],
		["a section of buttons", section(button(), button("b"))],
		["a section with a menu beside it", section(menu())],
		["a thumbnail by itself", thumbnail()],
		["a thumbnail without an address", section(thumbnail({ media: {} }))],
		["a gallery without pictures", gallery()],
		["a gallery of eleven pictures", gallery(...Array(11).fill("https://cdn.faceit.com/b.png"))],
		["a file from elsewhere", { type: 13, file: { url: "https://cdn.faceit.com/demo.dem" } }],
		["a file that does not come along", file("demo.dem")],
		["a picture that does not come along", gallery("attachment://map.png")],
		["spacing of another kind", { type: 14, spacing: 3 }],
		["an empty container", container()],
		["a container in a container", container(container(text()))],
		["a colour out of range", { ...container(text()), accent_color: 0x1000000 }],
		["a button by itself", button()],
		["an empty row", row()],
		["six buttons in a row", row(...entries(6).map(({ value }) => button(value)))],
		["a menu beside a button", row(menu(), button())],
		["two menus in a row", row(menu(), users())],
		["a button without label and emoji", row(button("go", { label: null }))],
		["a label of 81 letters", row(button("go", { label: long(81) }))],
		["a button that acts without an id", row({ type: 2, style: 1, label: "Go" })],
		["a button that acts with an address", row(button("go", { url: "https://www.faceit.com" }))],
		["a link without an address", row(link({ url: undefined }))],
		["a link with an id", row(link({ custom_id: "go" }))],
		["a link to a file", row(link({ url: "attachment://demo.dem" }))],
		["a label of a form", { type: 18, label: "Why?", component: { type: 4, custom_id: "why", style: 1 } }],
		["the same id at two depths", container(section(button("go")), row(button("go")))],
		["the same number twice", container({ ...text(), id: 7 }, { ...text(), id: 7 })],
		["a menu without entries", row({ type: 3, custom_id: "map" })],
		["a menu of 26 entries", row(menu({ options: entries(26) }))],
		["two entries of one value", row(menu({ options: [...entries(2), ...entries(1)] }))],
		["more defaults than may be chosen", row(menu({ options: entries(3, { default: true }), max_values: 2 }))],
		["more to choose than there is", row(menu({ max_values: 2 }))],
		["a minimum above the maximum", row(users({ min_values: 3, max_values: 2 }))],
		["entries for a menu of users", row(users({ options: entries(1) }))],
		["channel types for a menu of users", row(users({ channel_types: [2] }))],
		["a role as the default among users", row(users({ default_values: [{ id: "123456", type: "role" }] }))],
		[
			"more default users than may be chosen",
			row(users({ default_values: ["123456", "123457"].map((id) => ({ id, type: "user" })) })),
		],
	];
	test.each(wrong)("%s", async (_, part) => {
		expect(await post([part])).toMatchObject({ status: 400, code: 50035 });
		expect(discord.violations).toHaveLength(1);
	});
});

test("40 parts in all, however deep: 41 are refused", async () => {
	const texts = (count: number) => Array.from({ length: count }, () => text());
	expect((await post([container(section(), ...texts(36))])).status).toBe(200);
	const answer = await post([container(section(), ...texts(37))]);
	expect(answer.fields).toEqual({ components: ["COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"] });
});

test("4,000 characters of text in all: one more is refused; labels do not count", async () => {
	const full = [text(long(2000)), container(section(button("go", { label: long(80) }), text(long(2000))))];
	expect((await post(full)).status).toBe(200);
	const answer = await post([...full, text("x")]);
	expect(answer.fields).toEqual({ components: ["COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"] });
});

test("letters of three bytes break Discord before 4,000 of them do: 10,170 bytes with 12 for each text", async () => {
	expect((await post([text("日".repeat(3386))])).status).toBe(200);
	expect(await post([text(`${"日".repeat(3386)}x`)])).toMatchObject({ status: 500, code: 0 });
	expect((await post([text("日".repeat(1691)), text("日".repeat(1691))])).status).toBe(200);
	expect((await post([text("日".repeat(1691)), text("日".repeat(1692))])).status).toBe(500);
	expect(discord.violations).toHaveLength(2);
});

test("a layout has no text, embeds, poll or stickers beside it; null and empty ones are none", async () => {
	expect((await post([text()], { content: null, embeds: [], poll: null, sticker_ids: [] })).status).toBe(200);
	const legacy = { content: "x", embeds: [{ title: "x" }], poll: { question: {} }, sticker_ids: ["123456"] };
	for (const [field, value] of Object.entries(legacy)) {
		const { fields } = await post([text()], { [field]: value });
		expect(fields).toEqual({ [field]: ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"] });
	}
	expect(await post([])).toMatchObject({ status: 400, code: 50006 });
});

test("without the flag, a message has rows only, five of them", async () => {
	const plain = (components: object[]) => ask("POST", path, { content: "x", components });
	const rows = (count: number) => entries(count).map(({ value }) => row(button(value)));
	expect((await plain(rows(5))).status).toBe(200);
	expect((await plain(rows(6))).fields).toEqual({ components: ["BASE_TYPE_BAD_LENGTH"] });
	expect((await plain([text()])).fields).toEqual({ components: ["UNION_TYPE_CHOICES"] });
});

describe("an edit", () => {
	const edit = (id: string, body: object) => ask("PATCH", `${path}/${id}`, body);

	test("keeps the layout, also without the flag, and cannot take it away", async () => {
		const { id } = created(await post([text("before")]));
		expect(await edit(id, { components: [container(text("after"))] })).toMatchObject({
			status: 200,
			json: { flags: V2 },
		});
		const { fields } = await edit(id, { components: [row(button())], flags: 0 });
		expect(fields.flags).toEqual(["MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"]);
		expect((await edit(id, { content: "x" })).fields).toHaveProperty("content");
		expect((await edit(id, { components: [] })).code).toBe(50006);
		expect(await ask("GET", `${path}/${id}`)).toMatchObject({ json: { components: [container(text("after"))] } });
	});

	test("turns a message into a layout only if its text and embeds go", async () => {
		const { id } = created(await ask("POST", path, { content: "x", embeds: [{ title: "x" }] }));
		expect((await edit(id, { components: [text()], flags: V2 })).fields).toHaveProperty("content");
		expect((await edit(id, { content: null, components: [text()], flags: V2 })).fields).toHaveProperty("embeds");
		const done = await edit(id, { content: null, embeds: [], components: [text()], flags: V2 });
		expect(done).toMatchObject({ status: 200, json: { content: "", embeds: [], flags: V2 } });
	});

	test("is held to the limits of a layout too", async () => {
		const { id } = created(await post([text()]));
		expect((await edit(id, { components: [text(long(4000)), text("x")] })).code).toBe(50035);
	});
});

describe("files", () => {
	const layout = (...components: object[]) => ({ components, flags: V2 });

	test("are seen where a part shows them", async () => {
		const shown = layout(file("a.txt"), section(thumbnail({ media: { url: "attachment://b.png" } })));
		const form = withFiles(layout(...shown.components, gallery("attachment://c.png")), ["a.txt", "b.png", "c.png"]);
		expect((await ask("POST", path, form)).status).toBe(200);
		expect(discord.violations).toEqual([]);
	});

	test("that nobody can see are held against the bot", async () => {
		expect((await ask("POST", path, withFiles(layout(text()), ["a.txt"]))).status).toBe(200);
		expect(discord.violations).toEqual([expect.stringContaining("no part shows: a.txt")]);
	});

	test("have to be named as they are", async () => {
		const { fields } = await ask("POST", path, withFiles(layout(file("b.txt")), ["a.txt"]));
		expect(fields).toEqual({ components: ["UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"] });
	});
});

describe("pings", () => {
	const pingsOf = async (more: object) => {
		const guild = discord.addGuild({ name: "Vale" });
		const ann = discord.addMember(guild.id, { username: "ann" });
		const channel = discord.channelsOf(guild.id)[0]?.id ?? "";
		const components = [container(section(button(), text(`<@${ann}> @everyone`)))];
		await ask("POST", `/channels/${channel}/messages`, { components, flags: V2, ...more });
		const { everyone, users } = discord.messagesIn(channel)[0]?.pings ?? {};
		return { everyone, isAnn: users?.includes(ann) };
	};

	test("are read from the texts of a layout", async () => {
		expect(await pingsOf({})).toEqual({ everyone: true, isAnn: true });
		expect(await pingsOf({ allowed_mentions: { parse: ["users"] } })).toEqual({ everyone: false, isAnn: true });
		expect(await pingsOf({ allowed_mentions: { parse: [] } })).toEqual({ everyone: false, isAnn: false });
		expect(await pingsOf({ flags: V2 | (1 << 12) })).toEqual({ everyone: false, isAnn: false });
	});

	test("are allowed by kind or by id, not both", async () => {
		const { fields } = await post([text()], { allowed_mentions: { parse: ["users"], users: ["123456"] } });
		expect(fields).toEqual({ allowed_mentions: ["MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"] });
	});
});

test("a field that Discord does not know is held against the bot, at any depth", async () => {
	expect((await post([container(section(button("go", { labl: "x" })))])).status).toBe(200);
	expect(discord.violations).toEqual([expect.stringContaining("labl")]);
});
