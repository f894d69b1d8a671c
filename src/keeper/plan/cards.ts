// Plans the card of a match in a guild: posted once, edited while the match goes on, and until its result is known. Pure.

import { concerns } from "../../guild.ts";
import type { Match } from "../../match.ts";
import { hasResult, matchCard } from "../../match-card.ts";
import { teamsSeen } from "../../match-seen.ts";
import type { Post } from "../../post.ts";
import { isKeptUp } from "../../record.ts";
import { isRehearsal } from "../../rehearsal.ts";
import type { MatchAction } from "../actions/handlers.ts";
import type { View } from "../view.ts";
import { earliest, planPost, type Step } from "./posts.ts";
import { isStarted } from "./rooms.ts";

type CardPlan = { readonly actions: readonly MatchAction[]; readonly wakeAt: number | null };

/** How long before its planned start a match is announced, ms. */
const announceAheadMs = 30 * 60_000;
/** How long after the end the result is waited for, and how long after that a card that cannot be edited is kept, ms. */
const resultMs = 30 * 60_000;
const giveUpMs = 10 * 60_000;

const nothing: CardPlan = { actions: [], wakeAt: null };

export function planCard(match: Match, view: View, now: number): CardPlan {
	const { matchId } = match;
	const channelId = view.card?.channelId ?? view.cardChannelId;
	// What is only tried out is nobody else's news.
	if (channelId === null || isRehearsal(match)) return nothing;
	const post = reopened(view.card, match);
	const endsAt = match.phase === "over" ? (match.overAt ?? now) + resultMs : null;
	if (post?.state === "kept" && endsAt !== null && now >= endsAt + giveUpMs && isBeyondReach(post, endsAt, view))
		return { actions: [{ do: "endCard", matchId, post: { ...post, state: "gone" } }], wakeAt: null };
	const announcedAt = match.phase === "waiting" ? (match.scheduledAt ?? now) - announceAheadMs : now;
	const isDue = announcedAt <= now && match.phase !== "over" && match.teams.length > 0 && isWanted(match, view);
	const position = (discordId: string) => view.positions.get(discordId)?.channelId;
	const teams = teamsSeen(match, { rooms: view.rooms, members: view.members, unproven: view.unproven, position });
	const layout = matchCard({ match, teams, isOn: isStarted(match, view) }, view.texts);
	const isFinal = endsAt !== null && (hasResult(match) || now >= endsAt);
	const nonce = `c${matchId.slice(-14)}${now.toString(36)}`;
	const { step, wakeAt } = planPost(post, { channelId, nonce, layout, isFinal, mayPost: isDue }, now);
	const givesUpAt = post?.state === "kept" && endsAt !== null ? (now < endsAt ? endsAt : endsAt + giveUpMs) : null;
	return {
		actions: step === null ? [] : [actionOf(matchId, step)],
		wakeAt: earliest(
			wakeAt,
			givesUpAt,
			post === null && announcedAt > now && isWanted(match, view) ? announcedAt : null,
		),
	};
}

/** Its last edit has been tried, or cannot be: whoever was away for a day still has it tried once. */
function isBeyondReach({ sentAt }: Post, endsAt: number, { isCardShown }: View): boolean {
	return sentAt >= endsAt || !isCardShown;
}

/** One of a match that FACEIT opened again is kept up to date again. */
function reopened(post: Post | null, match: Match): Post | null {
	return post !== null && isKeptUp(post, match) ? { ...post, state: "kept" } : post;
}

/** A match has a card where it has rooms, or would have them. */
function isWanted({ competition }: Match, view: View): boolean {
	if (view.rooms.length > 0 || view.order?.is === "open") return true;
	return view.members.size > 0 && !view.isPlayedElsewhere && concerns(view.settings, competition);
}

function actionOf(matchId: string, step: Step): MatchAction {
	switch (step.is) {
		case "post":
			return { do: "postCard", matchId, post: step.post, layout: step.layout };
		case "edit":
			return { do: "editCard", matchId, post: step.post, layout: step.layout };
		case "find":
			return { do: "findCard", matchId, post: step.post, mark: `:${matchId}` };
		case "end":
			return { do: "endCard", matchId, post: step.post };
		default:
			throw new Error(`no such step: ${step satisfies never}`);
	}
}
