// The bot itself: who it is, and where its gateway stands.
import { type Gateway, startsLeft } from "../gateway.ts";
import { userPayload } from "../payloads.ts";
import type { Route } from "../route.ts";

export function selfRoutes(gateway: Gateway): Route[] {
	const { world } = gateway;
	const application = () => ({
		id: world.applicationId,
		name: world.bot.username,
		icon: null,
		description: "",
		bot_public: true,
		bot_require_code_grant: false,
		verify_key: "0".repeat(64),
		flags: 0,
		hook: true,
		approximate_guild_count: world.guilds.size,
		bot: userPayload(world.bot),
	});
	return [
		{ on: "GET /gateway", act: () => ({ url: gateway.settings.gatewayUrl }) },
		{
			on: "GET /gateway/bot",
			act: () => ({
				url: gateway.settings.gatewayUrl,
				shards: gateway.settings.shards,
				session_start_limit: {
					total: 1000,
					remaining: startsLeft(gateway),
					reset_after: 86_400_000,
					max_concurrency: gateway.settings.maxConcurrency,
				},
			}),
		},
		{ on: "GET /users/@me", act: () => userPayload(world.bot) },
		{ on: "GET /applications/@me", act: application },
		{ on: "GET /oauth2/applications/@me", act: application },
	];
}
