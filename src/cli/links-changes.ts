// links list, remove, reassign: the host settles who is which player.

import { type Command, Option } from "commander";
import { faceitApi } from "../faceit/api.ts";
import type { Link } from "../link.ts";
import type { Account } from "../login.ts";
import { openLinks } from "../store/links.ts";
import { type ListedLink, listLinks } from "../store/listings.ts";
import type { Deed } from "../trail.ts";
import { beside } from "./beside.ts";
import type { Console } from "./console.ts";
import { Ending } from "./exit.ts";
import { forMachine, guildId, memberId } from "./links-words.ts";
import { settingsFrom } from "./settings.ts";
import { counted, harmless, json, table } from "./table.ts";
import { span } from "./time.ts";

const noticed = "A running program takes it into account within two seconds.\n";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function addChanges(links: Command, console: Console): void {
	links
		.command("list")
		.description("who is linked with which player, how sure that is, and where they are known")
		.option("--member <id>", "only this Discord user")
		.option("--player <id or nickname>", "only this FACEIT account")
		.option("--json", "for a machine")
		.addHelpText("after", "\nExamples:\n  faceit-comms links list\n  faceit-comms links list --player vale --json")
		.action((options: ListOptions) => list(options, console));
	links
		.command("remove")
		.argument("<who>", "a Discord user's id, or a FACEIT account's id or nickname")
		.description("remove a link, as /unregister does")
		.addHelpText(
			"after",
			"\nExamples:\n  faceit-comms links remove 246900000000000001\n  faceit-comms links remove vale",
		)
		.action((who: string) => remove(who, console));
	links
		.command("reassign")
		.argument("<player>", "a FACEIT account's id or nickname")
		.argument("<member>", "the Discord user's id")
		.description("give a player to a member, on your word: it counts as proven everywhere")
		.addOption(new Option("--guild <id>", "a Discord server where the member is known").argParser(guildId))
		.addHelpText(
			"after",
			`
Whoever had the player before, and whatever the member had, is unlinked; they learn it at their next command. A nickname
that nobody is linked with is looked up with FACEIT_API_KEY.

Examples:
  faceit-comms links reassign vale 246900000000000001 --guild 1046783920011223344`,
		)
		.action((player: string, member: string, options: { guild?: string }) =>
			reassign(player, memberId(member), options.guild ?? null, console),
		);
}

type ListOptions = { readonly member?: string; readonly player?: string; readonly json?: boolean };

function list({ member, player, json: asJson = false }: ListOptions, console: Console): void {
	const all = beside(console, listLinks).filter(
		(link) => (member === undefined || link.discordId === member) && (player === undefined || isPlayer(link, player)),
	);
	const now = console.clock.now();
	console.write(asJson ? json({ links: all.map(forMachine) }) : forPeople(all, now));
}

function forPeople(all: readonly ListedLink[], now: number): string {
	const rows = all.map(({ discordId, nickname, faceitId, verifiedAt, guildIds, vouchedIn, isOptedOut, linkedAt }) => [
		...[discordId, nickname, faceitId],
		...[verifiedAt === null ? "claimed" : "proven", `${span(now - linkedAt)} ago`],
		guildIds.map((id) => (vouchedIn.includes(id) ? `${id} (vouched)` : id)).join(" ") || "-",
		isOptedOut ? "not moved" : "",
	]);
	const head = `${counted(all.length, "link")}.\n`;
	return rows.length === 0
		? head
		: `${head}\n${table(["MEMBER", "PLAYER", "FACEIT ID", "SURE", "LINKED", "SERVERS", "WISH"], rows)}`;
}

function remove(who: string, console: Console): void {
	const removed = beside(console, (store) => {
		const found = one(listLinks(store), who);
		return found === undefined ? undefined : openLinks(store).remove(found.discordId, host(console));
	});
	if (removed === undefined) throw new Ending(`Nobody is linked as ${who}: \`faceit-comms links list\` shows who is.`);
	console.write(`Removed: ${said(removed)}.\n${noticed}`);
}

async function reassign(player: string, discordId: string, guild: string | null, console: Console): Promise<void> {
	const linked = beside(console, (store) => one(listLinks(store), player));
	const account = linked ?? (await lookUp(player, console));
	const now = console.clock.now();
	const gone = beside(console, (store) => {
		const links = openLinks(store);
		const before = [links.byPlayer(account.faceitId), links.byMember(discordId)].filter((link) => link !== undefined);
		const same = before.find((link) => link.discordId === discordId && link.faceitId === account.faceitId);
		const { faceitId, nickname } = account;
		const link = { faceitId, nickname, discordId, linkedAt: same?.linkedAt ?? now, verifiedAt: now };
		links.put(link, guild, host(console));
		return before.filter((one) => one !== same);
	});
	const lost = gone.map((link) => `No longer linked: ${said(link)}.\n`).join("");
	console.write(`Linked, and proven on your word: ${said({ ...account, discordId })}.\n${lost}${noticed}`);
}

/** The one link that is meant; throws where several have the nickname. */
function one(all: readonly ListedLink[], who: string): ListedLink | undefined {
	const exact = all.filter((link) => link.discordId === who || isPlayer(link, who));
	if (exact.length > 1) {
		const ids = exact.map(({ faceitId, discordId }) => `  ${faceitId} (member ${discordId})`).join("\n");
		throw new Ending(`Several are linked as ${who}; say which by its id:\n${ids}`);
	}
	return exact[0];
}

function isPlayer({ faceitId, nickname }: Link, player: string): boolean {
	return faceitId === player.toLowerCase() || nickname.toLowerCase() === player.toLowerCase();
}

async function lookUp(player: string, console: Console): Promise<Account> {
	const { faceit } = settingsFrom(console.env(), ["FACEIT_API_KEY", "FACEIT_API_URL"]);
	const api = faceitApi({ url: faceit.apiUrl, key: faceit.apiKey, clock: console.clock });
	const answer = await (guid.test(player) ? api.playerById(player.toLowerCase()) : api.playerByNickname(player));
	if (answer.is === "found") return answer.player;
	if (answer.is === "missing") throw new Ending(`FACEIT knows no player ${player}: upper and lower case matter.`);
	throw new Ending(`FACEIT cannot be asked about ${player} right now. Nothing was changed: try again later.`);
}

export function host({ clock }: Console): Deed {
	return { at: clock.now(), right: "host", actorId: null, guildId: null };
}

function said({ nickname, faceitId, discordId }: Pick<Link, "nickname" | "faceitId" | "discordId">): string {
	return `${harmless(nickname)} (${faceitId}) with the member ${discordId}`;
}
