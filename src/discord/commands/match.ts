// /match: the member's match as it stands, and who is where.

import { essentialNeeds } from "../../guild-check.ts";
import type { Link } from "../../link.ts";
import { fitting, moment, relative, sentences, shown } from "../../markdown.ts";
import { type Match, type Player, playing, type Team } from "../../match.ts";
import { text } from "../../message.ts";
import type { MatchRecord } from "../../record.ts";
import { isLive, type Room } from "../../room.ts";
import { type GuildShown, lacking } from "../../shown.ts";
import { fieldsOf } from "./card.ts";
import { type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { ownWait } from "./own-wait.ts";
import { linkYourAccount } from "./proof.ts";

type Played = Pick<MatchRecord, "match" | "rooms">;

/** One guild: its id, and what Discord shows of it, undefined while it shows nothing. */
type Here = { readonly guildId: string; readonly guild: GuildShown | undefined };

type MatchNeeds = Pick<CommandNeeds, "guilds" | "waits" | "scopes" | "clock"> & {
	readonly links: Pick<CommandNeeds["links"], "known">;
};

/** Discord's limit for the value of an embed's field. */
const fieldLength = 1024;
/** Two names and what is between them have to fit into an embed's title of 256, with every letter escaped. */
const nameInTitle = 48;

export const match: Command = {
	data: {
		name: "match",
		description: "Show your FACEIT match, its rooms, and who is where",
		...inServers,
	},

	run({ member: { discordId, guildId } }, needs) {
		const link = needs.links.byMember(discordId);
		if (link === undefined) {
			return {
				content: "No FACEIT account is linked to you, so I do not know your matches. `/register` links yours.",
				blocks: [linkYourAccount],
			};
		}
		const played = current(needs.records.ofPlayer(link.faceitId));
		const here = { guildId, guild: needs.see(guildId) };
		if (played !== undefined) return matchMessage(played, here, link, needs);
		return {
			content: sentences(
				`**${shown(link.nickname)}** has no match that I know of right now.`,
				"When FACEIT starts one, your team's room opens by itself and this command shows it.",
			),
		};
	},
};

/** Of the player's matches, the one that they ask about; undefined without any. */
export function current(all: readonly Played[]): Played | undefined {
	return all.toSorted(byInterest)[0];
}

const interest = { open: 0, waiting: 1, over: 2 } as const;

/** Matches in progress come first, the newest at the top; then upcoming ones; then those that have just ended. */
function byInterest({ match: one }: Played, { match: other }: Played): number {
	if (one.phase !== other.phase) return interest[one.phase] - interest[other.phase];
	if (one.phase === "waiting") return (one.scheduledAt ?? Infinity) < (other.scheduledAt ?? Infinity) ? -1 : 1;
	return (other.openedAt ?? 0) - (one.openedAt ?? 0);
}

/** The match as `asker` sees it in one guild. */
export function matchMessage(played: Played, here: Here, asker: Link, needs: MatchNeeds): Message {
	const { teams, competition } = played.match;
	const ids = teams.flatMap((team) => [...team.roster, ...team.substitutes].map((player) => player.faceitId));
	const members = new Map(needs.links.known(ids).map(({ faceitId, discordId }) => [faceitId, discordId]));
	return {
		content: [standing(played.match), waitOf(asker, played, here, needs) ?? []].flat().join("\n"),
		blocks: [
			text(
				`### ${teams.map((team) => shown(team.name, nameInTitle)).join(" vs ") || "The teams are not known yet"}`,
				competition === null ? "" : shown(competition.name),
			),
			...fieldsOf(...teams.map((team) => teamField(team, played, here, members))),
		],
	};
}

/** Why the person who asks is not in their room; undefined if they are, or if nothing is known about it. */
function waitOf({ discordId, faceitId }: Link, played: Played, here: Here, needs: MatchNeeds): string | undefined {
	const { guildId, guild } = here;
	const { matchId } = played.match;
	const team = played.match.teams.find(({ roster, substitutes }) =>
		[...roster, ...substitutes].some((player) => player.faceitId === faceitId),
	);
	if (team === undefined || guild === undefined) return undefined;
	const room = roomOf(team, played.rooms, guildId);
	const position = guild.position(discordId);
	const { categoryId } = needs.guilds.settings(guildId);
	return ownWait(needs.waits(guildId, matchId), {
		...{ discordId, faceitId, matchId, teamId: team.teamId, room },
		isInRoom: position !== undefined && position === room?.channelId,
		now: needs.clock.now(),
		lacking: lacking(guild, essentialNeeds(needs.scopes), categoryId),
	});
}

function roomOf({ teamId }: Team, rooms: readonly Room[], guildId: string): Room | undefined {
	return rooms.find((room) => room.guildId === guildId && room.teamId === teamId && isLive(room));
}

function standing({ phase, scheduledAt, openedAt }: Match): string {
	switch (phase) {
		case "waiting":
			return scheduledAt === null
				? "⏳ Your match is announced. Its rooms open as soon as FACEIT starts it."
				: `⏳ Your match is planned for ${moment(scheduledAt)}. Its rooms open shortly before.`;
		case "open":
			return `▶️ Your match is on${openedAt === null ? "" : `; its rooms opened ${relative(openedAt)}`}.`;
		case "over":
			return "🏁 Your match is over. Its rooms close in a moment.";
		default:
			throw new Error(`no such phase: ${phase satisfies never}`);
	}
}

function teamField(
	team: Team,
	{ match: { phase }, rooms }: Played,
	{ guildId, guild }: Here,
	members: ReadonlyMap<string, string>,
): { readonly name: string; readonly value: string } {
	const channelId = roomOf(team, rooms, guildId)?.channelId ?? null;
	const now = new Set(playing(team).map((player) => player.faceitId));
	const line = (player: Player) => {
		const bench = now.has(player.faceitId) ? "" : " (substitute)";
		const place = guild === undefined ? "" : `: ${whereabouts(members.get(player.faceitId), channelId, guild)}`;
		return `${shown(player.nickname)}${bench}${place}`;
	};
	const players = [...team.roster, ...team.substitutes].map(line);
	const head = channelId === null ? absentRoom[phase] : `Room: <#${channelId}>`;
	return { name: shown(team.name), value: fitting([head, ...players], fieldLength) };
}

const absentRoom = {
	waiting: "The room is not open yet.",
	open: "There is no room in this server yet.",
	over: "The room is closed.",
} as const satisfies Record<Match["phase"], string>;

/** Which other channel somebody is in is their own business. */
function whereabouts(discordId: string | undefined, roomId: string | null, guild: GuildShown): string {
	if (discordId === undefined) return "not linked";
	const channelId = guild.position(discordId);
	if (channelId === undefined) return "not in voice";
	return channelId === roomId ? "🔊 in the room" : "in another channel";
}
