// Sees what happens in the simulated guild and says what must not, or should have: the program's promises.

import { everyday } from "../../src/call.ts";
import { permission } from "../../src/permission.ts";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import { type Person, type Side, teamOf } from "../world.ts";
import type { Simulation } from "./world.ts";

type Played = {
	readonly matchId: string;
	readonly index: number;
	readonly state: string;
	readonly teams: readonly Side[];
};

type Home = { readonly channelId: string; readonly isSure: boolean; readonly at: number };

/** Discord bans an address after 10,000 of 401, 403 and 429 in ten minutes: a guild's evening stays far below. */
const mostInvalid = 150;

export class Witness {
	/** What was broken, in words. */
	readonly broken: string[] = [];
	readonly #world: Simulation;
	readonly #public: ReadonlySet<string>;
	#isBlind = false;
	/** Whoever walked out of a match's room before the program's eyes, and since when. */
	readonly #walked = new Map<string, number>();
	/** Whoever may have, and since when: the program cannot know. */
	readonly #mayHaveWalked = new Map<string, number>();
	/** Every room there was, and its team. */
	readonly #rooms = new Map<string, string>();
	readonly #live = new Set<string>();
	/** Where each member is, and where the gateway last told of them. */
	readonly #places = new Map<string, string | null>();
	readonly #heard = new Map<string, string | null>();
	/** A create that Discord carries out late can give a team a second room for a while. */
	#mayDouble = false;
	#isAnyDeleted = false;
	/** The public channel that each member was last in by their own will, and since when. */
	readonly #homes = new Map<string, Home>();
	/** Who is leaving voice by themselves at this moment, or because a room is deleted by hand. */
	#isLeaving = false;
	readonly #openedAt = new Map<string, number | null>();
	#losing = 0;

	constructor(world: Simulation, publicChannels: readonly string[]) {
		this.#world = world;
		this.#public = new Set(publicChannels);
		const inVoice = world.discord.membersIn(world.generalId);
		for (const discordId of inVoice) this.#homes.set(discordId, { channelId: world.generalId, isSure: true, at: 0 });
		world.discord.onEvent((event) => {
			if (event.kind === "call") this.#called(event.call);
			else if (event.name === "CHANNEL_CREATE") this.#created(event.data);
			else if (event.name === "CHANNEL_DELETE" && "id" in event.data) this.#live.delete(String(event.data.id));
			else if (event.name === "VOICE_STATE_UPDATE") this.#voiceChanged(event.data);
			if (event.kind === "gateway" && this.#losing > 0) this.#losing -= 1;
		});
	}

	/** From now on, or no longer, the program hears nothing of what happens. What has just happened may not reach it either. */
	set isBlind(isBlind: boolean) {
		this.#isBlind = isBlind;
		if (!isBlind) return;
		for (const [key, at] of this.#walked) {
			if (at + this.#world.discord.latencyMs < this.#world.clock.now()) continue;
			this.#walked.delete(key);
			this.#mayHaveWalked.set(key, this.#world.clock.now());
		}
		for (const [discordId, home] of this.#homes)
			if (home.at + this.#world.discord.latencyMs >= this.#world.clock.now())
				this.#homes.set(discordId, { ...home, isSure: false });
	}

	/** The next events get lost. */
	loses(events: number): void {
		this.#losing += events;
	}

	/** A room is deleted by hand. */
	delete(channelId: string): void {
		this.#isAnyDeleted = true;
		this.#leaving(() => this.#world.discord.deleteChannel(channelId));
	}

	/** Calls may be carried out seconds after they were made. */
	isSlow(): void {
		this.#mayDouble = true;
	}

	losesNoMore(): void {
		this.#losing = 0;
	}

	leave({ discordId }: Person): void {
		this.#homes.delete(discordId);
		this.#leaving(() => this.#world.discord.leaveVoice(this.#world.guildId, discordId));
	}

	join(person: Person, channelId: string, discord: DiscordSandbox): void {
		const { guildId } = this.#world;
		const { discordId } = person;
		const from = discord.voiceOf(guildId, discordId)?.channelId;
		if (from === channelId) return;
		this.#reopen();
		const left = this.#rooms.get(from ?? "");
		if (left !== undefined && this.#public.has(channelId)) {
			const key = keyOf(left, discordId);
			if (this.#isSeen(person) && this.#isKnown(from)) this.#walked.set(key, this.#world.clock.now());
			else this.#mayHaveWalked.set(key, this.#world.clock.now());
		}
		const isKnown = this.#losing === 0 && !this.#isBusy(person);
		this.#homes.set(discordId, {
			channelId,
			isSure: isKnown && this.#public.has(channelId),
			at: this.#world.clock.now(),
		});
		const entered = this.#rooms.get(channelId);
		if (entered !== undefined) {
			this.#walked.delete(keyOf(entered, discordId));
			if (!this.#isSeen(person)) this.#mayHaveWalked.set(keyOf(entered, discordId), this.#world.clock.now());
		}
		discord.joinVoice(guildId, discordId, channelId);
	}

	/** Every open match has one private room for each team, with everyone in it who should be. */
	judgeInPlace(matches: readonly Played[]): void {
		this.#reopen();
		const linked = this.#linked();
		const taken = new Set<string>();
		for (const { match } of this.#newestFirst()) {
			const truth = matches.find(({ matchId }) => matchId === match.matchId);
			if (truth === undefined) continue;
			if (truth.state !== "open") this.broken.push(`match ${truth.index} is ${truth.state}, and still taken for open`);
			const sides = truth.teams.filter(({ people }) => people.length > 0);
			const everyone = sides.flatMap(({ people, bench = [] }) => [...people, ...bench]);
			if (!everyone.some((person) => linked.has(person.faceitId))) continue;
			for (const side of sides) this.#judgeSide(side, linked, taken);
			for (const { people, bench = [] } of sides)
				for (const person of [...people, ...bench.filter(({ playing }) => playing)])
					if (linked.has(person.faceitId)) taken.add(person.discordId);
		}
		for (const { index, state } of matches) {
			const isTaken = this.#newestFirst().some(({ match }) => match.matchId === matches[index]?.matchId);
			if (state === "open" && !isTaken) this.broken.push(`match ${index} is open, and not taken for open`);
		}
	}

	/** No room, no category or message of ours, and nobody lost. */
	judgeNothingLeft(): void {
		const { discord, guildId } = this.#world;
		for (const { name } of this.#world.roomChannels()) this.broken.push(`the room ${name} is left`);
		for (const { name } of discord.snapshot(guildId).channels)
			if (/^Matches · \d+$/.test(name)) this.broken.push(`the category ${name} is left`);
		for (const violation of discord.violations) this.broken.push(`careless: ${violation}`);
		if (discord.invalidRequests > mostInvalid) this.broken.push(`${discord.invalidRequests} invalid requests`);
	}

	/** Everyone who is still in voice is where they last went by themselves. */
	judgeEveryoneBack(): void {
		const { discord, guildId } = this.#world;
		for (const [discordId, { channelId, isSure }] of this.#homes) {
			const where = discord.voiceOf(guildId, discordId)?.channelId;
			if (!isSure || where === undefined || where === channelId) continue;
			this.broken.push(`${this.#name(discordId)} is not back where they came from`);
		}
	}

	/** Where nothing went wrong, nothing is tried in vain, looked for, or given up. */
	judgeCalm(): void {
		for (const fact of this.#world.facts) {
			if (fact.kind !== "acted") continue;
			const { action, answer, past } = fact;
			if (action === "find" || action === "forget") this.broken.push(`${past}, for no reason`);
			if (answer.is === "lost") this.broken.push(`${past}: ${answer.why}`);
			if (answer.is === "refused" && !everyday.has(answer.code)) this.broken.push(`${past}: ${answer.why}`);
		}
	}

	#judgeSide(side: Side, linked: ReadonlySet<string>, taken: ReadonlySet<string>): void {
		const { discord, guildId } = this.#world;
		const rooms = this.#world.roomChannels().filter(({ name }) => teamOf(name) === side.name);
		const [room] = rooms;
		const { people, bench = [] } = side;
		const expected = [...people, ...bench.filter(({ playing }) => playing)].filter((person) => {
			const key = keyOf(side.name, person.discordId);
			const isExcused = this.#walked.has(key) || this.#mayHaveWalked.has(key) || taken.has(person.discordId);
			return linked.has(person.faceitId) && discord.voiceOf(guildId, person.discordId) !== undefined && !isExcused;
		});
		// That a room was deleted by hand can escape the program until somebody is to be moved there.
		if (room === undefined && expected.length === 0 && this.#isAnyDeleted) return;
		if (room === undefined || rooms.length > 1) {
			this.broken.push(`${side.name} has ${rooms.length} rooms`);
			return;
		}
		const wanted = [...people, ...bench]
			.filter(({ faceitId }) => linked.has(faceitId))
			.map(({ discordId }) => discordId);
		const admitted = room.admitted.map(({ userId }) => userId).filter((id) => id !== discord.botId);
		if (!Bun.deepEquals(admitted.toSorted(), wanted.toSorted()))
			this.broken.push(`${side.name} admits ${admitted.map(this.#name)} and not ${wanted.map(this.#name)}`);
		const everyone = room.overwrites.find(({ id }) => id === guildId);
		const hidden = permission.viewChannel | permission.connect;
		if (((everyone?.deny ?? 0n) & hidden) !== hidden) this.broken.push(`${side.name} is open to everyone`);
		for (const person of expected) {
			if (discord.voiceOf(guildId, person.discordId)?.channelId === room.id) continue;
			this.broken.push(`${person.nickname} is not in the room of ${side.name}`);
		}
	}

	readonly #name = (discordId: string): string => this.#world.nameOf(discordId);

	/** Nothing keeps the program from knowing that this person moves: no call about them is in flight, no event is lost. */
	#isSeen(person: Person): boolean {
		return this.#world.isRunning && !this.#isBlind && this.#losing === 0 && !this.#isBusy(person);
	}

	/** The program knows the channel to be a room: the answer to its create arrived, or the gateway told of it. */
	#isKnown(channelId: string | undefined): boolean {
		const sql = `SELECT 1 FROM rooms WHERE channel_id = '${channelId}' AND state = 'open'`;
		return this.#world.stored(sql).length > 0;
	}

	#isBusy({ discordId }: Person): boolean {
		return this.#world.discord.calls.some(({ endedAt, path }) => endedAt === null && path.endsWith(`/${discordId}`));
	}

	#leaving(act: () => void): void {
		this.#isLeaving = true;
		act();
		this.#isLeaving = false;
	}

	/** Whoever walked out of a match's room is free to be moved once FACEIT has opened it again. */
	#reopen(): void {
		if (!this.#world.isRunning) return;
		for (const { matchId, openedAt } of this.#world.stored<{ matchId: string; openedAt: number | null }>(
			"SELECT match_id AS matchId, opened_at AS openedAt FROM matches",
		)) {
			const former = this.#openedAt.get(matchId);
			this.#openedAt.set(matchId, openedAt);
			if (former === openedAt) continue;
			const { team_id: teamId } = this.#world.stored<{ team_id: string }>(
				`SELECT team_id FROM rooms WHERE match_id = '${matchId}' LIMIT 1`,
			)[0] ?? { team_id: "" };
			const ofMatch = `${teamId.replace(/^.*-/, "")} `;
			for (const [key, at] of [...this.#mayHaveWalked, ...this.#walked]) {
				if (!key.startsWith(ofMatch)) continue;
				this.#walked.delete(key);
				// What the gateway tells only after that counts as having happened after it.
				if (at + this.#world.discord.latencyMs >= (openedAt ?? 0))
					this.#mayHaveWalked.set(key, this.#world.clock.now());
				else this.#mayHaveWalked.delete(key);
			}
		}
	}

	#created(data: object): void {
		if (!("id" in data && "name" in data)) return;
		const team = teamOf(String(data.name));
		if (team === undefined) return;
		const isDouble = [...this.#live].some((channelId) => this.#rooms.get(channelId) === team);
		if (isDouble && !this.#mayDouble) this.broken.push(`a second room for ${team}`);
		this.#live.add(String(data.id));
		this.#rooms.set(String(data.id), team);
	}

	/** Of anyone whose way out of a room was not heard of, the next event reads as if they walked out. */
	#voiceChanged(data: object): void {
		if (!("user_id" in data && "channel_id" in data)) return;
		const discordId = String(data.user_id);
		const to = data.channel_id === null ? null : String(data.channel_id);
		const home = this.#homes.get(discordId);
		const [heard, place] = [this.#heard.get(discordId), this.#places.get(discordId)];
		// What the program believes of where they were is wrong, or will be.
		if (this.#losing > 0 || heard !== place) {
			for (const from of [heard, place]) {
				const team = this.#rooms.get(from ?? "");
				if (team !== undefined) this.#mayHaveWalked.set(keyOf(team, discordId), this.#world.clock.now());
			}
		}
		if (this.#losing > 0 && home !== undefined) this.#homes.set(discordId, { ...home, isSure: false });
		if (this.#losing === 0) this.#heard.set(discordId, to);
		this.#places.set(discordId, to);
		const isThrownOut = data.channel_id === null && !this.#isLeaving && this.#homes.get(discordId)?.isSure;
		if (isThrownOut) this.broken.push(`${this.#name(discordId)} is thrown out of voice`);
		if (data.channel_id === null) this.#homes.delete(discordId);
	}

	/** Nobody who walked out is pulled back. */
	#called({ method, path, body, endedAt, startedAt }: Call): void {
		if (endedAt !== null || method !== "PATCH" || !path.includes("/members/")) return;
		this.#reopen();
		const target = typeof body === "object" && body !== null && "channel_id" in body ? String(body.channel_id) : "";
		const team = this.#rooms.get(target);
		const discordId = path.slice(path.lastIndexOf("/") + 1);
		const home = this.#homes.get(discordId);
		// Decided before the program could know where they went.
		if (home !== undefined && startedAt <= home.at + this.#world.discord.latencyMs + 1)
			this.#homes.set(discordId, { ...home, isSure: false });
		for (const [key, walkedAt] of this.#walked) {
			if (!key.endsWith(` ${discordId}`)) continue;
			const isRace = startedAt <= walkedAt + this.#world.discord.latencyMs + 1;
			if (isRace) {
				this.#walked.delete(key);
				this.#mayHaveWalked.set(key, this.#world.clock.now());
			} else if (team !== undefined && key === keyOf(team, discordId))
				this.broken.push(`${this.#name(discordId)} walked out of ${team} and was pulled back`);
		}
	}

	#linked(): ReadonlySet<string> {
		return new Set(
			this.#world
				.stored<{ faceitId: string }>("SELECT faceit_id AS faceitId FROM links")
				.map(({ faceitId }) => faceitId),
		);
	}

	#newestFirst() {
		const open = this.#world
			.stored<{ matchId: string; openedAt: number }>(
				"SELECT match_id AS matchId, opened_at AS openedAt FROM matches WHERE phase = 'open'",
			)
			.toSorted((a, b) => b.openedAt - a.openedAt || (a.matchId < b.matchId ? 1 : -1));
		return open.map((match) => ({ match }));
	}
}

/** A member in one match, by the name of their team: "Vale 3" plays in match 3. */
function keyOf(team: string, discordId: string): string {
	return `${team.replace(/^.* /, "")} ${discordId}`;
}
