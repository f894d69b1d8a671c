// /profile, and the same from a member's menu: a linked account as FACEIT shows it now, and how sure the link is; for
// oneself also whether one wants to be moved.

import { ApplicationCommandOptionType, ApplicationCommandType } from "discord.js";
import { levelProgress } from "../../levels.ts";
import { date, shown } from "../../markdown.ts";
import { titleOf } from "../../match-card.ts";
import { type Block, buttonsOf, text } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { PlayerProfile } from "../../player-profile.ts";
import type { Profile } from "../../players.ts";
import { isLive } from "../../room.ts";
import type { Texts } from "../../texts/texts.ts";
import { noAnswer, playerCard } from "./card.ts";
import {
	type Caller,
	type Chosen,
	type Command,
	type CommandNeeds,
	inServers,
	type Message,
	type Use,
} from "./command.ts";
import { current } from "./match.ts";
import { linkYourAccount, proofButton, type Worth, worthOf, worthSentence } from "./proof.ts";

export const profile: Command = {
	data: {
		name: "profile",
		description: "Show the FACEIT account that is linked to you, or to another member",
		...inServers,
		options: [
			{
				type: ApplicationCommandOptionType.User,
				name: "member",
				description: "Whose account; yours if you leave it out",
			},
		],
	},
	run: (use, needs) => showTo(use, needs),

	async press(press, needs) {
		const isOptedOut = press.words[0] === "stay";
		await patiently(needs.clock, () => needs.players.optOut(press.member.discordId, isOptedOut));
		return own(press, needs);
	},
};

export const memberProfile: Command = {
	data: { type: ApplicationCommandType.User, name: "FACEIT profile", ...inServers },
	run: (use, needs) => showTo(use, needs),
};

function showTo(use: Use, needs: CommandNeeds): Promise<Message> {
	const chosen = use.people.member;
	return chosen === undefined || chosen.discordId === use.member.discordId
		? own(use, needs)
		: other(chosen, use, needs);
}

async function own(caller: Caller, needs: CommandNeeds): Promise<Message> {
	const { texts } = caller;
	const { discordId } = caller.member;
	const answer = await needs.players.profile(discordId);
	const link = needs.links.byMember(discordId);
	const worth = worthOf(caller, needs);
	if (answer.is === "unlinked" || link === undefined || worth === undefined)
		return { content: texts.profile.unlinked, blocks: [linkYourAccount] };
	const isOptedOut = needs.links.isOptedOut(discordId);
	return {
		content: [
			standing(answer, texts),
			ownWorth(worth, texts),
			worthSentence(worth, needs),
			isOptedOut ? texts.profile.stays : "",
		]
			.filter((line) => line !== "")
			.join("\n"),
		blocks: [
			...accountBlocks(answer, texts),
			...matchBlock(link.faceitId, caller, needs),
			buttonsOf(
				isOptedOut
					? { id: "profile:move", label: texts.profile.move, kind: "act" }
					: { id: "profile:stay", label: texts.profile.stay, kind: "calm" },
			),
			...(worth.is === "proven" ? [] : proofButton(caller, link, needs)),
		],
		asks: "own",
	};
}

/** What everybody may see of another member: which account, how sure it is here, and what FACEIT tells everybody. */
async function other({ discordId, isMember, isBot }: Chosen, caller: Caller, needs: CommandNeeds): Promise<Message> {
	const { texts } = caller;
	const who = `<@${discordId}>`;
	if (isBot) return { content: texts.profile.bot };
	if (!isMember) return { content: texts.profile.stranger };
	const answer = await needs.players.profile(discordId);
	const worth = worthOf({ member: { ...caller.member, discordId } }, needs);
	if (answer.is === "unlinked" || worth === undefined) return { content: texts.profile.otherUnlinked(who) };
	const name = `**${shown(answer.is === "found" ? answer.profile.player.nickname : answer.link.nickname)}**`;
	const sureness = worth.is === "proven" ? texts.profile.otherProven : texts.profile.otherClaimed;
	return {
		content: [
			texts.profile.other(who, name),
			worth.is === "vouched" ? texts.profile.vouched : sureness,
			answer.is === "unavailable" ? noAnswer(answer) : "",
		]
			.filter((line) => line !== "")
			.join("\n"),
		blocks: [...accountBlocks(answer, texts), ...matchBlock(answer.link.faceitId, caller, needs)],
	};
}

function ownWorth({ is }: Worth, { profile: words }: Texts): string {
	if (is === "proven") return words.proven;
	return is === "vouched" ? words.vouched : words.claimed;
}

function standing(answer: Exclude<Profile, { is: "unlinked" }>, { profile: words }: Texts): string {
	switch (answer.is) {
		case "found": {
			const name = shown(answer.profile.player.nickname);
			return answer.formerName === null ? words.linked(name) : words.renamed(name, shown(answer.formerName));
		}
		case "missing":
			return words.missing(words.linked(shown(answer.link.nickname)));
		case "unavailable":
			return words.unavailable(words.linked(shown(answer.link.nickname)), noAnswer(answer));
		default:
			throw new Error(`no such profile: ${answer satisfies never}`);
	}
}

function accountBlocks(answer: Exclude<Profile, { is: "unlinked" }>, texts: Texts): readonly Block[] {
	if (answer.is !== "found") return [];
	const { profile: found, formerName, link } = answer;
	const { profile: words } = texts;
	return [
		playerCard(
			found.player,
			...(formerName === null ? [] : [words.formerly(shown(formerName))]),
			words.linkedOn(date(link.linkedAt)),
		),
		...statsBlock(found, texts),
	];
}

const barLength = 10;

/** Progress to the next level, form, win rate and K/D, as far as FACEIT tells them. */
function statsBlock({ player, stats }: PlayerProfile, { profile: words }: Texts): readonly Block[] {
	const progress = player.game === "cs2" && player.elo !== null ? levelProgress(player.elo) : undefined;
	const done = Math.round((progress?.share ?? 0) * barLength);
	const bar = "▰".repeat(done) + "▱".repeat(barLength - done);
	const level =
		progress === undefined
			? []
			: [
					progress.missing === null
						? words.highest(bar)
						: words.progress(bar, progress.missing.toLocaleString("en"), progress.level + 1),
				];
	const form = (stats?.recent ?? []).map((isWin) => (isWin ? "🟩" : "🟥")).join("");
	const figures = [
		stats?.winRate == null ? [] : words.winRate(stats.winRate),
		stats?.killsPerDeath == null ? [] : words.killsPerDeath(stats.killsPerDeath.toLocaleString("en")),
		stats?.matches == null ? [] : words.matches(stats.matches),
	].flat();
	const lines = [
		...level,
		...(form === "" ? [] : [words.form(form)]),
		...(figures.length === 0 ? [] : [figures.join(" · ")]),
	];
	return lines.length === 0 ? [] : [text(...lines)];
}

/** The match that they play now, and their room here. */
function matchBlock(faceitId: string, { texts, member }: Caller, { records }: CommandNeeds): readonly Block[] {
	const played = current(records.ofPlayer(faceitId).filter(({ match }) => match.phase === "open"));
	if (played === undefined) return [];
	const team = played.match.teams.find(({ roster, substitutes }) =>
		[...roster, ...substitutes].some((one) => one.faceitId === faceitId),
	);
	const room = played.rooms.find(
		(one) => one.guildId === member.guildId && one.teamId === team?.teamId && isLive(one) && one.channelId !== null,
	);
	return [text(texts.profile.playing(titleOf(played.match), room === undefined ? undefined : `<#${room.channelId}>`))];
}
