// The life of an interaction: three seconds to acknowledge it once, then a token that answers for a quarter of an hour.
import { GatewayDispatchEvents, type InteractionType } from "discord-api-types/v10";
import { drawHex } from "../chance.ts";
import { applyCallback, checkFits, type Interaction } from "./answering.ts";
import type { Callback } from "./callback-body.ts";
import { channelPayload, memberPayload, messagePayload } from "./payloads.ts";
import { channelPermissions } from "./permissions.ts";
import { refusals } from "./refusals.ts";
import { NoResponse, newReply, type Reply, type Scene } from "./reply.ts";
import { known, type Message, type World } from "./world.ts";

export type InteractionTimes = { deadlineMs: number; tokenMs: number };

export type Interactions = {
	start: (type: InteractionType, scene: Scene, data: object) => Promise<Reply>;
	acknowledge: (id: string, token: string, callback: Callback) => Interaction;
	/** The message whose button or menu began it. */
	sourceOf: (token: string) => Message | null;
	/** Of an acknowledged interaction whose token still lives. */
	byToken: (token: string) => Interaction;
	/** Cancels the timers that report a missing answer. */
	stop: () => void;
};

export function createInteractions(world: World, times: InteractionTimes): Interactions {
	const alive = new Map<string, Interaction>();
	const timers = new Set<() => void>();
	const later = (act: () => void, ms: number) => {
		const cancel = world.clock.setTimeout(() => {
			timers.delete(cancel);
			act();
		}, ms);
		timers.add(cancel);
		return () => {
			timers.delete(cancel);
			cancel();
		};
	};
	return {
		start: (type, scene, data) => {
			const { promise, resolve, reject } = Promise.withResolvers<Reply>();
			const giveUp = () => {
				if (interaction.state === "waiting") interaction.state = "failed";
				if (interaction.state === "failed" || interaction.loading) reject(new NoResponse());
			};
			const deadline = later(() => interaction.state === "waiting" && giveUp(), times.deadlineMs);
			const expiry = later(giveUp, times.tokenMs);
			const interaction = newInteraction(world, type, scene, (reply) => {
				deadline();
				expiry();
				resolve(reply);
			});
			alive.set(interaction.token, interaction);
			const event = payload(world, interaction, scene, data);
			world.announce(GatewayDispatchEvents.InteractionCreate, scene.guild.id, event);
			return promise;
		},
		acknowledge: (id, token, callback) => {
			const interaction = alive.get(token);
			if (interaction?.id !== id || interaction.state === "failed") throw refusals.unknownInteraction();
			if (interaction.state === "acknowledged") throw refusals.acknowledged();
			checkFits(interaction, callback);
			applyCallback(world, interaction, callback);
			interaction.state = "acknowledged";
			return interaction;
		},
		sourceOf: (token) => alive.get(token)?.source ?? null,
		byToken: (token) => {
			const interaction = alive.get(token);
			if (interaction?.state !== "acknowledged") throw refusals.unknownWebhook();
			if (world.clock.now() > interaction.bornAt + times.tokenMs) throw refusals.invalidWebhookToken();
			return interaction;
		},
		stop: () => {
			for (const cancel of timers) cancel();
		},
	};
}

function newInteraction(world: World, type: InteractionType, scene: Scene, show: (reply: Reply) => void): Interaction {
	const reply = newReply(scene);
	return {
		id: world.newId(),
		token: drawHex(world.chance, 64),
		type,
		bornAt: world.clock.now(),
		state: "waiting",
		loading: null,
		onlyFor: null,
		original: null,
		source: scene.source ?? null,
		reply,
		settle: () => show(reply),
	};
}

function payload(world: World, interaction: Interaction, { guild, channel, userId, source }: Scene, data: object) {
	const member = known(guild.members.get(userId), "member");
	return {
		id: interaction.id,
		application_id: world.applicationId,
		type: interaction.type,
		token: interaction.token,
		version: 1,
		data,
		guild_id: guild.id,
		guild: { id: guild.id, locale: "en-US", features: [] },
		channel_id: channel.id,
		channel: { ...channelPayload(channel), permissions: channelPermissions(guild, channel, userId).toString() },
		member: { ...memberPayload(member), permissions: channelPermissions(guild, channel, userId).toString() },
		...(source && { message: messagePayload(world, source) }),
		app_permissions: channelPermissions(guild, channel, world.bot.id).toString(),
		locale: "en-US",
		guild_locale: "en-US",
		entitlements: [],
		authorizing_integration_owners: { "0": guild.id },
		context: 0,
		attachment_size_limit: 10_485_760,
	};
}
