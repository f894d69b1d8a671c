// One showing of the demo: the stage, what watches it, and what is told of it, together for the acts.

import type { Team } from "../sandbox/story.ts";
import { deedsOf } from "./deeds.ts";
import { Guild } from "./guild.ts";
import type { Stage } from "./stage.ts";
import { now, type Teller } from "./teller.ts";
import { tree } from "./tree.ts";
import { Watch } from "./watch.ts";

export type Pace = {
	/** How long a reader gets for what an act has shown, ms. */
	readonly readingMs: number;
	/** How long a promise may take to come true, ms. */
	readonly patienceMs: number;
};

/** When it was over, epoch ms, and how long it took. */
export type Wait = { readonly at: number; readonly ms: number };

export type Promised = { readonly what: string; readonly isKept: boolean };

export class Show {
	readonly stage: Stage;
	readonly teller: Teller;
	readonly guild: Guild;
	readonly watch: Watch;
	readonly promises: Promised[] = [];
	/** Who plays now. */
	teams: readonly Team[];
	/** The longest that anybody waited for being placed once that was possible, ms. */
	slowestMs = 0;
	readonly #pace: Pace;

	constructor(stage: Stage, teller: Teller, pace: Pace, signal: AbortSignal) {
		this.stage = stage;
		this.teller = teller;
		this.guild = new Guild(stage.discord, stage.cast);
		this.watch = new Watch(stage.discord, signal);
		this.teams = stage.cast.teams;
		this.#pace = pace;
	}

	get broken(): readonly string[] {
		return this.promises.filter(({ isKept }) => !isKept).map(({ what }) => what);
	}

	/** Waits until `holds`. If it never does, the promise is broken. */
	async promise(what: string, holds: () => boolean): Promise<Wait | undefined> {
		const from = now();
		const at = await this.watch.until(holds, this.#pace.patienceMs);
		this.promises.push({ what, isKept: at !== undefined });
		return at === undefined ? undefined : { at, ms: at - from };
	}

	/** A promise that must hold at this moment. */
	check(what: string, isKept: boolean): void {
		this.promises.push({ what, isKept });
	}

	/** Tells what the bot did since this was last called, and `otherwise` if that was nothing. */
	async tellDeeds(otherwise?: string): Promise<void> {
		await this.watch.quiet(120);
		const { paint, say } = this.teller;
		const deeds = deedsOf(this.watch.calls(), this.guild);
		for (const { at, text, tookMs, isRefused } of deeds) {
			say("bot", isRefused ? paint("bad", text) : text, { at, tookMs });
		}
		if (deeds.length === 0 && otherwise !== undefined) say("bot", otherwise);
	}

	/** Tells how long it took until `who` were placed, unless they were not. */
	tellPlaced(who: string, wait: Wait | undefined, since: string): void {
		if (wait === undefined) return;
		this.slowestMs = Math.max(this.slowestMs, wait.ms);
		this.tellSuccess(`${who} ${Math.round(wait.ms)} ms ${since}`, wait.at);
	}

	tellSuccess(what: string, at: number = now()): void {
		this.teller.say("bot", this.teller.paint("good", what), { at });
	}

	/** Draws where everyone is, and leaves time to read it. */
	async draw(): Promise<void> {
		const moved = this.guild.moved();
		this.teller.show(tree(this.guild.look(), { cast: this.stage.cast, teams: this.teams, moved }, this.teller.paint));
		await this.read();
	}

	async read(): Promise<void> {
		await this.watch.pause(this.#pace.readingMs);
	}
}
