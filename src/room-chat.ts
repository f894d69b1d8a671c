// The message in the chat of a room: whose it is, who is let in, and when it closes. Pure.

import { relative, shown } from "./markdown.ts";
import type { Match, Team } from "./match.ts";
import { pageOf, subtitle, titleOf } from "./match-card.ts";
import { buttonsOf, type Layout, text } from "./message.ts";
import { mostGuests, type Room } from "./room.ts";
import type { Texts } from "./texts/texts.ts";

/** How much longer a room stays for each press of "Keep open", ms, and at most after the match is over, ms. */
export const keepOpenMs = 10 * 60_000;
export const longestKeptMs = 60 * 60_000;

/** `closesAt`: when the room closes, epoch ms; null while the match goes on. */
export function roomChat(match: Match, team: Team, room: Room, closesAt: number | null, texts: Texts): Layout {
	const { code, guests } = room;
	const words = texts.room;
	const onFaceit = { label: texts.card.onFaceit, url: pageOf(match) };
	const guestLine = guests.length === 0 ? "" : words.guests(guests.map((id) => `<@${id}>`).join(", "));
	const head = text(`### ${titleOf(match)}`, subtitle(match, texts));
	if (closesAt !== null) {
		return {
			tone: "calm",
			blocks: [
				head,
				text(words.closes(relative(closesAt)), guestLine),
				buttonsOf(
					{ id: `room:keep:${code}`, label: words.keepOpen(keepOpenMs / 60_000), kind: "calm" },
					{ id: `room:close:${code}`, label: words.closeNow, kind: "remove" },
					onFaceit,
				),
			],
		};
	}
	return {
		tone: "good",
		blocks: [
			head,
			text(words.private(shown(team.name)), guestLine),
			{
				is: "menu",
				menu: {
					...{ of: "members", id: `room:guests:${code}`, hint: words.letIn },
					...{ chosen: guests, least: 0, most: mostGuests },
				},
			},
			buttonsOf({ id: `match:show:${match.matchId}`, label: texts.card.myMatch, kind: "calm" }, onFaceit),
		],
	};
}
