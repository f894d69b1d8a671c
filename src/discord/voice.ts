// The keeper's calls to Discord: rooms opened, found, changed and closed, members moved.

import {
	ChannelType,
	type Client,
	type Guild,
	OverwriteType,
	PermissionFlagsBits,
	PermissionsBitField,
} from "discord.js";
import { z } from "zod";
import type { Discord, NewRoom } from "../act.ts";
import { type Answer, discordCode } from "../answer.ts";
import { codeOf } from "../room.ts";
import type { GuildSeen } from "../view.ts";
import type { Overflow } from "./overflow.ts";
import { admitted, type Overwrite, privateTo } from "./permissions.ts";
import { overwritesOf, seen } from "./seen.ts";
import type { Sender } from "./sender.ts";
import type { Voices } from "./voices.ts";

const channel = z.object({
	id: z.string(),
	name: z.string().nullish(),
	type: z.number(),
	permission_overwrites: z.unknown(),
});
const overwrites = z.array(
	z.object({ id: z.string(), type: z.enum(OverwriteType), allow: z.string(), deny: z.string() }),
);

export class Voice implements Discord {
	readonly #client: Client;
	readonly #sender: Sender;
	readonly #voices: Voices;
	readonly #overflow: Overflow;
	readonly #fresh = new Map<string, readonly Overwrite[]>();

	constructor(client: Client, sender: Sender, voices: Voices, overflow: Overflow) {
		this.#client = client;
		this.#sender = sender;
		this.#voices = voices;
		this.#overflow = overflow;
	}

	/** The gateway has told of the channel: what we remembered of our own call is no longer needed. */
	confirm(channelId: string): void {
		this.#fresh.delete(channelId);
	}

	voiceGuilds = (discordId: string): readonly string[] => this.#voices.guilds(discordId);

	see(guildId: string): GuildSeen | undefined {
		const guild = this.#guild(guildId);
		if (guild === undefined) return undefined;
		return seen(guild, this.#voices, this.#fresh, (of) => {
			const route = of === "open" ? routes.create(guildId) : routes.move(guildId);
			return this.#sender.budget(route, keptBy[of]);
		});
	}

	async open(guildId: string, room: NewRoom): Promise<Answer<string>> {
		const guild = this.#guild(guildId);
		const botId = guild?.members.me?.id;
		if (guild === undefined || botId === undefined) return soon();
		const parent = await this.#overflow.place(guild, room.categoryId);
		if (parent.is !== "done") return parent;
		const overwrites = privateTo(guildId, botId, room.admit, held(guild));
		const answer = await this.#sender.send({
			method: "POST",
			path: `/guilds/${guildId}/channels`,
			route: routes.create(guildId),
			body: {
				name: room.name,
				type: ChannelType.GuildVoice,
				parent_id: parent.value.categoryId,
				permission_overwrites: overwrites,
			},
			reason: `Team room of FACEIT match ${room.matchId}`,
		});
		parent.value.release();
		if (answer.is === "refused" && answer.why.includes("CHANNEL_PARENT_MAX_CHANNELS")) return soon();
		return read(answer, (value) => {
			const { id } = channel.parse(value);
			// The gateway may have told of it before this answer.
			if (!guild.channels.cache.has(id)) this.#fresh.set(id, overwrites);
			return id;
		});
	}

	async find(guildId: string, code: string): Promise<Answer<string | undefined>> {
		const path = `/guilds/${guildId}/channels`;
		const answer = await this.#sender.send({ method: "GET", path, route: `GET ${path}` });
		return read(answer, (value) => {
			const voices = z
				.array(channel)
				.parse(value)
				.filter((one) => one.type === ChannelType.GuildVoice);
			const found = voices.find((one) => codeOf(one.name ?? "") === code);
			const cached = this.#guild(guildId)?.channels.cache;
			// The gateway has not told of it yet, and may never: it is there all the same.
			if (found !== undefined && cached?.has(found.id) === false)
				this.#fresh.set(found.id, overwrites.parse(found.permission_overwrites));
			return found?.id;
		});
	}

	async admit(guildId: string, channelId: string, add: readonly string[], remove: readonly string[]): Promise<Answer> {
		const guild = this.#guild(guildId);
		const before = guild === undefined ? undefined : overwritesOf(guild, channelId, this.#fresh);
		if (guild === undefined || before === undefined) return soon();
		// Overwrites that an admin added by hand, for a coach perhaps, stay as they are.
		const kept = before.filter((one) => !remove.includes(one.id) && !add.includes(one.id));
		const overwrites = [...kept, ...add.map((discordId) => admitted(discordId, held(guild)))];
		const answer = await this.#sender.send({
			method: "PATCH",
			path: `/channels/${channelId}`,
			route: `PATCH /channels/${channelId}`,
			body: { permission_overwrites: overwrites },
			reason: "The team's line-up changed",
		});
		if (answer.is === "done") this.#fresh.set(channelId, overwrites);
		return this.#answered(guildId, channelId, answer);
	}

	async move(guildId: string, discordId: string, channelId: string): Promise<Answer> {
		const before = this.#voices.stay(guildId, discordId);
		const answer = await this.#sender.send({
			method: "PATCH",
			path: `/guilds/${guildId}/members/${discordId}`,
			route: routes.move(guildId),
			body: { channel_id: channelId },
		});
		// Where the gateway has told of another place since, it knows better than this answer.
		const isUntold = this.#voices.stay(guildId, discordId) === before;
		if (answer.is === "done" && isUntold) this.#voices.set(guildId, discordId, channelId);
		if (answer.is === "refused" && answer.code === discordCode.notInVoice && isUntold)
			this.#voices.set(guildId, discordId, undefined);
		return this.#answered(guildId, channelId, answer);
	}

	async close(guildId: string, channelId: string): Promise<Answer> {
		// Before the call: the gateway may tell that the channel is gone before the answer does.
		const parentId = this.#guild(guildId)?.channels.cache.get(channelId)?.parentId ?? null;
		const answer = await this.#sender.send({
			method: "DELETE",
			path: `/channels/${channelId}`,
			route: `DELETE /guilds/${guildId}/channels`,
			reason: "The match is over",
			kept: keptBy.return,
		});
		const guild = this.#guild(guildId);
		if (guild !== undefined && answer.is === "done") this.#forget(guild, channelId);
		if (guild !== undefined && parentId !== null) this.#overflow.tidy(guild, parentId);
		return this.#answered(guildId, channelId, answer);
	}

	#guild(guildId: string): Guild | undefined {
		const guild = this.#client.guilds.cache.get(guildId);
		return guild?.available === true && guild.members.me !== null ? guild : undefined;
	}

	/** 10003 proves that the channel is gone, even where the event that said so was missed. */
	#answered(guildId: string, channelId: string, answer: Answer<unknown>): Answer {
		const guild = this.#guild(guildId);
		const isGone = answer.is === "refused" && answer.code === discordCode.unknownChannel;
		if (isGone && guild !== undefined) this.#forget(guild, channelId);
		return read(answer, () => undefined);
	}

	#forget(guild: Guild, channelId: string): void {
		this.#fresh.delete(channelId);
		guild.channels.cache.delete(channelId);
	}
}

/** When Discord's limit is near, those whose match begins come before those whose match is over, in all guilds. */
const keptBy = { open: 0, move: 0, return: 10 };

const routes = {
	create: (guildId: string) => `POST /guilds/${guildId}/channels`,
	move: (guildId: string) => `PATCH /guilds/${guildId}/members`,
};

/** Not sent, because Discord does not show enough yet. */
function soon(): Answer<never> {
	return { is: "later", at: Date.now() + 1_000 };
}

function held(guild: Guild): bigint {
	const permissions = guild.members.me?.permissions.bitfield ?? 0n;
	const isAdministrator = (permissions & PermissionFlagsBits.Administrator) !== 0n;
	return isAdministrator ? PermissionsBitField.All : permissions;
}

/** The answer with its value read; an answer that is not as documented counts as lost. */
function read<Value>(answer: Answer<unknown>, parse: (value: unknown) => Value): Answer<Value> {
	if (answer.is !== "done") return answer;
	try {
		return { is: "done", value: parse(answer.value) };
	} catch {
		return { is: "lost", why: "Discord's answer could not be read" };
	}
}
