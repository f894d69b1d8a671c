// /match: the member's match as it stands, and who is where.

import type { APIEmbedField, Guild } from "discord.js";
import { type Match, type Player, playing, type Team } from "../../match.ts";
import type { Room } from "../../plan.ts";
import { fitting, moment, relative, sentences, shown } from "../words.ts";
import { type Command, type CommandNeeds, inServers, type Message } from "./command.ts";

type Played = { readonly match: Match; readonly rooms: readonly Room[] };

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

	run(use, needs) {
		const link = needs.links.byMember(use.user.id);
		if (link === undefined) {
			return { content: "No FACEIT account is linked to you, so I do not know your matches. `/register` links yours." };
		}
		const [current] = needs.records.ofPlayer(link.faceitId).toSorted(byInterest);
		if (current !== undefined) return matchMessage(current, use.guild, needs);
		return {
			content: sentences(
				`**${shown(link.nickname)}** has no match that I know of right now.`,
				"When FACEIT starts one, your team's room opens by itself and this command shows it.",
			),
		};
	},
};

const interest = { open: 0, waiting: 1, over: 2 } as const;

/** The one that is on comes first, and the newest of several; then the next to come; then what is just over. */
function byInterest({ match: one }: Played, { match: other }: Played): number {
	if (one.phase !== other.phase) return interest[one.phase] - interest[other.phase];
	if (one.phase === "waiting") return (one.scheduledAt ?? Infinity) < (other.scheduledAt ?? Infinity) ? -1 : 1;
	return (other.openedAt ?? 0) - (one.openedAt ?? 0);
}

function matchMessage(played: Played, guild: Guild, needs: CommandNeeds): Message {
	const { teams, competition } = played.match;
	const ids = teams.flatMap((team) => [...team.roster, ...team.substitutes].map((player) => player.faceitId));
	const members = new Map(needs.links.known(ids).map(({ faceitId, discordId }) => [faceitId, discordId]));
	return {
		content: standing(played.match),
		embeds: [
			{
				title: teams.map((team) => shown(team.name, nameInTitle)).join(" vs ") || "The teams are not known yet",
				...(competition !== null && { description: shown(competition.name) }),
				fields: teams.map((team) => teamField(team, played, guild, members)),
			},
		],
	};
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
	guild: Guild,
	members: ReadonlyMap<string, string>,
): APIEmbedField {
	const room = rooms.find((one) => one.guildId === guild.id && one.teamId === team.teamId && one.state !== "closed");
	const channelId = room?.channelId ?? null;
	const now = new Set(playing(team).map((player) => player.faceitId));
	const line = (player: Player) => {
		const bench = now.has(player.faceitId) ? "" : " (substitute)";
		return `${shown(player.nickname)}${bench}: ${whereabouts(members.get(player.faceitId), channelId, guild)}`;
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

/** Which other channel somebody is in is theirs to tell. */
function whereabouts(discordId: string | undefined, roomId: string | null, guild: Guild): string {
	if (discordId === undefined) return "not linked";
	// Those who left voice stay in the cache, without a channel.
	const channelId = guild.voiceStates.cache.get(discordId)?.channelId ?? null;
	if (channelId === null) return "not in voice";
	return channelId === roomId ? "🔊 in the room" : "in another channel";
}
