// One run of the demo: the stage, its observer and the narrator, together for the acts.

import type { Clock } from "../clock.ts";
import type { Team } from "../sandbox/story.ts";
import { Guild } from "./guild.ts";
import type { Narrator } from "./narrator.ts";
import type { Stage } from "./stage.ts";
import { summarize } from "./summaries.ts";
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
	readonly clock: Clock;
	readonly narrator: Narrator;
	readonly guild: Guild;
	readonly watch: Watch;
	readonly promises: Promised[] = [];
	/** Who plays now. */
	teams: readonly Team[];
	/** The longest that anybody waited for being placed once that was possible, ms. */
	slowestMs = 0;
	readonly #pace: Pace;

	constructor(stage: Stage, narrator: Narrator, pace: Pace, signal: AbortSignal) {
		this.stage = stage;
		this.narrator = narrator;
		this.guild = new Guild(stage.discord, stage.cast);
		this.clock = stage.clock;
		this.watch = new Watch(stage.discord, stage.clock, signal);
		this.teams = stage.cast.teams;
		this.#pace = pace;
	}

	get broken(): readonly string[] {
		return this.promises.filter(({ isKept }) => !isKept).map(({ what }) => what);
	}

	/** Waits until `isTrue`. If it never is, the promise is broken. */
	async promise(what: string, isTrue: () => boolean): Promise<Wait | undefined> {
		const from = this.clock.now();
		const at = await this.watch.until(isTrue, this.#pace.patienceMs);
		this.promises.push({ what, isKept: at !== undefined });
		return at === undefined ? undefined : { at, ms: at - from };
	}

	/** A promise that must be kept at this moment. */
	check(what: string, isKept: boolean): void {
		this.promises.push({ what, isKept });
	}

	/** Narrates what the bot did since this was last called, and `otherwise` if that was nothing. */
	async narrateCalls(otherwise?: string): Promise<void> {
		await this.watch.quiet(120);
		const { paint, say } = this.narrator;
		const summaries = summarize(this.watch.calls(), this.guild);
		for (const { at, text, tookMs, isRefused } of summaries) {
			say("bot", isRefused ? paint("bad", text) : text, { at, tookMs });
		}
		if (summaries.length === 0 && otherwise !== undefined) say("bot", otherwise);
	}

	/** Says how long it took until `who` were placed, unless they were not. */
	narratePlaced(who: string, wait: Wait | undefined, since: string): void {
		if (wait === undefined) return;
		this.slowestMs = Math.max(this.slowestMs, wait.ms);
		this.narrateSuccess(`${who} ${Math.round(wait.ms)} ms ${since}`, wait.at);
	}

	narrateSuccess(what: string, at: number = this.clock.now()): void {
		this.narrator.say("bot", this.narrator.paint("good", what), { at });
	}

	/** Draws where everyone is, and leaves time to read it. */
	async draw(): Promise<void> {
		const moved = this.guild.moved();
		this.narrator.show(
			tree(this.guild.look(), { cast: this.stage.cast, teams: this.teams, moved }, this.narrator.paint),
		);
		await this.read();
	}

	async read(): Promise<void> {
		await this.watch.pause(this.#pace.readingMs);
	}
}
