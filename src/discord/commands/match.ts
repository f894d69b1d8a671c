// /match: a member's match as it stands, who is where, and the way into their room.

import { ApplicationCommandOptionType } from "discord.js";
import { essentialNeeds } from "../../guild-check.ts";
import { counts, type Known, type Link } from "../../link.ts";
import { moment, plain, relative, shown } from "../../markdown.ts";
import { lineUp, type Match, type Team } from "../../match.ts";
import { ending, pageOf, scoreOf, subtitle, teamBlocks, titleOf } from "../../match-card.ts";
import { teamsSeen } from "../../match-seen.ts";
import { type Block, type Button, buttonsOf, text } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { MatchRecord } from "../../record.ts";
import { isLive, type Room } from "../../room.ts";
import { type GuildShown, lacking } from "../../shown.ts";
import type { Texts } from "../../texts/texts.ts";
import { type Caller, type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { ownWait } from "./own-wait.ts";
import { linkYourAccount } from "./proof.ts";

type Played = Pick<MatchRecord, "match" | "rooms">;

/** Discord's limit for the label of an entry. */
const entryLength = 100;

export const match: Command = {
	data: {
		name: "match",
		description: "Show a FACEIT match, its rooms, who is where, and why you are not in yours",
		...inServers,
		options: [
			{
				type: ApplicationCommandOptionType.User,
				name: "member",
				description: "Whose match; yours if you leave it out",
			},
		],
	},

	run(use, needs) {
		const { texts } = use;
		const discordId = use.people.member?.discordId ?? use.member.discordId;
		const isOwn = discordId === use.member.discordId;
		const link = needs.links.byMember(discordId);
		if (link === undefined) return isOwn ? unlinked(use) : { content: texts.match.otherUnlinked(`<@${discordId}>`) };
		const all = needs.records.ofPlayer(link.faceitId);
		const played = current(all);
		const name = `**${shown(link.nickname)}**`;
		if (played === undefined) return { content: texts.match.none(name) };
		const message = matchMessage(played, use, needs);
		const others = all.filter((one) => one !== played);
		return others.length === 0 ? message : { ...message, blocks: [...(message.blocks ?? []), menu(others, texts)] };
	},

	press(press, needs) {
		const { words, texts, member } = press;
		const matchId = words[0] === "other" ? press.values[0] : words[1];
		const record = needs.records.get(matchId ?? "");
		if (record === undefined) return { content: texts.match.unknown };
		const isUnlinked = needs.links.byMember(member.discordId) === undefined;
		switch (words[0]) {
			case "show":
			case "other":
				return matchMessage(record, press, needs);
			case "why":
				return isUnlinked ? unlinked(press) : why(record, press, needs);
			case "move":
				return isUnlinked ? unlinked(press) : patiently(needs.clock, () => moveMe(record, press, needs));
			default:
				return { content: texts.match.unknown };
		}
	},
};

function unlinked({ texts }: Caller): Message {
	return { content: texts.match.unlinked, blocks: [linkYourAccount] };
}

/** Of the player's matches, the one that they ask about; undefined without any. */
export function current<One extends Played>(all: readonly One[]): One | undefined {
	return all.toSorted(byInterest)[0];
}

const interest = { open: 0, waiting: 1, over: 2 } as const;

/** Matches in progress come first, the newest at the top; then upcoming ones; then those that have just ended. */
function byInterest({ match: one }: Played, { match: other }: Played): number {
	if (one.phase !== other.phase) return interest[one.phase] - interest[other.phase];
	if (one.phase === "waiting") return (one.scheduledAt ?? Infinity) < (other.scheduledAt ?? Infinity) ? -1 : 1;
	return (other.openedAt ?? 0) - (one.openedAt ?? 0);
}

function menu(others: readonly Played[], { match: words }: Texts): Block {
	const entries = others.map(({ match: { matchId, teams, competition } }) => ({
		label: plain(teams.map(({ name }) => name).join(" vs ") || words.title, entryLength),
		value: matchId,
		description: plain(competition?.name ?? "", entryLength),
	}));
	return {
		is: "menu",
		menu: { of: "entries", id: "match:other", hint: words.others, entries, chosen: [], least: 1, most: 1 },
	};
}

/** The match as the caller sees it in their guild. */
export function matchMessage(played: Played, caller: Caller, needs: CommandNeeds): Message {
	const { match: one } = played;
	const { texts, member } = caller;
	const link = needs.links.byMember(member.discordId);
	const own = link === undefined ? undefined : ownTeam(link, one);
	const guild = needs.see(member.guildId);
	return {
		tone: one.phase === "open" ? "good" : "calm",
		content: [standing(one, own !== undefined, texts), own === undefined ? "" : waitOf(own, played, caller, needs)]
			.filter((line) => line !== undefined && line !== "")
			.join("\n"),
		blocks: [
			text(`### ${titleOf(one)}`, subtitle(one, texts)),
			...(guild === undefined
				? unseenBlocks(one, texts)
				: teamBlocks(seen(played, guild, needs), texts, one.details.info)),
			buttonsOf(...buttons(own, played, caller, needs)),
		],
	};
}

/** While Discord does not show the server, nothing is said of where anybody is. */
function unseenBlocks({ teams }: Match, { match: words }: Texts): readonly Block[] {
	const names = (team: Team) => lineUp(team).map(({ nickname }) => shown(nickname));
	return [...teams.map((team) => text(`**${shown(team.name)}**`, ...names(team))), text(`-# ${words.unseen}`)];
}

type Own = { readonly link: Link; readonly team: Team };

function ownTeam(link: Link, { teams }: Match): Own | undefined {
	const team = teams.find((one) => lineUp(one).some(({ faceitId }) => faceitId === link.faceitId));
	return team === undefined ? undefined : { link, team };
}

function seen({ match: one, rooms }: Played, guild: GuildShown, needs: CommandNeeds) {
	const { guildId } = guild;
	const rule = needs.guilds.settings(guildId).claims ?? needs.grace.rule;
	const known = needs.links.known(one.teams.flatMap(lineUp).map(({ faceitId }) => faceitId));
	const isHere = (link: Known) => link.guildId === guildId || guild.position(link.discordId) !== undefined;
	const here = known.filter(isHere);
	const members = new Map(
		here.filter((link) => counts(link, guildId, rule)).map(({ faceitId, discordId }) => [faceitId, discordId]),
	);
	const unproven = new Map(here.map(({ faceitId, discordId }) => [faceitId, discordId]));
	return teamsSeen(one, {
		...{ members, unproven, position: guild.position },
		rooms: rooms.filter((room) => room.guildId === guildId),
	});
}

function buttons(own: Own | undefined, played: Played, caller: Caller, needs: CommandNeeds): readonly Button[] {
	const { texts, member } = caller;
	const { matchId, phase } = played.match;
	const onFaceit = { label: texts.card.onFaceit, url: pageOf(played.match) };
	if (needs.links.byMember(member.discordId) === undefined)
		return [{ id: "register:link", label: texts.proof.linkYourAccount, kind: "act" }, onFaceit];
	if (own === undefined || phase !== "open" || isInRoom(own, played, member.guildId, needs)) return [onFaceit];
	return [
		{ id: `match:move:${matchId}`, label: texts.match.moveMe, kind: "act" },
		{ id: `match:why:${matchId}`, label: texts.match.why, kind: "calm" },
		onFaceit,
	];
}

function why(played: Played, caller: Caller, needs: CommandNeeds): Message {
	const { texts, member } = caller;
	const link = needs.links.byMember(member.discordId);
	const own = link === undefined ? undefined : ownTeam(link, played.match);
	if (own === undefined) return { content: texts.match.notYours };
	const isIn = isInRoom(own, played, member.guildId, needs);
	const reason = waitOf(own, played, caller, needs);
	return { content: reason ?? (isIn ? texts.match.inRoom : texts.match.nothingInTheWay) };
}

/** Having left their room by themselves counts no longer; anything else that is in the way stays so. */
function moveMe({ match: { matchId } }: Played, caller: Caller, needs: CommandNeeds): Message {
	const { texts, member } = caller;
	const record = needs.records.get(matchId);
	const link = needs.links.byMember(member.discordId);
	const own = link === undefined || record === undefined ? undefined : ownTeam(link, record.match);
	if (own === undefined || record === undefined) return { content: texts.match.notYours };
	if (isInRoom(own, record, member.guildId, needs)) return { content: texts.match.inRoom };
	const reasons = needs.waits(member.guildId, matchId).filter(({ reason }) => reason !== "walkedOut");
	const reason = waitOf(own, record, caller, { ...needs, waits: () => reasons });
	needs.orders.moveAgain(member.guildId, matchId, [member.discordId]);
	return { content: reason ?? texts.match.moving };
}

function isInRoom({ link, team }: Own, { rooms }: Played, guildId: string, { see }: CommandNeeds): boolean {
	const position = see(guildId)?.position(link.discordId);
	return position !== undefined && position === roomOf(team, rooms, guildId)?.channelId;
}

type WaitNeeds = Pick<CommandNeeds, "see" | "guilds" | "waits" | "scopes" | "clock">;

/** Why they are not in their room; undefined if they are, or if nothing is known about it. */
function waitOf({ link, team }: Own, played: Played, caller: Caller, needs: WaitNeeds): string | undefined {
	const { guildId } = caller.member;
	const guild = needs.see(guildId);
	if (guild === undefined) return undefined;
	const { matchId } = played.match;
	const room = roomOf(team, played.rooms, guildId);
	const position = guild.position(link.discordId);
	const { categoryId } = needs.guilds.settings(guildId);
	return ownWait(
		needs.waits(guildId, matchId),
		{
			...{ discordId: link.discordId, faceitId: link.faceitId, matchId, teamId: team.teamId, room },
			isInRoom: position !== undefined && position === room?.channelId,
			now: needs.clock.now(),
			lacking: lacking(guild, essentialNeeds(needs.scopes), categoryId),
		},
		caller.texts,
	);
}

function roomOf({ teamId }: Team, rooms: readonly Room[], guildId: string): Room | undefined {
	return rooms.find((room) => room.guildId === guildId && room.teamId === teamId && isLive(room));
}

function standing(one: Match, isOwn: boolean, texts: Texts): string {
	const { phase, scheduledAt, openedAt, details } = one;
	switch (phase) {
		case "waiting":
			return scheduledAt === null ? texts.match.announced : texts.match.planned(moment(scheduledAt));
		case "open": {
			const score = scoreOf(one);
			if (details.info?.status === "ONGOING" && score !== undefined) return texts.match.live(score);
			return texts.match.on(openedAt === null ? undefined : relative(openedAt), isOwn);
		}
		case "over":
			return ending(one, texts);
		default:
			throw new Error(`no such phase: ${phase satisfies never}`);
	}
}
