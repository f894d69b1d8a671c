// Plans the message in the chat of each room of a match. It goes with the room. Pure.

import type { Match } from "../../match.ts";
import { roomChat } from "../../room-chat.ts";
import type { MatchAction } from "../actions/handlers.ts";
import type { View } from "../view.ts";
import { earliest, planPost, type Step } from "./posts.ts";
import { closesAt } from "./rooms.ts";
import { isPresent } from "./seen.ts";

type ChatPlan = { readonly actions: readonly MatchAction[]; readonly wakeAt: number | null };

export function planChats(match: Match, view: View, now: number): ChatPlan {
	if (!view.settings.hasRoomChat) return { actions: [], wakeAt: null };
	const plans = view.rooms.flatMap((room): ChatPlan[] => {
		const { code, channelId, chat } = room;
		const team = match.teams.find(({ teamId }) => teamId === room.teamId);
		if (team === undefined || channelId === null || !isPresent(room, view)) return [];
		const endsAt = closesAt(match, room, view);
		// What closes now takes its message with it.
		if (endsAt !== null && endsAt <= now) return [];
		const wanted = {
			...{ channelId, nonce: `r${code}${now.toString(36)}`, layout: roomChat(match, team, room, endsAt, view.texts) },
			...{ isFinal: false, mayPost: true },
		};
		const { step, wakeAt } = planPost(chat, wanted, now);
		return [{ actions: step === null ? [] : [actionOf(code, step)], wakeAt }];
	});
	return {
		actions: plans.flatMap(({ actions }) => actions),
		wakeAt: earliest(...plans.map(({ wakeAt }) => wakeAt)),
	};
}

function actionOf(code: string, step: Step): MatchAction {
	switch (step.is) {
		case "post":
			return { do: "postChat", code, post: step.post, layout: step.layout };
		case "edit":
			return { do: "editChat", code, post: step.post, layout: step.layout };
		case "find":
		case "end":
			return { do: "findChat", code, post: step.post, mark: `:${code}` };
		default:
			throw new Error(`no such step: ${step satisfies never}`);
	}
}
