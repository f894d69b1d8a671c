// Sees what happens in the simulated guild and says what must not, or should have: the program's promises.

import { everyday } from "../../src/call.ts";
import { permission } from "../../src/permission.ts";
import type { Call } from "../../src/sandbox/discord/calls.ts";
import type { DiscordSandbox } from "../../src/sandbox/discord.ts";
import { type Person, type Side, teamOf } from "../world.ts";
import { StormWatch } from "./storm-watch.ts";
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
	readonly #openings = new Map<string, number>();
	/** When members last went into a room by themselves. */
	readonly #entered = new Map<string, number>();
	/** How many events are still to get lost. */
	#losing = 0;
	/** When the program was last started. */
	#startedAt = 0;
	readonly #storms: StormWatch;
	readonly #faults: { readonly isLoss: boolean; left: number }[] = [];
	/** Channels that the bot may not move anybody from: one of the guild's, and rooms without the bot's overwrite. */
	readonly #closed: Set<string>;
	/** Members for whom Discord keeps no new overwrite. */
	readonly #estranged = new Set<string>();

	constructor(world: Simulation, publicChannels: readonly string[], officeId: string) {
		this.#world = world;
		this.#public = new Set(publicChannels);
		this.#closed = new Set([officeId]);
		this.#storms = new StormWatch((what) => this.broken.push(what));
		const inVoice = world.discord.membersIn(world.generalId);
		for (const discordId of inVoice) this.#homes.set(discordId, { channelId: world.generalId, isSure: true, at: 0 });
		world.discord.onEvent((event) => {
			if (event.kind === "call") {
				this.#storms.called(event.call);
				this.#called(event.call);
			} else if (event.name === "CHANNEL_CREATE") this.#created(event.data);
			else if (event.name === "CHANNEL_DELETE" && "id" in event.data) this.#live.delete(String(event.data.id));
			else if (event.name === "VOICE_STATE_UPDATE") this.#voiceChanged(event.data);
			if (event.kind === "gateway") this.#pass();
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
		// Nor may it hear that somebody came back who had walked out.
		for (const [key, at] of this.#entered)
			if (at + this.#world.discord.latencyMs >= this.#world.clock.now())
				this.#mayHaveWalked.set(key, this.#world.clock.now());
		for (const [discordId, home] of this.#homes)
			if (home.at + this.#world.discord.latencyMs >= this.#world.clock.now())
				this.#homes.set(discordId, { ...home, isSure: false });
	}

	/** The program starts anew. */
	restarts(): void {
		this.#storms.forget();
		this.#startedAt = this.#world.clock.now();
	}

	/** The next events get lost. */
	loses(events: number): void {
		this.#losing += events;
		this.#faults.push({ isLoss: true, left: events });
	}

	/** The next events come twice. */
	repeats(events: number): void {
		this.#faults.push({ isLoss: false, left: events });
	}

	/** An event meets the oldest fault. */
	#pass(): void {
		const [fault] = this.#faults;
		if (fault === undefined) return;
		fault.left -= 1;
		if (fault.isLoss) this.#losing -= 1;
		if (fault.left === 0) this.#faults.shift();
	}

	/** A room is deleted by hand. */
	delete(channelId: string): void {
		this.#isAnyDeleted = true;
		this.#leaving(() => this.#world.discord.deleteChannel(channelId));
	}

	/** An admin takes the bot's overwrite out of a room: nobody can be moved out of it, and it cannot be deleted. */
	evict(channelId: string): void {
		this.#closed.add(channelId);
		this.#world.discord.removeOverwrite(channelId, this.#world.discord.botId);
	}

	/** Discord keeps no new overwrite for this member. */
	estrange({ discordId }: Person, how: "refused" | "dropped"): void {
		this.#estranged.add(discordId);
		if (how === "refused") this.#world.discord.refuseOverwrites(discordId);
		else this.#world.discord.dropOverwrites(discordId);
	}

	/** The call is about what the bot cannot bring about: to try it again now and then is no broken promise. */
	isExcused({ method, path, body }: Call): boolean {
		// Whether members are still there is asked now and then.
		if (method === "GET" && path.includes("/members/")) return true;
		const { discord, guildId } = this.#world;
		const discordId = path.slice(path.lastIndexOf("/") + 1);
		const where = discord.voiceOf(guildId, discordId)?.channelId ?? "";
		const isEdit = typeof body === "object" && body !== null && "permission_overwrites" in body;
		const isNotice = path.includes("/messages");
		return (
			[...this.#closed].some(
				(channelId) => path.includes(channelId) || where === channelId || targetOf(body) === channelId,
			) ||
			this.#estranged.has(discordId) ||
			((isEdit || isNotice) && this.#estranged.size > 0) ||
			// The office is one of them from the beginning.
			(isNotice && (this.#closed.size > 1 || [...this.#closed].some((id) => discord.membersIn(id).length > 0)))
		);
	}

	/** Calls may be carried out seconds after they were made. */
	isSlow(): void {
		this.#mayDouble = true;
	}

	losesNoMore(): void {
		this.#losing = 0;
		this.#faults.splice(0);
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
			const isHeard = this.#heard.get(discordId) === from;
			if (isHeard && this.#isSeen(person) && this.#isKnown(from)) this.#walked.set(key, this.#world.clock.now());
			else this.#mayHaveWalked.set(key, this.#world.clock.now());
		} else if (left !== undefined && !this.#isKnown(channelId))
			// Into another match's room, of which the program does not know that it is one.
			this.#mayHaveWalked.set(keyOf(left, discordId), this.#world.clock.now());
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
			this.#entered.set(keyOf(entered, discordId), this.#world.clock.now());
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
			if (truth.state !== "open") {
				// Of a match in which nobody is linked nobody asks whether it is over.
				if (match.settledAt === null)
					this.broken.push(`match ${truth.index} is ${truth.state}, and still taken for open`);
				continue;
			}
			const sides = truth.teams.filter(({ people }) => people.length > 0);
			const everyone = sides.flatMap(({ people, bench = [] }) => [...people, ...bench]);
			if (!everyone.some((person) => linked.has(person.faceitId))) continue;
			const shared = sharedBy(sides);
			for (const side of sides) this.#judgeSide(side, linked, taken, shared);
			const isExpected = (person: Person) =>
				linked.has(person.faceitId) &&
				!taken.has(person.discordId) &&
				!sides.some(({ name }) => this.#hasWalked(keyOf(name, person.discordId)));
			const expected = everyone.filter((person) => shared.has(person.discordId) && isExpected(person));
			this.#judgeShared(sides, new Set(expected.map(({ discordId }) => discordId)));
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
		for (const { name, id } of this.#world.roomChannels())
			if (!this.#closed.has(id)) this.broken.push(`the room ${name} is left`);
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
			if (!isSure || where === undefined || where === channelId || this.#closed.has(where)) continue;
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

	/** Anyone in both line-ups is in either room. */
	#judgeShared(sides: readonly Side[], shared: ReadonlySet<string>): void {
		const rooms = this.#world
			.roomChannels()
			.filter(({ name }) => sides.some((side) => side.name === this.#teamOf(name)));
		if (rooms.some(({ id }) => this.#closed.has(id))) return;
		if (rooms.length === 0 && this.#isAnyDeleted) return;
		for (const discordId of shared) {
			const where = this.#world.discord.voiceOf(this.#world.guildId, discordId)?.channelId;
			if (where === undefined || this.#closed.has(where) || rooms.some(({ id }) => id === where)) continue;
			this.broken.push(`${this.#name(discordId)}, who is in both line-ups, is in neither room`);
		}
	}

	#judgeSide(side: Side, linked: ReadonlySet<string>, taken: ReadonlySet<string>, shared: ReadonlySet<string>): void {
		const { discord, guildId } = this.#world;
		const rooms = this.#world.roomChannels().filter(({ name }) => this.#teamOf(name) === side.name);
		const [room] = rooms;
		// What becomes of a team whose room is out of the bot's reach is up to the program.
		if (rooms.some(({ id }) => this.#closed.has(id))) return;
		const { people, bench = [] } = side;
		// A team of whom nobody is known, or only those whom the other team has too, needs no room.
		const own = [...people, ...bench].filter(({ discordId }) => !shared.has(discordId));
		if (room === undefined && !own.some(({ faceitId }) => linked.has(faceitId))) return;
		const expected = [...people, ...bench.filter(({ playing }) => playing)].filter((person) => {
			const key = keyOf(side.name, person.discordId);
			const where = discord.voiceOf(guildId, person.discordId)?.channelId;
			const isExcused = this.#hasWalked(key) || taken.has(person.discordId);
			return linked.has(person.faceitId) && where !== undefined && !this.#closed.has(where) && !isExcused;
		});
		// That a room was deleted by hand can escape the program until somebody is to be moved there.
		if (room === undefined && expected.length === 0 && this.#isAnyDeleted) return;
		if (room === undefined || rooms.length > 1) {
			this.broken.push(`${side.name} has ${rooms.length} rooms`);
			return;
		}
		const isJudged = (id: string) => !this.#estranged.has(id) && !shared.has(id);
		const wanted = [...people, ...bench]
			.filter(({ faceitId }) => linked.has(faceitId))
			.map(({ discordId }) => discordId)
			.filter(isJudged);
		const admitted = room.admitted.map(({ userId }) => userId).filter((id) => id !== discord.botId && isJudged(id));
		if (!Bun.deepEquals(admitted.toSorted(), wanted.toSorted()))
			this.broken.push(`${side.name} admits ${admitted.map(this.#name)} and not ${wanted.map(this.#name)}`);
		const everyone = room.overwrites.find(({ id }) => id === guildId);
		const hidden = permission.viewChannel | permission.connect;
		if (((everyone?.deny ?? 0n) & hidden) !== hidden) this.broken.push(`${side.name} is open to everyone`);
		for (const person of expected) {
			if (shared.has(person.discordId) || discord.voiceOf(guildId, person.discordId)?.channelId === room.id) continue;
			this.broken.push(`${person.nickname} is not in the room of ${side.name}`);
		}
	}

	/** Or may have: the program is free to leave them alone. */
	#hasWalked(key: string): boolean {
		return this.#walked.has(key) || this.#mayHaveWalked.has(key);
	}

	/** Whose room it is. Where Discord refuses the team's name, its code says so. */
	#teamOf(name: string): string | undefined {
		const team = teamOf(name);
		if (team === undefined || !/^Team \d$/.test(team)) return team;
		const code = name.slice(name.lastIndexOf(" ") + 1);
		const [row] = this.#world.stored<{ team: string }>(
			`SELECT team_id AS team FROM rooms WHERE code = '${code}' ORDER BY created_at DESC LIMIT 1`,
		);
		return row?.team.replace(/^./, (first) => first.toUpperCase()).replace("-", " ");
	}

	readonly #name = (discordId: string): string => this.#world.nameOf(discordId);

	/**
	 * Nothing keeps the program from knowing that this person moves, or from where: no call about them is in flight, no
	 * event is lost, nor was the one that told where they are.
	 */
	#isSeen(person: Person): boolean {
		const isKnown = this.#heard.get(person.discordId) === this.#places.get(person.discordId);
		return this.#world.isRunning && !this.#isBlind && this.#losing === 0 && isKnown && !this.#isBusy(person);
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
		for (const { matchId, openings, openedAt } of this.#world.stored<{
			matchId: string;
			openings: number;
			openedAt: number | null;
		}>("SELECT match_id AS matchId, openings, opened_at AS openedAt FROM matches")) {
			const former = this.#openings.get(matchId);
			this.#openings.set(matchId, openings);
			if (former === openings) continue;
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
		const team = this.#teamOf(String(data.name));
		if (team === undefined) return;
		const isDouble = [...this.#live].some(
			(channelId) => this.#rooms.get(channelId) === team && !this.#closed.has(channelId),
		);
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
		if (method !== "PATCH" || !path.includes("/members/")) return;
		if (endedAt !== null) {
			// A call of the process before, carried out only now: this one takes it for somebody's own decision.
			const isLate = startedAt < this.#startedAt && endedAt >= this.#startedAt;
			const discordId = path.slice(path.lastIndexOf("/") + 1);
			if (isLate)
				for (const team of new Set(this.#rooms.values()))
					this.#mayHaveWalked.set(keyOf(team, discordId), this.#world.clock.now());
			return;
		}
		this.#reopen();
		const target = targetOf(body);
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
			.stored<{ matchId: string; openedAt: number; settledAt: number | null }>(
				"SELECT match_id AS matchId, opened_at AS openedAt, settled_at AS settledAt FROM matches WHERE phase = 'open'",
			)
			.toSorted((a, b) => b.openedAt - a.openedAt || (a.matchId < b.matchId ? 1 : -1));
		return open.map((match) => ({ match }));
	}
}

function targetOf(body: unknown): string {
	return typeof body === "object" && body !== null && "channel_id" in body ? String(body.channel_id) : "";
}

/** Whom FACEIT names in both line-ups. */
function sharedBy(sides: readonly Side[]): ReadonlySet<string> {
	const [ours, ...others] = sides.map(({ people }) => people.map(({ discordId }) => discordId));
	return new Set(ours?.filter((discordId) => others.some((other) => other.includes(discordId))));
}

/** A member in one match, by the name of their team: "Vale 3" plays in match 3. */
function keyOf(team: string, discordId: string): string {
	return `${team.replace(/^.* /, "")} ${discordId}`;
}
