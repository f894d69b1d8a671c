// The /setup panels that are open: who looks at a guild's settings, so that all of them see each change; and who changed
// what last, so that nobody overwrites it unseen.

import type { Clock } from "../../clock.ts";
import type { GuildSettings } from "../../guild.ts";

/** Discord lets an answer be edited for a quarter of an hour. */
const openMs = 14 * 60_000;
/** Changes in quick succession are shown together, ms. */
const gatherMs = 1_000;

type Panel = { readonly redraw: () => Promise<void>; readonly openedAt: number };
type Change = { readonly by: string; readonly at: number };

export class Panels {
	readonly #clock: Clock;
	/** By guild, and by member: a member looks at one at a time. */
	readonly #open = new Map<string, Map<string, Panel>>();
	readonly #changes = new Map<string, Map<keyof GuildSettings, Change>>();
	readonly #due = new Map<string, Set<string>>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** The member looks at a panel, which `redraw` shows afresh. It takes the place of the one before. */
	opened(guildId: string, discordId: string, redraw: () => Promise<void>): void {
		const panels = this.#open.get(guildId) ?? new Map<string, Panel>();
		this.#open.set(guildId, panels.set(discordId, { redraw, openedAt: this.#clock.now() }));
	}

	/** Who changed the setting last, as far as this run of the program knows. */
	lastChange(guildId: string, key: keyof GuildSettings): Change | undefined {
		return this.#changes.get(guildId)?.get(key);
	}

	/** The member changed these: everybody else who looks sees it within a second. */
	changed(guildId: string, discordId: string, keys: readonly (keyof GuildSettings)[]): void {
		const now = this.#clock.now();
		const changes = this.#changes.get(guildId) ?? new Map<keyof GuildSettings, Change>();
		for (const key of keys) changes.set(key, { by: discordId, at: now });
		this.#changes.set(guildId, changes);
		const due = this.#due.get(guildId);
		for (const other of this.#open.get(guildId)?.keys() ?? []) {
			if (other === discordId) continue;
			if (due !== undefined) due.add(other);
			else this.#later(guildId, other);
		}
	}

	#later(guildId: string, discordId: string): void {
		const due = this.#due.get(guildId);
		if (due !== undefined) {
			due.add(discordId);
			return;
		}
		this.#due.set(guildId, new Set([discordId]));
		this.#clock.setTimeout(() => this.#redraw(guildId), gatherMs);
	}

	#redraw(guildId: string): void {
		const panels = this.#open.get(guildId);
		const due = this.#due.get(guildId) ?? new Set();
		this.#due.delete(guildId);
		for (const [discordId, { openedAt, redraw }] of panels ?? []) {
			if (openedAt + openMs < this.#clock.now()) panels?.delete(discordId);
			else if (due.has(discordId)) void redraw();
		}
		if (panels?.size === 0) this.#open.delete(guildId);
	}
}
