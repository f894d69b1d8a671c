// Brings Discord into agreement with each match: what has changed is told here, and the loop looks at what that concerns.

import { moved, type VoiceChange, withChannel, withoutGuild } from "../record.ts";
import { codeOf, isLive } from "../room.ts";
import { carries, type Shard } from "../shard.ts";
import type { Wait } from "../wait.ts";
import { subjectOf } from "./action.ts";
import type { GuildState } from "./guild-state.ts";
import type { GuildStates } from "./guild-states.ts";
import { Loop, type LoopNeeds } from "./loop.ts";
import { isPending } from "./plan/guild.ts";

export class Keeper {
	readonly #needs: LoopNeeds;
	readonly #loop: Loop;
	readonly #states: GuildStates;

	constructor(needs: LoopNeeds) {
		this.#needs = needs;
		this.#loop = new Loop(needs);
		this.#states = this.#loop.states;
	}

	/** Something about the match changed: looks at every guild that it concerns, or did. */
	lookAtMatch(matchId: string): void {
		if (!this.#needs.records.isActive(matchId) && !this.#states.isPlaced(matchId)) return;
		this.#loop.lookAtMatch(matchId);
	}

	/** The player's link changed, or where they are in voice. */
	lookAtPlayer(faceitId: string): void {
		for (const record of this.#needs.records.ofPlayer(faceitId)) this.lookAtMatch(record.match.matchId);
	}

	/** Looks afresh at everything active: after a start, and when the gateway is back and may have missed events. */
	lookEverywhere(): void {
		for (const { guildId, standings } of this.#states.all()) {
			standings.touchAll();
			this.#loop.lookAtGuild(guildId);
		}
		for (const record of this.#needs.records.active()) this.lookAtMatch(record.match.matchId);
		for (const record of this.#needs.guilds.records()) if (isPending(record)) this.#loop.lookAtGuild(record.guildId);
	}

	/** The guild is shown anew, or what the bot may do in it may be another now. */
	guildShown(guildId: string): void {
		const state = this.#states.get(guildId);
		state?.standings.touchAll();
		this.#permissionsShown(guildId, state);
	}

	/** The channel is there, or another than before: perhaps a room that was out of reach, or whose create was not answered. */
	channelShown(guildId: string, channelId: string, name: string): void {
		this.#meet(guildId, channelId, name);
		const state = this.#states.get(guildId);
		state?.standings.touch(channelId);
		this.#permissionsShown(guildId, state);
	}

	channelGone(guildId: string, channelId: string): void {
		this.#states.get(guildId)?.standings.touch(channelId);
		this.#loop.lookAtGuild(guildId);
	}

	/** An admin changed the settings of the guild: what was refused is tried again at once. */
	settingsChanged(guildId: string): void {
		const state = this.#states.get(guildId);
		state?.standings.touchAll();
		state?.rests.resume();
		this.#loop.lookAtGuild(guildId);
	}

	/**
	 * A member joined voice, left it, or changed channels. What the gateway reports and no call of ours did is somebody's
	 * decision, and is saved; of everything else, the next look sees what came of it.
	 */
	voiceChanged(change: VoiceChange): void {
		const { guildId, discordId, from, to, how } = change;
		const faceitId = this.#needs.links.playerOf(discordId);
		const state = this.#states.get(guildId);
		if (how !== "found") state?.hasMoved(discordId);
		if (how === "moved" && !this.#isOurs(change)) {
			state?.hasMovedAlone(subjectOf.member(discordId));
			// From one match's room into another's nobody walks: it was ours, and its answer is still to come.
			const matchId = this.#hostOf(to) ?? this.#hostOf(from);
			if (matchId !== undefined)
				this.#loop.save({
					guildId,
					write: (changes, now) => changes.match(matchId, (record) => moved(record, change, now)),
					follow: () => {},
				});
		}
		if (faceitId !== undefined) this.lookAtPlayer(faceitId);
		const touched = [discordId, from, to].filter((id) => state?.standings.touch(id));
		if (touched.length > 0) this.#loop.lookAtGuild(guildId);
	}

	/** The match whose room the channel is. */
	#hostOf(channelId: string | undefined): string | undefined {
		return channelId === undefined ? undefined : this.#needs.records.byChannel(channelId)?.match.matchId;
	}

	#permissionsShown(guildId: string, state: GuildState | undefined): void {
		if (state !== undefined) state.isPermissionNews = true;
		this.#loop.lookAtGuild(guildId);
	}

	#meet(guildId: string, channelId: string, name: string): void {
		const code = codeOf(name);
		const record = code === undefined ? undefined : this.#needs.records.byCode(guildId, code);
		if (code === undefined || record === undefined) return;
		if (withChannel(record, guildId, code, channelId) === record) return;
		const { matchId } = record.match;
		this.#loop.save({
			guildId,
			write: (changes) => changes.match(matchId, (one) => withChannel(one, guildId, code, channelId)),
			follow: () => this.lookAtMatch(matchId),
		});
	}

	/** Of the shard's guilds the bot is in these: it was removed from its others while it was away. */
	stayIn(shard: Shard, guildIds: ReadonlySet<string>): void {
		const { records, guilds } = this.#needs;
		const rooms = [...records.active()].flatMap((record) => record.rooms.filter(isLive));
		const known = new Set([...rooms.map(({ guildId }) => guildId), ...guilds.present()]);
		for (const guildId of known) if (carries(shard, guildId) && !guildIds.has(guildId)) this.leaveGuild(guildId);
	}

	/** The bot is no longer in the guild: its rooms there are out of reach. */
	leaveGuild(guildId: string): void {
		const { records, guilds } = this.#needs;
		this.#states.forget(guildId);
		this.#loop.save({
			guildId,
			write(changes) {
				for (const record of records.active())
					if (withoutGuild(record, guildId) !== record)
						changes.match(record.match.matchId, (one) => withoutGuild(one, guildId));
			},
			follow: (now) => guilds.leave(guildId, now),
		});
	}

	/** The matches that concern the guild, as of the last look there. */
	matchesIn(guildId: string): readonly string[] {
		return this.#states.get(guildId)?.standings.ids() ?? [];
	}

	/** Why things of the match are not done in the guild, as of the last look there. */
	waits(guildId: string, matchId: string): readonly Wait[] {
		return this.#states.get(guildId)?.waits(matchId) ?? [];
	}

	/**
	 * Starts no more calls. Resolves when those in flight have been answered, or `patienceMs` is over, and what was answered
	 * is written down: the next start looks what became of the others.
	 */
	stop(patienceMs: number): Promise<void> {
		return this.#loop.stop(patienceMs);
	}

	/** True if a call of ours in flight takes the member there. */
	#isOurs({ guildId, discordId, to }: VoiceChange): boolean {
		const action = this.#states.get(guildId)?.flightOf(subjectOf.member(discordId))?.action;
		if (action?.do === "disconnect") return to === undefined;
		return (action?.do === "move" || action?.do === "return") && action.channelId === to;
	}
}
