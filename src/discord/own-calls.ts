// The calls that discord.js makes itself, such as answers to commands: told like ours, for the metrics.

import { type Client, RESTEvents } from "discord.js";

export function tellOwnCalls(
	client: Client,
	tell: (call: { readonly route: string; readonly status: number }) => void,
) {
	client.rest.on(RESTEvents.Response, ({ method, route }, { status }) => tell({ route: `${method} ${route}`, status }));
}
