// A guild and ten players between a Discord and a FACEIT: what tests say of them and look at, whatever runs in between.

import type { GuildSettings } from "../src/guild.ts";
import type { Team } from "../src/match.ts";
import type { DiscordSandbox } from "../src/sandbox/discord.ts";
import { webhookBody } from "../src/sandbox/faceit/webhook-body.ts";
import type { FaceitSandbox } from "../src/sandbox/faceit.ts";
import { openGuilds } from "../src/store/guilds.ts";
import { openLinks } from "../src/store/links.ts";
import type { Store } from "../src/store/open.ts";
import { deed } from "./deed.ts";

export type Person = { readonly nickname: string; readonly faceitId: string; readonly discordId: string };
/** Someone on the bench: FACEIT sets `playing` when they come on during play. */
export type Benched = Person & { readonly playing: boolean };
export type Side = {
	readonly id: string;
	readonly name: string;
	readonly people: readonly Person[];
	readonly bench?: readonly Benched[];
};

export type ReportWords = {
	readonly version?: number;
	readonly teams?: readonly Side[] | null;
	readonly payload?: { readonly [key: string]: never };
	readonly times?: number;
};

export type WorldOptions<W extends World = World> = {
	readonly playersPerTeam?: number;
	/** Everyone is linked and sits in the channel "General". */
	readonly settled?: boolean;
	readonly latencyMs?: number;
	readonly limits?: boolean;
	/** What is to be so before the program starts: settings, links, people, guilds. */
	readonly prepare?: (world: W) => void;
};

/** A room's name without its code. */
const roomName = /^(.*) · [2-9A-HJ-NP-Z]{4,}$/;

export abstract class World {
	readonly discord: DiscordSandbox;
	readonly faceit: FaceitSandbox;
	readonly guildId: string;
	readonly generalId: string;
	readonly teams: readonly [Side, Side];
	readonly #newId: () => string;
	readonly #everyone: Person[] = [];
	#version = 10;

	constructor(discord: DiscordSandbox, faceit: FaceitSandbox, size: number, newId: () => string) {
		this.discord = discord;
		this.faceit = faceit;
		this.#newId = newId;
		this.guildId = discord.addGuild({ name: "Vale Gaming", joinedAt: "2026-01-01T00:00:00.000Z" }).id;
		this.generalId = discord.addChannel(this.guildId, { name: "General", type: "voice" });
		this.teams = [this.#side("Team Vale", size), this.#side("Team Delta", size)];
	}

	/** Begins or continues; what was stored before is still there. */
	abstract start(): Promise<void>;
	abstract stopProgram(): Promise<void>;
	/** Ends everything. */
	abstract stop(): Promise<void>;
	/** FACEIT posts this body, as often as told; fails if it is not accepted. */
	abstract post(body: string | object, times?: number): Promise<void>;
	/** Resolves once `holds` does; fails with what it says otherwise. */
	abstract eventually(holds: () => boolean | undefined, what: string): Promise<void>;
	/** Resolves when nothing is in flight and nothing is due soon. */
	abstract calm(): Promise<void>;
	/** Works on the database beside the program, or while it does not run. */
	protected abstract withStore(work: (store: Store) => void): void;

	get people(): readonly Person[] {
		return this.teams.flatMap((team) => team.people);
	}

	newMatchId(): string {
		return `1-${this.#newId()}`;
	}

	/** Everyone is linked and in "General". Only while the program is not running. */
	settle(): void {
		this.link(this.people);
		for (const { discordId } of this.people) this.discord.joinVoice(this.guildId, discordId, this.generalId);
	}

	/** A person at FACEIT and in the guild, not linked yet. */
	person(nickname: string, id: string = this.#newId(), guildId: string = this.guildId): Person {
		const { faceitId } = this.faceit.addPlayer({ nickname, faceitId: id });
		const person = { nickname, faceitId, discordId: this.discord.addMember(guildId, { username: nickname }) };
		this.#everyone.push(person);
		return person;
	}

	/** Links people without the command. Only while the program is not running. */
	link(people: readonly Person[], guildId: string = this.guildId): void {
		this.withStore((store) => {
			const links = openLinks(store);
			for (const { faceitId, discordId, nickname } of people) {
				links.put({ faceitId, discordId, nickname, linkedAt: 0, verifiedAt: null }, guildId, deed);
			}
		});
	}

	/** What an admin chose. Only while the program is not running. */
	choose(settings: Partial<GuildSettings>, guildId: string = this.guildId): void {
		this.withStore((store) => void openGuilds(store).change(guildId, settings));
	}

	/** Changes the database by hand. Only while the program is not running. */
	change(sql: string): void {
		this.withStore(({ sqlite }) => void sqlite.run(sql));
	}

	/** What the database holds. */
	stored<Row>(sql: string): Row[] {
		let rows: Row[] = [];
		this.withStore(({ sqlite }) => {
			rows = sqlite.query<Row, []>(sql).all();
		});
		return rows;
	}

	/** A team of people who are named, at FACEIT and in the guild, not linked yet. */
	side({ teamId, name, roster, substitutes }: Team): Side {
		const bench = substitutes.map((one) => ({ ...this.person(one.nickname, one.faceitId), playing: one.playing }));
		return { id: teamId, name, people: roster.map((one) => this.person(one.nickname, one.faceitId)), bench };
	}

	/** A team of new people, linked and in the channel. Only while the program is not running. */
	newSide(name: string, size: number, channelId: string = this.generalId, guildId: string = this.guildId): Side {
		const side = this.#side(name, size, guildId);
		this.link(side.people, guildId);
		for (const { discordId } of side.people) this.discord.joinVoice(guildId, discordId, channelId);
		return side;
	}

	/** FACEIT posts an event of the match, each with a higher version than the last unless one is given. */
	async report(event: string, matchId: string, words: ReportWords = {}): Promise<void> {
		const version = words.version ?? this.#version++;
		const teams = words.teams === undefined ? this.teams : words.teams;
		const body = webhookBody({
			event: `match_${event === "created" ? "object" : "status"}_${event}`,
			matchId,
			version,
			eventId: this.#newId(),
			...(teams === null ? {} : { teams: teams.map(asFaceit) }),
			...(words.payload === undefined ? {} : { payload: words.payload }),
		});
		await this.post(body, words.times);
	}

	/** The team rooms there are, by name without the code, each with the nicknames inside. */
	rooms(guildId: string = this.guildId): Record<string, string[]> {
		const rooms: Record<string, string[]> = {};
		for (const { name, id } of this.roomChannels(guildId)) {
			const key = teamOf(name) ?? name;
			if (rooms[key] !== undefined) throw new Error(`two rooms for ${key}`);
			rooms[key] = this.discord
				.membersIn(id)
				.map((discordId) => this.nameOf(discordId))
				.sort();
		}
		return rooms;
	}

	roomChannels(guildId: string = this.guildId) {
		const all = this.discord.snapshot(guildId).channels;
		return [...all, ...all.flatMap((channel) => channel.children)].filter(
			({ kind, name }) => kind === "voice" && teamOf(name) !== undefined,
		);
	}

	nameOf(discordId: string): string {
		return this.#everyone.find((person) => person.discordId === discordId)?.nickname ?? discordId;
	}

	/** Everyone of these teams is in the room of their team. */
	arePlaced(teams: readonly Side[] = this.teams, guildId: string = this.guildId): boolean {
		const rooms = this.roomChannels(guildId);
		return teams.every(({ people }) => {
			const places = new Set(people.map(({ discordId }) => this.discord.voiceOf(guildId, discordId)?.channelId));
			return places.size === 1 && rooms.some(({ id }) => places.has(id));
		});
	}

	whereIs({ discordId }: Person): string | undefined {
		return this.discord.voiceOf(this.guildId, discordId)?.channelId;
	}

	#side(name: string, size: number, guildId: string = this.guildId): Side {
		const people = Array.from({ length: size }, (_, index) =>
			this.person(`${name.replace(/\W/g, "")}_${index + 1}`, this.#newId(), guildId),
		);
		return { id: this.#newId(), name, people };
	}
}

/** The team whose room the channel is, by its name; undefined for a channel that is no room. */
export function teamOf(channelName: string): string | undefined {
	return roomName.exec(channelName)?.[1];
}

/** The side as FACEIT's webhooks and its Data API are told of it. */
export function asFaceit({ id, name, people, bench = [] }: Side) {
	return {
		teamId: id,
		name,
		roster: people.map(({ faceitId, nickname }) => ({ faceitId, nickname })),
		substitutes: bench.map(({ faceitId, nickname, playing }) => ({ faceitId, nickname, playing })),
	};
}
