// The calls that discord.js makes itself, such as answers to commands: published like ours, for the metrics.

import { type Client, RESTEvents } from "discord.js";
import type { Publish } from "../fact.ts";

export function publishOwnCalls(client: Client, publish: Publish): void {
	client.rest.on(RESTEvents.Response, ({ method, route }, { status }) => {
		publish({ kind: "discordCalled", route: `${method} ${route}`, status });
	});
}
