// What Discord shows of the bot's guilds, kept up to date from the gateway's dispatches. It knows neither sockets nor
// discord.js, so a simulation can feed it as the gateway does.

import type { Clock } from "../clock.ts";
import { carries, onlyShard, type Shard } from "../shard.ts";
import { type Dispatch, type GuildChange, type GuildView, readDispatch, type VoiceState } from "./dispatches.ts";
import type { Happenings } from "./happenings.ts";
import { type GuildSeen, KnownGuild } from "./known-guild.ts";
import { Shards } from "./shards.ts";
import { type AnsweredMove, Voices } from "./voices.ts";

export type CacheOptions = {
	readonly clock: Clock;
	readonly on: Omit<Happenings, "fatal" | "refreshed"> & {
		/** Whether a new session of the shard has shown its guilds, or the old one was resumed. */
		readonly refreshed: (shard: Shard, guildIds: ReadonlySet<string>, after: "ready" | "resumed") => void;
	};
};

/** How long the gateway has to confirm an answered move, ms: it usually does so before the answer. */
const confirmedWithinMs = 5_000;

export class GuildCache {
	/** Where members are in voice; an answered move is put in here as well. */
	readonly voices = new Voices();
	readonly #clock: Clock;
	readonly #on: CacheOptions["on"];
	readonly #guilds = new Map<string, KnownGuild>();
	readonly #shards: Shards;
	#isStopped = false;
	/** Unknown before the first READY. */
	#botId: string | undefined;

	constructor({ clock, on }: CacheOptions) {
		this.#clock = clock;
		this.#on = on;
		this.#shards = new Shards(clock, (shard) => on.refreshed(shard, this.#guildsOf(shard), "ready"));
	}

	/**
	 * Takes one raw dispatch: its name, such as "GUILD_CREATE", its data, and the shard that it came over. What cannot be
	 * read is ignored.
	 */
	apply(name: string, data: unknown, shardId = onlyShard.id): void {
		const dispatch = readDispatch(name, data);
		if (dispatch !== undefined) this.#apply(dispatch, shardId);
	}

	/** The shard's connection is lost: nothing is heard over it until a READY or a RESUMED. */
	disconnected(shardId = onlyShard.id): void {
		this.#shards.disconnected(shardId);
	}

	/** True while the gateway reports what happens in the guild. */
	isConnected(guildId: string): boolean {
		return this.#shards.isConnected(guildId);
	}

	/** Undefined while Discord does not show the guild. */
	see(guildId: string): GuildSeen | undefined {
		return this.#botId === undefined ? undefined : this.#guilds.get(guildId)?.see(this.#botId);
	}

	/** The guild, also while it is not shown; undefined for one that the bot is not in. */
	guild(guildId: string): KnownGuild | undefined {
		return this.#guilds.get(guildId);
	}

	/** The guilds that the bot is in, shown or not. */
	guildIds(): ReadonlySet<string> {
		return new Set(this.#guilds.keys());
	}

	/** Discord answered that it moved the member there: so it is, unless the gateway does not confirm it within seconds. */
	movedByUs(guildId: string, discordId: string, channelId: string): void {
		this.#awaitWord(this.voices.answer(guildId, discordId, channelId));
	}

	/** The channel is known to be gone. Discord has thrown everyone who was in it out of voice, though it may say so late. */
	channelGone(guildId: string, channelId: string): void {
		this.#guilds.get(guildId)?.removeChannel(channelId);
		for (const discordId of this.voices.occupants(channelId)) {
			this.voices.forgetMoves(guildId, discordId);
			const isThere = this.voices.stay(guildId, discordId)?.channelId === channelId;
			if (isThere) this.#setVoice(guildId, { discordId, channelId: null });
		}
		this.#on.channelGone(guildId, channelId);
	}

	/** How many of them Discord shows. */
	shownGuilds(): number {
		return [...this.#guilds.keys()].filter((guildId) => this.see(guildId) !== undefined).length;
	}

	/** Stops waiting, for guilds to be shown and for moves to be confirmed: nobody listens any more. */
	stop(): void {
		this.#isStopped = true;
		this.#shards.stop();
	}

	/** While the gateway is away it confirms nothing: a resumed session makes up for that. */
	#awaitWord(move: AnsweredMove): void {
		this.#clock.setTimeout(() => {
			if (this.#isStopped) return;
			const { guildId, discordId } = move;
			if (!this.isConnected(guildId)) return this.#awaitWord(move);
			if (!this.voices.withdraw(move)) return;
			const to = this.voices.position(guildId, discordId);
			this.#on.memberMoved({ how: "found", guildId, discordId, from: undefined, to });
		}, confirmedWithinMs);
	}

	#apply(dispatch: Dispatch, shardId: number): void {
		switch (dispatch.kind) {
			case "ready":
				this.#ready(dispatch.shard, dispatch.botId, dispatch.guildIds);
				break;
			case "resumed": {
				// Where guilds of a new session are still to come, everything is looked at once they have.
				const shard = this.#shards.resumed(shardId);
				if (shard !== undefined) this.#on.refreshed(shard, this.#guildsOf(shard), "resumed");
				break;
			}
			case "guildCreated":
				this.#show(dispatch);
				this.#shards.came(shardId, dispatch.guildId);
				break;
			case "guildUnavailable":
				this.#known(dispatch.guildId).hide();
				this.#shards.came(shardId, dispatch.guildId);
				break;
			case "guildLeft":
				this.#leave(dispatch.guildId);
				this.#shards.came(shardId, dispatch.guildId);
				break;
			default: {
				// Nothing is kept for guilds the bot is not in.
				const guild = this.#guilds.get(dispatch.guildId);
				if (guild !== undefined) this.#change(guild, dispatch);
			}
		}
	}

	#change(guild: KnownGuild, change: GuildChange): void {
		const { guildId } = change;
		switch (change.kind) {
			case "guildUpdated":
				guild.update(change.details);
				this.#on.guildShown(guildId);
				break;
			case "roleSet":
				guild.setRole(change.role);
				this.#on.guildShown(guildId);
				break;
			case "roleGone":
				guild.removeRole(change.roleId);
				this.#on.guildShown(guildId);
				break;
			case "memberUpdated":
				if (change.member.discordId !== this.#botId) break;
				guild.setOwnRoles(change.member.roleIds);
				this.#on.guildShown(guildId);
				break;
			case "channelSet":
				guild.setChannel(change.channel);
				this.#on.channelShown(guildId, change.channel.channelId, change.channel.name);
				break;
			case "channelGone":
				this.channelGone(guildId, change.channelId);
				break;
			case "voiceState":
				this.#setVoice(guildId, change.state);
				break;
			default:
				throw new Error(`no such change: ${change satisfies never}`);
		}
	}

	#setVoice(guildId: string, { discordId, channelId }: VoiceState): void {
		const to = channelId ?? undefined;
		const { from, isOurs } = this.voices.set(guildId, discordId, to);
		// Also sent for muting and the like.
		if (from !== to) this.#on.memberMoved({ how: isOurs ? "confirmed" : "moved", guildId, discordId, from, to });
	}

	/** The list of a shard says nothing about the guilds of others. */
	#ready(shard: Shard, botId: string, guildIds: readonly string[]): void {
		this.#botId = botId;
		const listed = new Set(guildIds);
		for (const guildId of this.#guildsOf(shard)) if (!listed.has(guildId)) this.#leave(guildId);
		for (const guildId of listed) this.#known(guildId).hide();
		this.#shards.begin(shard, guildIds);
	}

	#guildsOf(shard: Shard): ReadonlySet<string> {
		return new Set([...this.#guilds.keys()].filter((guildId) => carries(shard, guildId)));
	}

	#show({ guildId, details, members, channels, voiceStates }: GuildView): void {
		const guild = this.#known(guildId);
		const own = members.find(({ discordId }) => discordId === this.#botId);
		guild.show(details, own, channels, this.#clock.now());
		const inVoice = voiceStates.flatMap(({ discordId, channelId }) =>
			channelId === null ? [] : [[discordId, channelId] as const],
		);
		const present = new Set(inVoice.map(([discordId]) => discordId));
		const gone = this.voices.members(guildId).filter((discordId) => !present.has(discordId));
		const found = inVoice.filter(
			([discordId, channelId]) => this.voices.stay(guildId, discordId)?.channelId !== channelId,
		);
		this.voices.replace(guildId, inVoice);

		for (const { kind, channelId, name } of [...guild.channels()]) {
			if (kind === "voice" || kind === "category") this.#on.channelShown(guildId, channelId, name);
		}
		this.#on.guildShown(guildId);
		// Two views of a guild do not say how anyone got from one place to the other.
		for (const discordId of gone)
			this.#on.memberMoved({ how: "found", guildId, discordId, from: undefined, to: undefined });
		for (const [discordId, to] of found)
			this.#on.memberMoved({ how: "found", guildId, discordId, from: undefined, to });
	}

	#leave(guildId: string): void {
		const name = this.see(guildId)?.name;
		this.voices.replace(guildId, []);
		if (this.#guilds.delete(guildId)) this.#on.guildLeft(guildId, name);
	}

	#known(guildId: string): KnownGuild {
		const guild = this.#guilds.get(guildId) ?? new KnownGuild(guildId, this.voices);
		this.#guilds.set(guildId, guild);
		return guild;
	}
}
