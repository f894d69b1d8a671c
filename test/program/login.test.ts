// Accounts proven through the real program: Discord's commands, the pages in a browser, FACEIT's login, and rooms.

import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PermissionFlagsBits } from "discord.js";
import type { Reply } from "../../src/sandbox/discord/reply.ts";
import { environmentOf, said } from "../cli/program.ts";
import type { Person } from "../world.ts";
import { settingIn } from "./bot.ts";
import { type ProgramOptions, type ProgramWorld, publicUrl, startWorld } from "./world.ts";

let world: ProgramWorld;
afterEach(async () => {
	expect(world.discord.violations).toEqual([]);
	expect(world.faceit.violations).toEqual([]);
	await world.stop();
});

/** The first player's account is nobody's yet, who is in "General"; Eve, who plays nowhere, is there, too. */
async function given(options: ProgramOptions = {}) {
	world = await startWorld({
		...{ settled: false, playersPerTeam: 2, canLogIn: true },
		...options,
		prepare(made) {
			made.settle();
			options.prepare?.(made);
		},
	});
	const [owner] = world.people;
	if (owner === undefined) throw new Error("there is nobody");
	const eve = world.person("Eve");
	world.discord.joinVoice(world.guildId, eve.discordId, world.generalId);
	await world.eventually(() => world.discord.commands(world.guildId).length > 0, "the commands are registered");
	const unlinked = await said(["links", "remove", owner.discordId], environmentOf(world.config));
	expect(unlinked.code).toBe(0);
	return { owner, eve };
}

const use = ({ discordId }: Person, name: string, options = {}) =>
	world.discord.command(world.guildId, discordId, name, options);

/** The address that the link button of a message opens. */
function addressIn(reply: Reply): string {
	const [, url = ""] =
		/"url":"([^"]+\/auth\/faceit\/start[^"]*)"/.exec(JSON.stringify(reply.message?.components)) ?? [];
	return url.replace(publicUrl, world.url);
}

/** What the browser saw, heard and kept. */
type Visit = { readonly status: number; readonly text: string; readonly secrets: readonly string[] };

/** Follows the button of the message through FACEIT's login, as this player. */
async function logIn(reply: Reply, { faceitId }: Person): Promise<Visit> {
	const address = addressIn(reply);
	const start = await fetch(address, { redirect: "manual" });
	expect(start.status).toBe(303);
	const cookie = start.headers.get("set-cookie")?.split(";")[0] ?? "";
	const login = start.headers.get("location") ?? "";
	const back = world.faceit.approve(login, faceitId);
	const page = await fetch(back.replace(publicUrl, world.url), { headers: { cookie }, redirect: "manual" });
	const parameter = (url: string, name: string) => new URL(url).searchParams.get(name) ?? "";
	return {
		status: page.status,
		text: await page.text(),
		secrets: [
			...[parameter(address, "ticket"), parameter(login, "state"), parameter(back, "code")],
			...[cookie.split("=")[1] ?? "", ...world.faceit.tokens()],
		],
	};
}

const room = () => world.roomChannels().find(({ name }) => name.startsWith("Team Vale"));
const hasAccess = ({ discordId }: Person) => room()?.admitted.some(({ userId }) => userId === discordId) === true;

test("the impostor's story: claims, sits in the room, and is out at once when the owner proves the account", async () => {
	const { owner, eve } = await given({ prepare: (made) => made.choose({ claims: "count" }) });
	const claimed = await use(eve, "register", { nickname: owner.nickname });
	expect(claimed.content).toContain("✅ You are linked to");
	await world.report("ready", world.newMatchId());
	await world.eventually(() => room() !== undefined && world.whereIs(eve) === room()?.id, "Eve is in the room");

	const refused = await use(owner, "register", { nickname: owner.nickname });
	expect(refused.content).toContain("is linked to another Discord account");
	const page = await logIn(refused, owner);
	expect(page.status).toBe(200);
	expect(page.text).toContain("You are linked");
	// Anybody may call themselves like somebody else in a server of their own: only the user name is unique.
	expect(page.text).toContain(`(@${owner.nickname})`);
	await world.eventually(() => world.whereIs(eve) === world.generalId && !hasAccess(eve), "Eve is out");
	await world.eventually(() => world.whereIs(owner) === room()?.id, "the owner is in");
	await world.eventually(() => refused.content.includes("✅ FACEIT confirmed it"), "Discord says so as well");
	expect((await use(eve, "help")).content).toContain("Somebody proved by FACEIT's login");
});

test("where claims do not count, a claimer waits outside until they have proven it, and /match says why", async () => {
	const { owner } = await given();
	const claimed = await use(owner, "register", { nickname: owner.nickname });
	expect(claimed.content).toContain("an account counts once it is proven");
	await world.report("ready", world.newMatchId());
	await world.eventually(() => room() !== undefined, "the room of the others is open");
	expect((await use(owner, "match")).content).toContain("Your account is only a claim so far");
	expect(world.whereIs(owner)).toBe(world.generalId);
	expect((await logIn(claimed, owner)).status).toBe(200);
	await world.eventually(() => world.whereIs(owner) === room()?.id, "in the room");
});

test("staff with the role settle links; others do not; people get their own data as a file", async () => {
	const { owner, eve } = await given();
	const admin = world.discord.addMember(world.guildId, {
		username: "admin",
		permissions: PermissionFlagsBits.ManageGuild,
	});
	const roleId = world.discord.addRole(world.guildId, "Staff");
	const start = await world.discord.command(world.guildId, admin, "setup");
	const rooms = await world.discord.press(start, "setup:page:rooms");
	const set = await world.discord.choose(rooms, settingIn(rooms, "staffRoleId"), [roleId]);
	expect(set.content).toContain("✅ Saved.");
	expect((await use(eve, "staff link", { member: owner.discordId, nickname: owner.nickname })).content).toContain(
		"❌ Only",
	);
	world.discord.giveRole(world.guildId, eve.discordId, roleId);
	const linked = await use(eve, "staff link", { member: owner.discordId, nickname: owner.nickname });
	expect(linked.content).toContain(`✅ <@${owner.discordId}> is linked with`);
	await world.report("ready", world.newMatchId());
	await world.eventually(() => world.whereIs(owner) === room()?.id, "in the room");
	expect((await use(eve, "staff log")).content).toContain(`by <@${eve.discordId}>, staff`);

	const exported = await use(owner, "privacy", { export: true });
	const [file] = exported.message?.files ?? [];
	expect(file?.filename).toBe("faceit-comms-data.json");
	expect(JSON.parse(file?.text ?? "")).toMatchObject({
		discordId: owner.discordId,
		links: [{ nickname: owner.nickname }],
	});
	expect(exported.ephemeral).toBe(true);
});

describe("given a whole run with a login", () => {
	test("then no ticket, state, code, cookie, token or secret is in the database, the backups, the log or the page", async () => {
		const { owner } = await given({ env: { LOG_LEVEL: "trace" } });
		const { status, text, secrets } = await logIn(await use(owner, "register"), owner);
		expect(status).toBe(200);
		const backup = join(world.folder, "copy.db");
		expect((await said(["backup", backup], environmentOf(world.config))).code).toBe(0);
		await world.stopProgram();
		// A read makes SQLite write its log back, so that nothing is left beside the file.
		new Database(world.config.databasePath).close();
		const files = readdirSync(world.folder).map((name) => join(world.folder, name));
		expect(files.length).toBeGreaterThan(1);
		const kept = await Promise.all(files.map(async (file) => Buffer.from(await Bun.file(file).arrayBuffer())));
		const all = [...secrets, world.faceit.clientSecret, world.faceit.apiKey, world.discord.token];
		expect(all.filter((secret) => secret.length < 16)).toEqual([]);
		expect(secrets.length).toBeGreaterThan(4);
		for (const secret of all) {
			for (const bytes of kept) expect(bytes.includes(secret)).toBe(false);
			expect(world.lines.some((line) => line.includes(secret))).toBe(false);
			expect(text).not.toContain(secret);
		}
	});
});
