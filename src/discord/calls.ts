// The program's own calls to Discord, and what Discord shows: the port that the keeper works with.

import { z } from "zod";
import {
	type Answer,
	type Discord,
	discordCode,
	isRefused,
	type NewChannel,
	type NewMessage,
	type OwnMessage,
} from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Layout } from "../message.ts";
import type { Budget, ChannelShown, GuildShown, Limit, Overwrite } from "../shown.ts";
import { readChannel } from "./dispatches.ts";
import type { GuildCache } from "./guild-cache.ts";
import { drawn } from "./layout.ts";
import { readOwnMessages } from "./own-messages.ts";
import type { Call, Sender } from "./sender.ts";
import { nowhere } from "./voices.ts";

/** When to plan again what cannot be done because Discord does not show enough, ms. */
const untilShownMs = 1_000;

export class Calls implements Discord {
	readonly #cache: GuildCache;
	readonly #sender: Sender;
	readonly #clock: Clock;

	constructor(cache: GuildCache, sender: Sender, clock: Clock) {
		this.#cache = cache;
		this.#sender = sender;
		this.#clock = clock;
	}

	see(guildId: string): GuildShown | undefined {
		const seen = this.#cache.see(guildId);
		if (seen === undefined) return undefined;
		const isCurrent = this.#cache.isConnected(guildId);
		return { ...seen, isCurrent, budget: (limit) => this.#budget(guildId, limit) };
	}

	voiceGuilds(discordId: string): readonly string[] {
		return this.#cache.voices.guilds(discordId);
	}

	allowance(kept: number): Budget {
		return this.#sender.allowance(kept);
	}

	guildIds(): Iterable<string> {
		return this.#cache.guildIds();
	}

	async isMember(guildId: string, discordId: string): Promise<Answer<boolean>> {
		const answer = await this.#send(guildId, {
			method: "GET",
			path: `/guilds/${guildId}/members/${discordId}`,
			route: `GET /guilds/${guildId}/members`,
		});
		const isGone = isRefused(answer, discordCode.unknownMember) || isRefused(answer, discordCode.unknownUser);
		if (isGone) return { is: "done", value: false };
		return answer.is === "done" ? { is: "done", value: true } : answer;
	}

	async createChannel(guildId: string, wanted: NewChannel): Promise<Answer<string>> {
		const answer = await this.#send(guildId, {
			method: "POST",
			path: `/guilds/${guildId}/channels`,
			route: routes.createChannel(guildId),
			body: {
				name: wanted.name,
				type: channelType[wanted.kind],
				...(wanted.parentId === null ? {} : { parent_id: wanted.parentId }),
				...(wanted.userLimit === 0 ? {} : { user_limit: wanted.userLimit }),
				permission_overwrites: wanted.overwrites.map(written.overwrite),
			},
			reason: wanted.reason,
		});
		// The category is full although the gateway has not reported all that is in it.
		if (answer.is === "refused" && answer.why.includes("CHANNEL_PARENT_MAX_CHANNELS")) return this.#untilShown();
		return readAs(answer, (value) => {
			const channel = readChannel(value);
			if (channel !== undefined) this.#cache.guild(guildId)?.addUntold(channel, this.#clock.now());
			return channel?.channelId;
		});
	}

	async listChannels(guildId: string): Promise<Answer<readonly ChannelShown[]>> {
		const path = `/guilds/${guildId}/channels`;
		const answer = await this.#send(guildId, { method: "GET", path, route: `GET ${path}` });
		return readAs(answer, (value) => {
			const channels = Array.isArray(value) ? value.flatMap((one) => readChannel(one) ?? []) : undefined;
			// Channels that the gateway has not reported, and perhaps never will, exist all the same.
			const now = this.#clock.now();
			for (const channel of channels ?? []) this.#cache.guild(guildId)?.addUntold(channel, now);
			return channels;
		});
	}

	async setOverwrite(guildId: string, channelId: string, overwrite: Overwrite, reason: string): Promise<Answer> {
		const { id, ...body } = written.overwrite(overwrite);
		return this.#changeOverwrites(guildId, channelId, id, { method: "PUT", body, reason }, [overwrite]);
	}

	async removeOverwrite(guildId: string, channelId: string, id: string, reason: string): Promise<Answer> {
		return this.#changeOverwrites(guildId, channelId, id, { method: "DELETE", reason }, []);
	}

	async moveMember(guildId: string, discordId: string, channelId: string | null): Promise<Answer> {
		const { voices } = this.#cache;
		const before = voices.stay(guildId, discordId);
		const answer = await this.#sendAbout(guildId, channelId ?? nowhere, {
			method: "PATCH",
			path: `/guilds/${guildId}/members/${discordId}`,
			route: routes.moveMember(guildId),
			body: { channel_id: channelId },
		});
		// If the gateway has reported another channel since, that is newer than this answer. A guild that the bot left
		// meanwhile has no positions.
		const isUntold = this.#cache.guild(guildId) !== undefined && voices.stay(guildId, discordId) === before;
		if (isUntold && answer.is === "done") this.#cache.movedByUs(guildId, discordId, channelId ?? nowhere);
		if (isUntold && isRefused(answer, discordCode.notInVoice)) voices.set(guildId, discordId, undefined);
		return withoutValue(answer);
	}

	async deleteChannel(guildId: string, channelId: string, reason: string): Promise<Answer> {
		const answer = await this.#sendAbout(guildId, channelId, {
			method: "DELETE",
			path: `/channels/${channelId}`,
			route: routes.deleteChannel(guildId),
			reason,
		});
		if (answer.is === "done") this.#cache.channelGone(guildId, channelId);
		return withoutValue(answer);
	}

	async postMessage(guildId: string, channelId: string, { layout, nonce }: NewMessage): Promise<Answer<string>> {
		const path = `/channels/${channelId}/messages`;
		const answer = await this.#sendAbout(guildId, channelId, {
			method: "POST",
			path,
			route: `POST ${path}`,
			body: { ...written.message(layout), nonce, enforce_nonce: true },
		});
		return readAs(answer, (value) => idOf.safeParse(value).data?.id);
	}

	async editMessage(guildId: string, channelId: string, messageId: string, layout: Layout): Promise<Answer> {
		const answer = await this.#sendAbout(guildId, channelId, {
			method: "PATCH",
			path: `/channels/${channelId}/messages/${messageId}`,
			route: `PATCH /channels/${channelId}/messages`,
			body: written.message(layout),
		});
		return withoutValue(answer);
	}

	async ownMessages(guildId: string, channelId: string): Promise<Answer<readonly OwnMessage[]>> {
		const route = `GET /channels/${channelId}/messages`;
		const path = `/channels/${channelId}/messages?limit=100`;
		const answer = await this.#sendAbout(guildId, channelId, { method: "GET", path, route });
		const botId = this.#cache.see(guildId)?.botId;
		return readAs(answer, (value) => readOwnMessages(value, botId));
	}

	async deleteMessage(guildId: string, channelId: string, messageId: string): Promise<Answer> {
		const answer = await this.#sendAbout(guildId, channelId, {
			method: "DELETE",
			path: `/channels/${channelId}/messages/${messageId}`,
			route: `DELETE /channels/${channelId}/messages`,
		});
		return withoutValue(answer);
	}

	async setVoiceStatus(guildId: string, channelId: string, status: string | null): Promise<Answer> {
		const answer = await this.#sendAbout(guildId, channelId, {
			method: "PUT",
			path: `/channels/${channelId}/voice-status`,
			route: `PUT /channels/${channelId}/voice-status`,
			body: { status },
		});
		return withoutValue(answer);
	}

	/** `next` is what the id has in the channel once the call is carried out. */
	async #changeOverwrites(
		guildId: string,
		channelId: string,
		id: string,
		call: Pick<Call, "method" | "body" | "reason">,
		next: readonly Overwrite[],
	): Promise<Answer> {
		const before = this.#cache.guild(guildId)?.channel(channelId);
		const path = `/channels/${channelId}/permissions/${id}`;
		const route = `${call.method} /channels/${channelId}/permissions`;
		const answer = await this.#sendAbout(guildId, channelId, { ...call, path, route });
		const isSo = answer.is === "done" || (next.length === 0 && isRefused(answer, discordCode.unknownOverwrite));
		const others = before?.overwrites.filter((one) => one.id !== id) ?? [];
		if (isSo) this.#cache.guild(guildId)?.setOverwrites(before, [...others, ...next]);
		return withoutValue(answer);
	}

	#budget(guildId: string, limit: Limit): Budget {
		switch (limit) {
			case "createChannel":
				return this.#sender.budget(guildId, routes.createChannel(guildId));
			case "moveIn":
			case "moveBack":
				return this.#sender.budget(guildId, routes.moveMember(guildId));
			case "deleteChannel":
				return this.#sender.budget(guildId, routes.deleteChannel(guildId));
			case "message":
			case "other":
				return this.#sender.budget(guildId);
			default:
				throw new Error(`no such limit: ${limit satisfies never}`);
		}
	}

	async #send(guildId: string, call: Omit<Call, "guildId">): Promise<Answer<unknown>> {
		if (this.#cache.see(guildId) === undefined) return this.#untilShown();
		const answer = await this.#sender.send({ ...call, guildId });
		// The bot was removed meanwhile: that is no refusal to be reported.
		const isLeft = answer.is === "refused" && this.#cache.guild(guildId) === undefined;
		return isLeft ? this.#untilShown() : answer;
	}

	/** 10003 proves that the channel is gone, even where the dispatch that said so was lost. */
	async #sendAbout(guildId: string, channelId: string, call: Omit<Call, "guildId">): Promise<Answer<unknown>> {
		const answer = await this.#send(guildId, call);
		if (isRefused(answer, discordCode.unknownChannel)) this.#cache.channelGone(guildId, channelId);
		return answer;
	}

	#untilShown(): Answer<never> {
		return { is: "later", at: this.#clock.now() + untilShownMs };
	}
}

const routes = {
	createChannel: (guildId: string) => `POST /guilds/${guildId}/channels`,
	moveMember: (guildId: string) => `PATCH /guilds/${guildId}/members`,
	deleteChannel: (guildId: string) => `DELETE /guilds/${guildId}/channels`,
};

const channelType = { voice: 2, category: 4 };

const idOf = z.object({ id: z.string() });

/** As the REST API takes them. */
const written = {
	overwrite: ({ id, kind, allow, deny }: Overwrite) => ({
		...{ id, type: kind === "role" ? 0 : 1 },
		...{ allow: String(allow), deny: String(deny) },
	}),
	message: (layout: Layout) => ({
		...{ components: drawn(layout), flags: isLayout },
		allowed_mentions: { parse: [] },
	}),
};

/** Discord's flag IS_COMPONENTS_V2. */
const isLayout = 1 << 15;

/** The answer with its value read; one that is not as documented counts as lost, for it may have been carried out. */
function readAs<Value>(answer: Answer<unknown>, read: (value: unknown) => Value | undefined): Answer<Value> {
	if (answer.is !== "done") return answer;
	const value = read(answer.value);
	return value === undefined ? { is: "lost", why: "Discord's answer could not be read" } : { is: "done", value };
}

/** For calls whose status says everything. */
function withoutValue(answer: Answer<unknown>): Answer {
	return answer.is === "done" ? { is: "done", value: undefined } : answer;
}
