// Files in messages: as the real discord.js sends them with every kind of answer, and as a careless bot would.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { Client, Events, GatewayIntentBits, type Interaction } from "discord.js";
import { z } from "zod";
import { type DiscordSandbox, startDiscordSandbox } from "../../src/sandbox/discord.ts";

let discord: DiscordSandbox;
let client: Client | undefined;
let guildId: string;
let ann: string;

beforeEach(async () => {
	discord = await startDiscordSandbox({ limits: false });
	guildId = discord.addGuild({ name: "Vale" }).id;
	ann = discord.addMember(guildId, { username: "ann" });
});
afterEach(async () => {
	await client?.destroy();
	client = undefined;
	await discord.stop();
});

async function bot(onInteraction: (interaction: Interaction) => Promise<unknown>): Promise<void> {
	const rest = { api: discord.url, version: "10", retries: 0 } as const;
	const made = new Client({ intents: [GatewayIntentBits.Guilds], rest });
	client = made;
	made.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction));
	const ready = new Promise((resolve) => made.once(Events.ClientReady, resolve));
	await made.login(discord.token);
	await ready;
	await made.application?.commands.set([{ name: "export", description: "Your data" }]);
}

const file = (name: string, text = name) => ({ name, attachment: Buffer.from(text) });
const names = (files: readonly { filename: string }[] | undefined) => files?.map(({ filename }) => filename);

test("a deferred answer is edited to a file, whose name and content can be read", async () => {
	await bot(async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		await interaction.deferReply({ flags: 64 });
		await interaction.editReply({ content: "Here it is.", files: [file("data.json", '{"a":"ü"}')] });
	});
	const reply = await discord.command(guildId, ann, "export");
	expect(reply).toMatchObject({ content: "Here it is.", ephemeral: true });
	expect(reply.message?.files).toMatchObject([{ filename: "data.json", size: 10, text: '{"a":"ü"}' }]);
	expect(discord.violations).toEqual([]);
});

test("a first answer and a follow-up carry files too; an edit keeps the files that it names, and adds new ones", async () => {
	const edited = Promise.withResolvers<void>();
	await bot(async (interaction) => {
		if (!interaction.isChatInputCommand()) return;
		await interaction.reply({ files: [file("one"), file("two")] });
		await interaction.followUp({ content: "And more.", files: [file("three")] });
		const [, two] = (await interaction.fetchReply()).attachments.values();
		await interaction.editReply({ attachments: two === undefined ? [] : [two], files: [file("four")] });
		edited.resolve();
	});
	const reply = await discord.command(guildId, ann, "export");
	await edited.promise;
	expect(names(reply.message?.files)).toEqual(["two", "four"]);
	expect(reply.message?.files.map(({ text }) => text)).toEqual(["two", "four"]);
	expect(names(reply.followUps[0]?.files)).toEqual(["three"]);
	expect(discord.violations).toEqual([]);
});

type Parts = { attachments?: unknown; files?: Record<string, Blob>; json?: string };

async function post({ attachments, files = {}, json }: Parts) {
	const payload = json ?? JSON.stringify({ content: "x", attachments });
	const form = new FormData();
	form.set("payload_json", payload);
	for (const [part, blob] of Object.entries(files)) form.append(part.replace(/ again$/, ""), blob, "data.json");
	const isForm = Object.keys(files).length > 0;
	const [channel] = discord.channelsOf(guildId);
	const response = await fetch(`${discord.url}/v10/channels/${channel?.id}/messages`, {
		method: "POST",
		headers: { authorization: `Bot ${discord.token}`, ...(!isForm && { "content-type": "application/json" }) },
		body: isForm ? form : payload,
	});
	const { code } = z.looseObject({ code: z.number().optional() }).parse(await response.json());
	return { status: response.status, code };
}

const small = new Blob(["x"]);
const mebibytes = (count: number) => new Blob([new Uint8Array(count * 1024 * 1024)]);
const declared = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }));
const parts = (count: number, blob = small) =>
	Object.fromEntries(declared(count).map(({ id }) => [`files[${id}]`, blob]));

test("what is declared and what is sent have to be the same", async () => {
	const fine: Parts[] = [
		{ attachments: declared(1), files: parts(1) },
		{ attachments: declared(10), files: parts(10) },
		{ attachments: declared(1), files: parts(1, mebibytes(10)) },
		{ attachments: [], files: {} },
	];
	for (const each of fine) expect(await post(each)).toEqual({ status: 200, code: undefined });
	expect(discord.violations).toEqual([]);
	const wrong: Parts[] = [
		{ attachments: declared(2), files: parts(1) },
		{ attachments: declared(1), files: parts(2) },
		{ files: parts(1) },
		{ attachments: declared(1), files: { file: small } },
		{ attachments: declared(1), files: { "files[0]": small, "files[0] again": small } },
		{ attachments: [{ id: "0" }, { id: "0" }], files: parts(1) },
		{ attachments: declared(1) },
		{ attachments: [{ filename: "data.json" }], files: parts(1) },
		{ attachments: declared(11), files: parts(11) },
		{ attachments: "files", files: parts(1) },
	];
	for (const each of wrong) expect({ each, ...(await post(each)) }).toEqual({ each, status: 400, code: 50035 });
	expect(discord.violations).toHaveLength(wrong.length);
	expect(await post({ json: "{", files: parts(1) })).toEqual({ status: 400, code: 50109 });
	const large = { attachments: declared(1), files: parts(1, mebibytes(11)) };
	expect(await post(large)).toEqual({ status: 413, code: 40005 });
});
