// One guild as the gateway reports it, plus what our own answered calls changed before the gateway reported it.

import type { ChannelShown, GuildShown, Overwrite } from "../shown.ts";
import { channelPermissions, guildPermissions, type Standing } from "./bot-permissions.ts";
import type { GuildDetails, MemberRoles, Role } from "./dispatches.ts";
import type { Voices } from "./voices.ts";

/** A guild without what other parts add: the sender its budgets, the connection whether it is current. */
export type GuildSeen = Omit<GuildShown, "budget" | "isCurrent">;

/** Discord sends no view of a guild older than this: what is not in a newer one does not exist, ms. */
const settledMs = 60_000;

/** How many deleted channels are remembered: an answer to their creation is late by seconds at most. */
const goneRemembered = 100;

export class KnownGuild {
	readonly #guildId: string;
	readonly #voices: Voices;
	#isAvailable = false;
	#details: GuildDetails | undefined;
	#roles: ReadonlyMap<string, Role> = new Map();
	#roleIds: readonly string[] | undefined;
	#channels = new Map<string, ChannelShown>();
	/** Channels known only from an answer to a call, each with the time of the answer, epoch ms. */
	readonly #untold = new Map<string, number>();
	/** Channels that are known to be deleted, oldest first. Their ids are never used again. */
	readonly #gone = new Set<string>();
	/** Computed on demand, and dropped when what it is derived from changes. A changed channel is another object. */
	#inGuild: bigint | undefined;
	#inChannels = new WeakMap<ChannelShown, bigint>();

	constructor(guildId: string, voices: Voices) {
		this.#guildId = guildId;
		this.#voices = voices;
	}

	/** Undefined while Discord does not show the guild, or the bot's own roles are unknown. Its channels are live. */
	see(botId: string): GuildSeen | undefined {
		if (!this.#isAvailable || this.#details === undefined || this.#roleIds === undefined) return undefined;
		const { name, afkChannelId, systemChannelId, joinedAt = 0 } = this.#details;
		return {
			...{ guildId: this.#guildId, name, botId, afkChannelId, systemChannelId, joinedAt },
			botRole: this.#botRole(botId, this.#roleIds),
			channels: this.#channels,
			role: (roleId) => this.#role(roleId),
			permissions: (channelId) => this.#permissions(botId, channelId),
			position: (discordId) => this.#voices.position(this.#guildId, discordId),
			isUnconfirmed: (discordId) => this.#voices.isUnconfirmed(this.#guildId, discordId),
			occupants: (channelId) => this.#voices.occupants(channelId),
			isDeleted: (channelId) => this.#gone.has(channelId),
		};
	}

	/** Discord does not show it for now. What is known is kept, and compared with what is shown next. */
	hide(): void {
		this.#isAvailable = false;
	}

	/** The whole guild, anew. `now` is epoch ms. */
	show(details: GuildDetails, own: MemberRoles | undefined, channels: readonly ChannelShown[], now: number): void {
		this.#isAvailable = true;
		this.update(details);
		if (own !== undefined) this.setOwnRoles(own.roleIds);
		const before = this.#channels;
		this.#channels = new Map(channels.map((channel) => [channel.channelId, channel]));
		for (const [channelId, since] of this.#untold) {
			const made = before.get(channelId);
			// This view of the guild may have been taken before the channel was made.
			const isRecent = now - since < settledMs && made !== undefined && !this.#channels.has(channelId);
			if (isRecent) this.#channels.set(channelId, made);
			else this.#untold.delete(channelId);
		}
	}

	update(details: GuildDetails): void {
		const { joinedAt } = this.#details ?? {};
		this.#details = joinedAt === undefined ? details : { joinedAt, ...details };
		this.#roles = new Map(details.roles.map((role) => [role.roleId, role]));
		this.#forgetPermissions();
	}

	setRole(role: Role): void {
		this.#roles = new Map(this.#roles).set(role.roleId, role);
		this.#forgetPermissions();
	}

	removeRole(roleId: string): void {
		this.#roles = new Map([...this.#roles].filter(([id]) => id !== roleId));
		this.#forgetPermissions();
	}

	setOwnRoles(roleIds: readonly string[]): void {
		this.#roleIds = roleIds;
		this.#forgetPermissions();
	}

	channel(channelId: string): ChannelShown | undefined {
		return this.#channels.get(channelId);
	}

	/** The gateway reported the channel. */
	setChannel(channel: ChannelShown): void {
		this.#untold.delete(channel.channelId);
		this.#channels.set(channel.channelId, channel);
	}

	/** The channel is known to be gone: the gateway reported it, or an answer proves it. */
	removeChannel(channelId: string): void {
		this.#untold.delete(channelId);
		this.#channels.delete(channelId);
		this.#gone.add(channelId);
		const [oldest] = this.#gone;
		if (oldest !== undefined && this.#gone.size > goneRemembered) this.#gone.delete(oldest);
	}

	/** An answer at `now`, epoch ms, contained a channel. What the gateway reported already takes precedence. */
	addUntold(channel: ChannelShown, now: number): void {
		const { channelId } = channel;
		if (this.#gone.has(channelId) || this.#channels.has(channelId)) return;
		this.#untold.set(channelId, now);
		this.#channels.set(channelId, channel);
	}

	/** Our change of the overwrites was answered. What the gateway has reported since takes precedence. */
	setOverwrites(before: ChannelShown | undefined, overwrites: readonly Overwrite[]): void {
		if (before === undefined || this.#channels.get(before.channelId) !== before) return;
		this.#channels.set(before.channelId, { ...before, overwrites });
	}

	channels(): Iterable<ChannelShown> {
		return this.#channels.values();
	}

	#standing(botId: string): Standing | undefined {
		if (this.#details === undefined || this.#roleIds === undefined) return undefined;
		const { ownerId } = this.#details;
		return { guildId: this.#guildId, ownerId, botId, roleIds: this.#roleIds, roles: this.#roles };
	}

	#botRole(botId: string, roleIds: readonly string[]): GuildShown["botRole"] {
		const held = roleIds.flatMap((roleId) => this.#roles.get(roleId) ?? []);
		const role = held.find((one) => one.botId === botId);
		return role === undefined ? null : { roleId: role.roleId, name: role.name };
	}

	#role(roleId: string): ReturnType<GuildShown["role"]> {
		const role = this.#roles.get(roleId);
		return role === undefined ? undefined : { isOfBot: role.botId !== null };
	}

	#permissions(botId: string, channelId: string | undefined): bigint {
		const standing = this.#standing(botId);
		if (standing === undefined) return 0n;
		this.#inGuild ??= guildPermissions(standing);
		if (channelId === undefined) return this.#inGuild;
		const channel = this.#channels.get(channelId);
		if (channel === undefined) return 0n;
		const held = this.#inChannels.get(channel) ?? channelPermissions(standing, this.#inGuild, channel);
		this.#inChannels.set(channel, held);
		return held;
	}

	#forgetPermissions(): void {
		this.#inGuild = undefined;
		this.#inChannels = new WeakMap();
	}
}
