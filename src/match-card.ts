// The message that shows a match: its teams, who is there and who is missing, its score. Pure.

import { linked, relative, shown } from "./markdown.ts";
import type { Match } from "./match.ts";
import { type MatchInfo, matchUrl, ofTeam } from "./match-info.ts";
import type { PlayerSeen, TeamSeen } from "./match-seen.ts";
import { type Block, type Button, buttonsOf, type Layout, type Tone, text } from "./message.ts";
import type { Texts } from "./texts/texts.ts";

export type CardFacts = {
	readonly match: Match;
	readonly teams: readonly TeamSeen[];
	/** The match has, or is to have, its rooms here. */
	readonly isOn: boolean;
};

/** Two names and what is between them. */
const nameInTitle = 40;

/** The card of a match in the announcements channel. */
export function matchCard(facts: CardFacts, texts: Texts): Layout {
	const { match, teams, isOn } = facts;
	const buttons: Button[] = [{ label: texts.card.onFaceit, url: matchUrl(match.matchId) }];
	if (isOn) buttons.unshift({ id: `match:show:${match.matchId}`, label: texts.card.myMatch, kind: "calm" });
	const isAnyUnlinked = teams.some(({ players }) => players.some(({ place }) => place === "unlinked"));
	if (isOn && isAnyUnlinked) buttons.push({ id: "register:link", label: texts.proof.linkYourAccount, kind: "act" });
	return {
		tone: toneOf(match),
		blocks: [
			text(`### ${titleOf(match)}`, subtitle(match, texts)),
			text(headline(facts, texts)),
			...(match.phase === "over" ? resultBlocks(match, texts) : teamBlocks(teams, texts, match.details.info)),
			...(isOn && isAnyUnlinked ? [text(`-# ${texts.card.unlinkedHint}`)] : []),
			buttonsOf(...buttons),
		],
	};
}

/** "Team Vale vs Team Oak", with the link to FACEIT's page. */
export function titleOf({ matchId, teams }: Match): string {
	const names = teams.map(({ name }) => shown(name, nameInTitle)).join(" vs ");
	return linked(names === "" ? "FACEIT match" : names, matchUrl(matchId));
}

/** "Vale Cup · Round 2 · BO3 · de_mirage · Frankfurt", as far as known. */
export function subtitle({ competition, details: { info } }: Match, { card }: Texts): string {
	const parts = [
		shown(competition?.name ?? "", nameInTitle * 2),
		shown(info?.stage ?? ""),
		info?.bestOf == null || info.bestOf < 2 ? "" : card.bestOf(info.bestOf),
		(info?.maps ?? []).map((map) => shown(map)).join(", "),
		shown(info?.server ?? ""),
	];
	const known = parts.filter((part) => part !== "" && part !== shown(""));
	return known.length === 0 ? "" : `-# ${known.join(" · ")}`;
}

/** "13 : 7", in the order of the teams; undefined while there is none. */
export function scoreOf({ teams }: Match, score: MatchInfo["score"] | undefined): string | undefined {
	const points = teams.map(({ teamId }) => ofTeam(score ?? [], teamId));
	if (points.length === 0 || points.some((one) => one === undefined)) return undefined;
	return points.join(" : ");
}

function headline({ match, isOn }: CardFacts, { card }: Texts): string {
	const { phase, scheduledAt, details } = match;
	switch (phase) {
		case "waiting":
			if (isOn) return card.open;
			return scheduledAt === null ? card.forming : card.planned(relative(scheduledAt));
		case "open": {
			if (!isOn) return card.closedByStaff;
			const score = scoreOf(match, details.info?.score);
			const isPlayed = details.info?.status === "ONGOING";
			return isPlayed ? card.live(score) : card.open;
		}
		case "over":
			return ending(match, card);
		default:
			throw new Error(`no such phase: ${phase satisfies never}`);
	}
}

function ending(match: Match, card: Texts["card"]): string {
	const { end, info } = match.details;
	if (isCancelled(match)) return end === "aborted" ? card.aborted : card.cancelled;
	const score = scoreOf(match, info?.score);
	const winner = match.teams.find(({ teamId }) => teamId === info?.winnerId);
	if (winner !== undefined) return card.won(shown(winner.name), score);
	return score === undefined ? card.over : card.drawn(score);
}

/** True for a match that ended without a result. */
export function isCancelled({ details: { end, info } }: Match): boolean {
	return end === "cancelled" || end === "aborted" || info?.status === "CANCELLED" || info?.status === "ABORTED";
}

/** One line for each map. */
function resultBlocks(match: Match, { card }: Texts): readonly Block[] {
	const lines = (match.details.info?.played ?? []).map(({ map, score }) =>
		card.mapResult(shown(map), scoreOf(match, score) ?? "–"),
	);
	return lines.length === 0 ? [] : [text(...lines)];
}

/** Each team with its players: who is there, and who is missing and why. */
export function teamBlocks(teams: readonly TeamSeen[], texts: Texts, info?: MatchInfo): readonly Block[] {
	return teams.map(({ team, roomId, players }) => {
		const elo = ofTeam(info?.elo ?? [], team.teamId);
		const head = [
			`**${shown(team.name)}**`,
			elo === undefined ? "" : texts.card.averageElo(Math.round(elo).toLocaleString("en")),
			roomId === null ? "" : `<#${roomId}>`,
		];
		return text(head.filter((part) => part !== "").join(" · "), ...players.map((one) => playerLine(one, texts)));
	});
}

const marks = { room: "🟢", voice: "🟡", away: "⚪", unproven: "⚪", unlinked: "⚪" } as const;

function playerLine({ player, isPlaying, place }: PlayerSeen, { card }: Texts): string {
	const level = player.level === undefined ? "" : ` \`${player.level}\``;
	const bench = isPlaying ? "" : ` (${card.substitute})`;
	const why = place === "room" ? "" : ` – ${card.places[place]}`;
	return `${marks[place]} ${shown(player.nickname)}${level}${bench}${why}`;
}

function toneOf(match: Match): Tone {
	if (match.phase === "over") return isCancelled(match) ? "bad" : "calm";
	return match.phase === "open" ? "good" : "brand";
}
