// A Discord for the demo and the tests: its REST API, its gateway, the people in it, and its bad days. It is as strict
// as Discord, because a lenient stand-in proves nothing. On loopback it speaks the real protocols to the real client;
// in process it needs neither a port nor real time, so that a simulation can drive it.
import { type Chance, drawHex } from "./chance.ts";
import { type SandboxClock, systemClock } from "./clock.ts";
import { type Admins, createAdmins } from "./discord/admins.ts";
import type { Call } from "./discord/calls.ts";
import { createCommands } from "./discord/commands.ts";
import type { FaultHandle, FaultKind, FaultMatch } from "./discord/faults.ts";
import { createGateway, stopGateway } from "./discord/gateway.ts";
import { type GatewayControls, gatewayControls } from "./discord/gateway-controls.ts";
import { type Connect, connector } from "./discord/in-process.ts";
import { createInteractions } from "./discord/interactions.ts";
import { createLooking, type Looking } from "./discord/looking.ts";
import { createPeople, type People } from "./discord/people.ts";
import { createSwitches, type Switches } from "./discord/quirks.ts";
import { createRest } from "./discord/rest.ts";
import { channelRoutes } from "./discord/routes/channels.ts";
import { commandRoutes } from "./discord/routes/commands.ts";
import { guildRoutes } from "./discord/routes/guilds.ts";
import { interactionRoutes } from "./discord/routes/interactions.ts";
import { memberRoutes } from "./discord/routes/members.ts";
import { messageRoutes } from "./discord/routes/messages.ts";
import { selfRoutes } from "./discord/routes/self.ts";
import { voiceStatusRoutes } from "./discord/routes/voice-status.ts";
import { listen, type Tls } from "./discord/server.ts";
import { createUsing, type Using } from "./discord/using.ts";
import { createWorld, type GatewayEvent } from "./discord/world.ts";
import { atDistance, type Distance } from "./distance.ts";
import { inProcess } from "./outcome.ts";

export type SandboxOptions = {
	/** the machine's by default */
	clock?: SandboxClock;
	/** what tokens and session ids are drawn from */
	chance?: Chance;
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
	/** how many connections GET /gateway/bot recommends (1) */
	shards?: number;
	/** how many of them may identify within five seconds (1); who is faster is turned down, over a WebSocket with limits */
	maxConcurrency?: number;
	/** how many guilds one connection may have (2,500) */
	guildsPerShard?: number;
};

export type SandboxEvent = { kind: "call"; call: Call } | ({ kind: "gateway" } & GatewayEvent);

export type DiscordSandbox = Admins &
	People &
	Using &
	Switches &
	Looking & {
		/** for DISCORD_API_URL; a made-up one without a port */
		url: string;
		token: string;
		applicationId: string;
		botId: string;
		/** both may be changed while running */
		latencyMs: number;
		limits: boolean;
		/** Whether a changed list of overwrites may contain bits that the bot lacks; may be changed while running. */
		checksWholeList: boolean;
		/** Whether a move takes Connect and Move Members also where the member comes from. */
		checksOrigin: boolean;
		commands: (guildId?: string) => { name: string; guildId: string | null }[];
		calls: Call[];
		violations: string[];
		readonly invalidRequests: number;
		onEvent: (listener: (event: SandboxEvent) => void) => () => void;
		fault: (match: FaultMatch, kind: FaultKind) => FaultHandle;
		/** Ends all faults of the REST API and the gateway, and ignored moves. */
		heal: () => void;
		gateway: GatewayControls;
		/** The REST API without a socket: whatever the host, the path begins with /api/v10. Rejects as fetch does. */
		answer: (request: Request) => Promise<Response>;
		/** The gateway without a socket. */
		connect: Connect;
		/** The way to it, if it has a length. */
		distance: Distance | undefined;
		stop: () => Promise<void>;
	};

export type PortOptions = {
	/** 0, the default, takes a free one */
	port?: number;
	/** without it, the port is reached without TLS */
	tls?: Tls;
	/** the round trip of whatever is sent, connecting included; `latencyMs` is spent only within calls */
	roundTripMs?: number;
};

/** Without a port: it is reached by `answer` and `connect`. */
export function openDiscordSandbox(options: SandboxOptions = {}): DiscordSandbox {
	return assemble(options).sandbox;
}

/** On a port of this machine. */
export async function startDiscordSandbox(options: SandboxOptions & PortOptions = {}): Promise<DiscordSandbox> {
	const { sandbox, rest, gateway } = assemble(options);
	gateway.settings.pacesSignIns = true;
	const { tls, roundTripMs } = options;
	const server = listen(options.port ?? 0, rest, gateway, tls);
	sandbox.distance = roundTripMs === undefined ? undefined : await atDistance(server.port, roundTripMs, options.clock);
	const s = tls === undefined ? "" : "s";
	const address = `127.0.0.1:${sandbox.distance?.port ?? server.port}`;
	gateway.settings.gatewayUrl = `ws${s}://${address}/gateway`;
	sandbox.url = `http${s}://${address}/api`;
	const close = sandbox.stop;
	sandbox.stop = async () => {
		await close();
		await sandbox.distance?.stop();
		await server.stop();
	};
	return sandbox;
}

function assemble(options: SandboxOptions) {
	const { clock = systemClock, chance = Math.random } = options;
	const listeners = new Set<(event: SandboxEvent) => void>();
	const emit = (event: SandboxEvent) => {
		for (const listener of listeners) listener(event);
	};
	const settings = settingsFrom(options, chance);
	const world = createWorld(clock, chance, settings.privilegedIntents);
	world.onEvent((event) => emit({ kind: "gateway", ...event }));
	const commands = createCommands(world);
	const interactions = createInteractions(world, settings);
	const gateway = createGateway(world, settings, (what) => rest.log.violations.push(what));
	const routes = [
		...selfRoutes(gateway),
		...commandRoutes(world, commands),
		...interactionRoutes(world, interactions),
		...guildRoutes(world, settings),
		...channelRoutes(world),
		...voiceStatusRoutes(world, () => gateway.starts),
		...memberRoutes(world),
		...messageRoutes(world),
	];
	const rest = createRest(routes, settings, clock, (call) => emit({ kind: "call", call }));

	const sandbox: DiscordSandbox = {
		...createAdmins(world),
		...createPeople(world),
		...createLooking(world),
		...createSwitches(world),
		...createUsing(world, commands, interactions),
		url: "http://discord.sandbox/api",
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
		get checksWholeList() {
			return world.quirks.checksWholeList;
		},
		set checksWholeList(on) {
			world.quirks.checksWholeList = on;
		},
		get checksOrigin() {
			return world.quirks.checksOrigin;
		},
		set checksOrigin(on) {
			world.quirks.checksOrigin = on;
		},
		commands: (guildId) => (guildId === undefined ? commands.list(null) : commands.inGuild(guildId)),
		calls: rest.log.calls,
		violations: rest.log.violations,
		get invalidRequests() {
			return rest.invalid.count(clock.now());
		},
		onEvent: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		fault: rest.faults.add,
		heal: () => {
			rest.faults.clear();
			world.quirks.ignoredMoves.clear();
			gateway.faults.clear();
		},
		gateway: gatewayControls(gateway),
		answer: (request) => inProcess(request, rest.answer(request)),
		connect: connector(gateway),
		distance: undefined,
		stop: async () => {
			stopGateway(gateway);
			interactions.stop();
		},
	};
	return { sandbox, rest, gateway };
}

function settingsFrom(options: SandboxOptions, chance: Chance) {
	return {
		token: `sandbox.${drawHex(chance, 6)}.${drawHex(chance, 32)}`,
		gatewayUrl: "ws://discord.sandbox/gateway",
		latencyMs: options.latencyMs ?? 0,
		limits: options.limits ?? true,
		limitPace: options.limitPace ?? 1,
		invalidRequestLimit: options.invalidRequestLimit ?? 10_000,
		deadlineMs: options.interactionDeadlineMs ?? 3000,
		tokenMs: options.interactionTokenMs ?? 900_000,
		heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
		privilegedIntents: options.privilegedIntents ?? false,
		shards: options.shards ?? 1,
		maxConcurrency: options.maxConcurrency ?? 1,
		guildsPerShard: options.guildsPerShard ?? 2_500,
		pacesSignIns: false,
	};
}
