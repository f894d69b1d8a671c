// What is left to do about one match in one guild: its rooms and moves, its card, the chat and the status of its rooms. Pure.

import type { Match } from "../../match.ts";
import type { View } from "../view.ts";
import { planCard } from "./cards.ts";
import { planChats } from "./chats.ts";
import { earliest } from "./posts.ts";
import { type Plan, plan } from "./rooms.ts";
import { planStatuses } from "./statuses.ts";

export function planMatch(match: Match, view: View, now: number): Plan {
	const rooms = plan(match, view, now);
	const others = [planCard(match, view, now), planChats(match, view, now)];
	return {
		actions: [...rooms.actions, ...others.flatMap(({ actions }) => actions), ...planStatuses(match, view, now)],
		waits: rooms.waits,
		wakeAt: earliest(rooms.wakeAt, ...others.map(({ wakeAt }) => wakeAt)),
	};
}
