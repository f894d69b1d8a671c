// Label values: few and known beforehand. Whatever comes from outside must not become a time series of its own.

import { type Answer, everyday } from "../call.ts";

const events = new Set([
	"match_object_created",
	"match_status_configuring",
	"match_status_ready",
	"match_status_finished",
	"match_status_cancelled",
	"match_status_aborted",
	"match_demo_ready",
]);

/** The event, `other` for one we do not know, `none` for a body that was refused before it was read. */
export function eventLabel(event: string | null): string {
	return event === null ? "none" : events.has(event) ? event : "other";
}

/** The route without the ids and tokens in it, in one form whoever wrote it. */
export function routeLabel(route: string): string {
	return route
		.split("?", 1)
		.join("")
		.replace(/\/(?:\d{2,}|:\w+)/g, "/{id}")
		.replace(/(\/(?:webhooks|interactions)\/\{id\})\/[^/]+/, "$1/{token}")
		.slice(0, 100);
}

export function actionOutcome(answer: Answer<unknown>): string {
	if (answer.is === "later") return "limited";
	if (answer.is === "refused" && everyday.has(answer.code)) return "absent";
	return answer.is;
}
