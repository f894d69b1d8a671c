// The /setup panels that are open: who looks at a guild's settings, so that they see each change; and who changed what
// last, so that nobody overwrites it unseen.

import type { Clock } from "../../clock.ts";
import type { GuildSettings } from "../../guild.ts";
import type { Member } from "../../link.ts";

export type Setting = keyof GuildSettings;

/** `at` is epoch ms. */
export type Change = { readonly by: string; readonly at: number };
type Changes = Map<Setting, Change>;

type Panel = {
	readonly openedAt: number;
	/** Shows it afresh, after these changes by others. */
	readonly redraw: (changes: ReadonlyMap<Setting, Change>) => Promise<void>;
	/** What others changed since it was drawn last; null while no redraw is due. */
	unseen: Changes | null;
};

/** Discord lets an answer be edited for a quarter of an hour; the last minute is not worth an error. */
const openMs = 14 * 60_000;
/** Changes in quick succession are shown together: so often is a panel edited at most, ms. */
const gatherMs = 1_000;

export class Panels {
	readonly #clock: Clock;
	/** By guild and by member, who looks at one at a time: the last that they used. */
	readonly #open = new Map<string, Map<string, Panel>>();
	readonly #changes = new Map<string, Changes>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** The member looks at a panel. It takes the place of the one before. */
	opened({ guildId, discordId }: Member, redraw: Panel["redraw"]): void {
		const panels = this.#open.get(guildId) ?? new Map<string, Panel>();
		this.#forgetOld(panels);
		this.#open.set(guildId, panels.set(discordId, { redraw, openedAt: this.#clock.now(), unseen: null }));
	}

	/** The member looks at something else, perhaps in its place. */
	closed({ guildId, discordId }: Member): void {
		const panels = this.#open.get(guildId);
		panels?.delete(discordId);
		if (panels?.size === 0) this.#open.delete(guildId);
	}

	/** Who changed the setting last, as far as this run of the program knows. */
	lastChange(guildId: string, setting: Setting): Change | undefined {
		return this.#changes.get(guildId)?.get(setting);
	}

	/** The member changed this: everybody else who looks sees it within a second. */
	changed({ guildId, discordId }: Member, setting: Setting): void {
		const change = { by: discordId, at: this.#clock.now() };
		this.#changes.set(guildId, (this.#changes.get(guildId) ?? new Map()).set(setting, change));
		for (const [other, panel] of this.#open.get(guildId) ?? []) {
			if (other === discordId) continue;
			if (panel.unseen === null) this.#clock.setTimeout(() => this.#redraw(guildId, other, panel), gatherMs);
			panel.unseen = (panel.unseen ?? new Map()).set(setting, change);
		}
	}

	#redraw(guildId: string, discordId: string, panel: Panel): void {
		const { unseen } = panel;
		panel.unseen = null;
		// It has been used, or closed, since.
		if (this.#open.get(guildId)?.get(discordId) !== panel || unseen === null) return;
		if (this.#isOld(panel)) this.closed({ guildId, discordId });
		// Whoever cannot be shown it sees it at their next press.
		else
			Promise.resolve(unseen)
				.then(panel.redraw)
				.catch(() => undefined);
	}

	#forgetOld(panels: Map<string, Panel>): void {
		for (const [discordId, panel] of panels) if (this.#isOld(panel)) panels.delete(discordId);
	}

	#isOld({ openedAt }: Panel): boolean {
		return openedAt + openMs < this.#clock.now();
	}
}
