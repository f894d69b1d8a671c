// /staff match and /staff add: staff open or close the rooms of a match, have its players moved again, or let somebody in.

import type { APIApplicationCommandOptionChoice } from "discord.js";
import { plain, shown } from "../../markdown.ts";
import { lineUp, type Match } from "../../match.ts";
import { titleOf } from "../../match-card.ts";
import { patiently } from "../../patience.ts";
import type { Settler } from "../../players.ts";
import { isLive } from "../../room.ts";
import type { CommandNeeds, Message, Suggesting, Use } from "./command.ts";
import { matchMessage } from "./match.ts";

type Choices = readonly APIApplicationCommandOptionChoice<string>[];

/** Discord's limits for suggestions. */
const most = 25;
const longest = 100;

/** A match's id in what was typed: chosen from the list, or a link to its page at FACEIT. */
export function matchIdIn(typed: string): string | undefined {
	return /(?:^|\/)(\d{1,10}-[0-9a-f-]{36})(?:$|[/?#])/.exec(typed.trim())?.[1];
}

/** The matches of the guild, by teams and competition. */
export function suggestMatches(typed: string, { member }: Suggesting, needs: CommandNeeds): Choices {
	const all = needs.matchesIn(member.guildId).flatMap((matchId) => needs.records.get(matchId) ?? []);
	return matching(
		typed,
		all.map(({ match }) => ({ name: nameOf(match), value: match.matchId })),
	);
}

/** The teams that have a room in the guild. */
export function suggestTeams(typed: string, { member }: Suggesting, needs: CommandNeeds): Choices {
	const all = needs.matchesIn(member.guildId).flatMap((matchId) => needs.records.get(matchId) ?? []);
	return matching(
		typed,
		all.flatMap(({ match, rooms }) =>
			rooms
				.filter((room) => room.guildId === member.guildId && isLive(room))
				.map(({ teamId, code }) => {
					const team = match.teams.find((one) => one.teamId === teamId)?.name ?? code;
					return { name: `${team} – ${match.competition?.name ?? ""}`, value: code };
				}),
		),
	);
}

function matching(typed: string, all: readonly { readonly name: string; readonly value: string }[]): Choices {
	const words = typed.trim().toLowerCase();
	return all
		.filter(({ name }) => name.toLowerCase().includes(words))
		.slice(0, most)
		.map(({ name, value }) => ({ name: plain(name, longest), value }));
}

function nameOf({ teams, competition, matchId }: Match): string {
	const names = teams.map(({ name }) => name).join(" vs ") || matchId;
	return competition === null ? names : `${names} – ${competition.name}`;
}

/** `what` is "open", "close" or "move". */
export async function decideMatch(what: string, settler: Settler, use: Use, needs: CommandNeeds): Promise<Message> {
	const { texts, member } = use;
	const matchId = matchIdIn(String(use.options.match ?? ""));
	if (matchId === undefined) return { content: texts.staff.noSuchMatch };
	if (needs.records.get(matchId) === undefined) {
		const found = what === "open" ? await needs.orders.lookUp(matchId) : "unknown";
		if (found !== "found") return { content: texts.staff[found === "unknown" ? "noSuchMatch" : "faceitSilent"] };
	}
	return patiently(needs.clock, () => {
		const record = needs.records.get(matchId);
		if (record === undefined) return { content: texts.staff.noSuchMatch };
		const title = titleOf(record.match);
		if (record.match.phase === "over") return { content: texts.staff.matchIsOver(title) };
		if (what === "move") {
			const ids = record.match.teams.flatMap(lineUp).map(({ faceitId }) => faceitId);
			const members = needs.links.known(ids).map(({ discordId }) => discordId);
			needs.orders.moveAgain(member.guildId, matchId, members);
			return withMatch(texts.staff.movedAgain(title), matchId, use, needs);
		}
		needs.orders.order(member.guildId, matchId, what === "open" ? "open" : "closed", settler);
		return withMatch(what === "open" ? texts.staff.opened(title) : texts.staff.closed(title), matchId, use, needs);
	});
}

/** What happens now, and the match as it stands. */
function withMatch(said: string, matchId: string, use: Use, needs: CommandNeeds): Message {
	const record = needs.records.get(matchId);
	return record === undefined ? { content: said } : { ...matchMessage(record, use, needs), content: said };
}

/** Lets the member into the room with this code, as a guest. */
export function addGuest(settler: Settler, discordId: string, use: Use, needs: CommandNeeds): Message {
	const { texts, member } = use;
	const code = String(use.options.team ?? "");
	const found = needs.orders.find(member.guildId, code);
	if (found === undefined) return { content: texts.staff.noSuchRoom };
	const { record, room } = found;
	const others = record.match.teams.filter(({ teamId }) => teamId !== room.teamId).flatMap(lineUp);
	const opponents = needs.links.known(others.map(({ faceitId }) => faceitId));
	if (opponents.some((one) => one.discordId === discordId)) return { content: texts.guests.refused(`<@${discordId}>`) };
	const outcome = needs.orders.letIn(member.guildId, code, [...room.guests, discordId], settler);
	const channel = room.channelId === null ? `**${shown(code)}**` : `<#${room.channelId}>`;
	return { content: outcome.is === "changed" ? texts.staff.added(`<@${discordId}>`, channel) : texts.guests.unchanged };
}
