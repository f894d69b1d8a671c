// Where a room goes when its category is full: Discord allows 50 channels in one, so numbered ones follow the first.

import { type CategoryChannel, ChannelType, type Guild } from "discord.js";
import { z } from "zod";
import type { Answer } from "../answer.ts";
import type { Sender } from "./sender.ts";

const channelsPerCategory = 50;

/** How long the gateway may take to tell of a category that was made, ms. */
const untoldMs = 5_000;

/** A place for one more room. `release` says that the room was made, or will not be. */
export type Place = { readonly categoryId: string | null; readonly release: () => void };

export class Overflow {
	readonly #sender: Sender;
	/** Rooms on their way into each category: the gateway has not told of them yet. */
	readonly #arriving = new Map<string, number>();
	readonly #making = new Map<string, Promise<Answer<string>>>();

	constructor(sender: Sender) {
		this.#sender = sender;
	}

	/** A category with room: the chosen one or one that follows it, made when needed. Null without a category. */
	async place(guild: Guild, categoryId: string | null): Promise<Answer<Place>> {
		const base = categoryId === null ? undefined : guild.channels.cache.get(categoryId);
		if (base?.type !== ChannelType.GuildCategory) return { is: "done", value: { categoryId: null, release: () => {} } };
		const free = [base, ...followers(guild, base)].find((one) => this.#count(guild, one.id) < channelsPerCategory);
		const made = free === undefined ? await this.#make(guild, base) : { is: "done" as const, value: free.id };
		return made.is === "done" ? { is: "done", value: this.#reserve(made.value) } : made;
	}

	/** Deletes the category if it is an overflow that nobody needs any more. */
	tidy(guild: Guild, categoryId: string): void {
		const category = guild.channels.cache.get(categoryId);
		if (category?.type !== ChannelType.GuildCategory || this.#count(guild, categoryId) > 0) return;
		const isFollower = guild.channels.cache.some(
			(base) => base.type === ChannelType.GuildCategory && followers(guild, base).includes(category),
		);
		if (!isFollower) return;
		void this.#sender.send({
			method: "DELETE",
			path: `/channels/${categoryId}`,
			route: `DELETE /guilds/${guild.id}/channels`,
			reason: "The overflow category is empty",
		});
	}

	#count(guild: Guild, categoryId: string): number {
		const children = guild.channels.cache.filter((one) => one.parentId === categoryId && !one.isThread()).size;
		return children + (this.#arriving.get(categoryId) ?? 0);
	}

	#reserve(categoryId: string): Place {
		this.#arriving.set(categoryId, (this.#arriving.get(categoryId) ?? 0) + 1);
		const release = () => {
			const left = (this.#arriving.get(categoryId) ?? 1) - 1;
			if (left > 0) this.#arriving.set(categoryId, left);
			else this.#arriving.delete(categoryId);
		};
		return { categoryId, release };
	}

	/** Many rooms that need the next category share one call, also while the gateway has not told of what it made. */
	#make(guild: Guild, base: CategoryChannel): Promise<Answer<string>> {
		const name = nameOf(base, followers(guild, base).length + 2);
		const key = `${guild.id}/${name}`;
		const former = this.#making.get(key);
		if (former !== undefined) return former;
		const making = this.#create(guild, name);
		this.#making.set(key, making);
		void making.then(async ({ is }) => {
			if (is === "done") await Bun.sleep(untoldMs);
			this.#making.delete(key);
		});
		return making;
	}

	async #create(guild: Guild, name: string): Promise<Answer<string>> {
		const answer = await this.#sender.send({
			method: "POST",
			path: `/guilds/${guild.id}/channels`,
			route: `POST /guilds/${guild.id}/channels`,
			body: { name, type: ChannelType.GuildCategory },
			reason: "The category for match rooms is full",
		});
		if (answer.is !== "done") return answer;
		const made = z.object({ id: z.string() }).safeParse(answer.value);
		return made.success
			? { is: "done", value: made.data.id }
			: { is: "lost", why: "Discord's answer could not be read" };
	}
}

function nameOf(base: CategoryChannel, number: number): string {
	return `${base.name.slice(0, 90)} · ${number}`;
}

/** The categories that follow `base`, by their names: "Matches · 2", "Matches · 3" and so on. */
function followers(guild: Guild, base: CategoryChannel): CategoryChannel[] {
	const found: CategoryChannel[] = [];
	for (;;) {
		const name = nameOf(base, found.length + 2);
		const next = guild.channels.cache.find((one) => one.type === ChannelType.GuildCategory && one.name === name);
		if (next?.type !== ChannelType.GuildCategory) return found;
		found.push(next);
	}
}
