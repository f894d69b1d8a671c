// A Discord on loopback for the demo and the tests: its REST API, its gateway, the people in it, and its bad days.
// It speaks the real protocols to the real client and is as strict as Discord, because a lenient stand-in proves nothing.
import { type Admins, createAdmins } from "./discord/admins.ts";
import type { Call } from "./discord/calls.ts";
import { createCommands } from "./discord/commands.ts";
import type { FaultHandle, FaultKind, FaultMatch } from "./discord/faults.ts";
import { createGateway, stopGateway } from "./discord/gateway.ts";
import { type GatewayControls, gatewayControls } from "./discord/gateway-controls.ts";
import { createInteractions } from "./discord/interactions.ts";
import { createLooking, type Looking } from "./discord/looking.ts";
import { createPeople, type People } from "./discord/people.ts";
import { createRest } from "./discord/rest.ts";
import { channelRoutes } from "./discord/routes/channels.ts";
import { commandRoutes } from "./discord/routes/commands.ts";
import { guildRoutes } from "./discord/routes/guilds.ts";
import { interactionRoutes } from "./discord/routes/interactions.ts";
import { memberRoutes } from "./discord/routes/members.ts";
import { messageRoutes } from "./discord/routes/messages.ts";
import { selfRoutes } from "./discord/routes/self.ts";
import { listen } from "./discord/server.ts";
import { createUsing, type Using } from "./discord/using.ts";
import { createWorld, type GatewayEvent } from "./discord/world.ts";

export type SandboxOptions = {
	port?: number;
	/** the round trip of a REST call: half of it before the call acts, half after; gateway events take half */
	latencyMs?: number;
	limits?: boolean;
	/** how many times shorter than Discord's the windows of its limits are (1): for a demo that shortens a match too */
	limitPace?: number;
	/** how many 401, 403 and 429 in ten minutes end in a ban (10,000) */
	invalidRequestLimit?: number;
	interactionDeadlineMs?: number;
	interactionTokenMs?: number;
	heartbeatIntervalMs?: number;
	/** whether the bot was granted the privileged intents */
	privilegedIntents?: boolean;
};

export type SandboxEvent = { kind: "call"; call: Call } | ({ kind: "gateway" } & GatewayEvent);

export type DiscordSandbox = Admins &
	People &
	Using &
	Looking & {
		/** for DISCORD_API_URL */
		url: string;
		token: string;
		applicationId: string;
		botId: string;
		/** both may be changed while running */
		latencyMs: number;
		limits: boolean;
		commands: (guildId?: string) => { name: string; guildId: string | null }[];
		calls: Call[];
		violations: string[];
		readonly invalidRequests: number;
		onEvent: (listener: (event: SandboxEvent) => void) => () => void;
		fault: (match: FaultMatch, kind: FaultKind) => FaultHandle;
		gateway: GatewayControls;
		stop: () => Promise<void>;
	};

export async function startDiscordSandbox(options: SandboxOptions = {}): Promise<DiscordSandbox> {
	const listeners = new Set<(event: SandboxEvent) => void>();
	const tell = (event: SandboxEvent) => {
		for (const listener of listeners) listener(event);
	};
	const settings = settingsFrom(options);
	const { world, commands, interactions, gateway, rest } = assemble(settings, tell);
	const door = { refused: false };
	const server = listen(options.port ?? 0, rest, gateway, door);
	settings.port = server.port;

	return {
		...createAdmins(world),
		...createPeople(world),
		...createLooking(world),
		...createUsing(world, commands, interactions),
		url: `http://127.0.0.1:${server.port}/api`,
		token: settings.token,
		applicationId: world.applicationId,
		botId: world.bot.id,
		get latencyMs() {
			return settings.latencyMs;
		},
		set latencyMs(ms) {
			settings.latencyMs = ms;
		},
		get limits() {
			return settings.limits;
		},
		set limits(on) {
			settings.limits = on;
		},
		commands: (guildId) => (guildId === undefined ? commands.list(null) : commands.inGuild(guildId)),
		calls: rest.log.calls,
		violations: rest.log.violations,
		get invalidRequests() {
			return rest.invalid.count(Date.now());
		},
		onEvent: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		fault: rest.faults.add,
		gateway: gatewayControls(gateway, door),
		stop: async () => {
			stopGateway(gateway);
			await server.stop();
		},
	};
}

type Settings = ReturnType<typeof settingsFrom>;

function settingsFrom(options: SandboxOptions) {
	return {
		token: `sandbox.${crypto.randomUUID().slice(0, 6)}.${crypto.randomUUID().replaceAll("-", "")}`,
		port: 0,
		latencyMs: options.latencyMs ?? 0,
		limits: options.limits ?? true,
		limitPace: options.limitPace ?? 1,
		invalidRequestLimit: options.invalidRequestLimit ?? 10_000,
		deadlineMs: options.interactionDeadlineMs ?? 3000,
		tokenMs: options.interactionTokenMs ?? 900_000,
		heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
		privilegedIntents: options.privilegedIntents ?? false,
	};
}

function assemble(settings: Settings, tell: (event: SandboxEvent) => void) {
	const world = createWorld();
	world.onEvent((event) => tell({ kind: "gateway", ...event }));
	const commands = createCommands(world);
	const interactions = createInteractions(world, settings);
	const gateway = createGateway(world, settings, (what) => rest.log.violations.push(what));
	const routes = [
		...selfRoutes(gateway),
		...commandRoutes(world, commands),
		...interactionRoutes(world, interactions),
		...guildRoutes(world, settings),
		...channelRoutes(world),
		...memberRoutes(world),
		...messageRoutes(world),
	];
	const rest = createRest(routes, settings, (call) => tell({ kind: "call", call }));
	return { world, commands, interactions, gateway, rest };
}
