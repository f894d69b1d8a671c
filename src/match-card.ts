// The message that shows a match: its teams, who is there and who is missing, its score. Pure.

import { linked, relative, shown } from "./markdown.ts";
import type { Match } from "./match.ts";
import { type MapResult, type MatchInfo, matchPage } from "./match-info.ts";
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
	const buttons: Button[] = [{ label: texts.card.onFaceit, url: pageOf(match) }];
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

/** The match's page at FACEIT. */
export function pageOf({ matchId, details: { info } }: Match): string {
	return info?.url ?? matchPage(matchId, info?.game ?? undefined);
}

/** "Team Vale vs Team Oak", with the link to FACEIT's page. */
export function titleOf(match: Match): string {
	const names = match.teams.map(({ name }) => shown(name, nameInTitle)).join(" vs ");
	return linked(names === "" ? "FACEIT match" : names, pageOf(match));
}

/** "Vale Cup · Round 2 · BO3 · de_mirage · Frankfurt", as far as known. */
export function subtitle({ competition, details: { info } }: Match, { card }: Texts): string {
	const bestOf = info?.bestOf ?? 1;
	const known = [
		...named(competition?.name),
		...(info?.round == null ? [] : [card.round(info.round)]),
		...(bestOf < 2 ? [] : [card.bestOf(bestOf)]),
		...(info?.maps ?? []).slice(0, mostMaps).map((map) => shown(map)),
		...named(info?.location),
	];
	return known.length === 0 ? "" : `-# ${known.join(" · ")}`;
}

const mostMaps = 5;

function named(name: string | null | undefined): readonly string[] {
	return name == null || name.trim() === "" ? [] : [shown(name)];
}

/** "13 : 7", in the order of the teams; undefined while there is none. */
export function scoreOf({ teams, details: { info } }: Match): string | undefined {
	return inOrder(teams.map(({ teamId }) => infoOf(teamId, info)?.score ?? null));
}

function inOrder(points: readonly (number | null | undefined)[]): string | undefined {
	return points.length === 0 || points.some((one) => one == null) ? undefined : points.join(" : ");
}

function infoOf(teamId: string, info: MatchInfo | undefined) {
	return info?.teams.find((one) => one.teamId === teamId);
}

function headline({ match, isOn }: CardFacts, texts: Texts): string {
	const { card } = texts;
	const { phase, scheduledAt, details } = match;
	switch (phase) {
		case "waiting":
			if (isOn) return card.open;
			return scheduledAt === null ? card.forming : card.planned(relative(scheduledAt));
		case "open": {
			if (!isOn) return card.closedByStaff;
			const score = scoreOf(match);
			const isPlayed = details.info?.status === "ONGOING";
			return isPlayed ? card.live(score) : card.open;
		}
		case "over":
			return ending(match, texts);
		default:
			throw new Error(`no such phase: ${phase satisfies never}`);
	}
}

/** How it ended, in one line. */
export function ending(match: Match, { card }: Texts): string {
	const { end, info } = match.details;
	if (isCancelled(match)) return end === "aborted" ? card.aborted : card.cancelled;
	const score = scoreOf(match);
	const winnerId = info?.outcome?.is === "won" ? info.outcome.teamId : undefined;
	const winner = match.teams.find(({ teamId }) => teamId === winnerId);
	if (winner !== undefined) return card.won(shown(winner.name), score);
	return score === undefined ? card.over : card.drawn(score);
}

/** True for a match that ended without a result. */
export function isCancelled({ details: { end, info } }: Match): boolean {
	return end === "cancelled" || end === "aborted" || info?.status === "CANCELLED" || info?.status === "ABORTED";
}

/** True once it is known how it ended, and on which maps, or that nothing more will be told. */
export function hasResult(match: Match): boolean {
	const { info } = match.details;
	if (isCancelled(match)) return true;
	return info !== undefined && info.outcome !== null && (info.mapResults.length > 0 || info.isForfeit);
}

/** One line for each map. */
function resultBlocks(match: Match, { card }: Texts): readonly Block[] {
	const line = ({ map, scores }: MapResult, index: number) =>
		card.mapResult(
			map === null ? card.map(index + 1) : shown(map),
			inOrder(match.teams.map(({ teamId }) => scores[teamId])) ?? "–",
		);
	const lines = (match.details.info?.mapResults ?? []).slice(0, mostMaps).map(line);
	return lines.length === 0 ? [] : [text(...lines)];
}

/** Each team with its players: who is there, and who is missing and why. */
export function teamBlocks(teams: readonly TeamSeen[], texts: Texts, info?: MatchInfo): readonly Block[] {
	return teams.map(({ team, roomId, players }) => {
		const told = infoOf(team.teamId, info);
		const elo = told?.averageElo ?? null;
		const head = [
			`**${shown(team.name)}**`,
			elo === null ? "" : texts.card.averageElo(Math.round(elo).toLocaleString("en")),
			roomId === null ? "" : `<#${roomId}>`,
		];
		return text(
			head.filter((part) => part !== "").join(" · "),
			...players.map((one) => playerLine(one, told?.levels[one.player.faceitId] ?? one.player.level, texts)),
		);
	});
}

const marks = { room: "🟢", voice: "🟡", away: "⚪", unproven: "⚪", unlinked: "⚪" } as const;

function playerLine({ player, isPlaying, place }: PlayerSeen, ofGame: number | undefined, { card }: Texts): string {
	const level = ofGame === undefined ? "" : ` \`${ofGame}\``;
	const bench = isPlaying ? "" : ` (${card.substitute})`;
	const why = place === "room" ? "" : ` – ${card.places[place]}`;
	return `${marks[place]} ${shown(player.nickname)}${level}${bench}${why}`;
}

function toneOf(match: Match): Tone {
	if (match.phase === "over") return isCancelled(match) ? "bad" : "calm";
	return match.phase === "open" ? "good" : "brand";
}
