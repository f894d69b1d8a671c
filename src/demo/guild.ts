// What the guild looks like from outside: its rooms, who is in them, who has access, who has moved since the last look.

import type { ChannelView, GuildSnapshot } from "../sandbox/discord/snapshot.ts";
import type { DiscordSandbox } from "../sandbox/discord.ts";
import type { Cast, Person, Team } from "../sandbox/story.ts";
import { everyone } from "../sandbox/story.ts";

export class Guild {
	readonly #discord: DiscordSandbox;
	readonly #cast: Cast;
	readonly #names: Map<string, string>;
	#places: ReadonlyMap<string, string> | undefined;

	constructor(discord: DiscordSandbox, cast: Cast) {
		this.#discord = discord;
		this.#cast = cast;
		this.#names = new Map(everyone(cast).map(({ discordId, nickname }) => [discordId, nickname]));
	}

	/** As it is now. Channels are remembered, so that they have a name after they are gone. */
	look(): GuildSnapshot {
		const snapshot = this.#discord.snapshot(this.#cast.guildId);
		for (const { id, name } of voices(snapshot)) this.#names.set(id, name);
		return snapshot;
	}

	/** Everyone who has changed channel since the last call. */
	moved(): ReadonlySet<string> {
		const channels = voices(this.look());
		const places = new Map(channels.flatMap(({ id, inside }) => inside.map(({ userId }) => [userId, id] as const)));
		const before = this.#places ?? places;
		const moved = [...places].filter(([userId, place]) => before.get(userId) !== place);
		this.#places = places;
		return new Set(moved.map(([userId]) => userId));
	}

	rooms(): ChannelView[] {
		const { lobbyId, musicId } = this.#cast;
		return voices(this.look()).filter(({ id }) => id !== lobbyId && id !== musicId);
	}

	roomOf(team: Team): ChannelView | undefined {
		return this.rooms().find(({ name }) => name.startsWith(team.name));
	}

	/** The channel that the person is in; undefined outside voice. */
	placeOf({ discordId }: Person): string | undefined {
		return this.#discord.voiceOf(this.#cast.guildId, discordId)?.channelId;
	}

	isInRoom(person: Person, team: Team): boolean {
		const room = this.roomOf(team);
		return room !== undefined && this.placeOf(person) === room.id;
	}

	canEnter({ discordId }: Person, team: Team): boolean {
		const room = this.roomOf(team);
		return room !== undefined && this.#discord.canConnect(discordId, room.id);
	}

	isRoom(channelId: string): boolean {
		return channelId !== this.#cast.lobbyId && channelId !== this.#cast.musicId;
	}

	/** The name of a person or a channel; a room's is its team's. */
	name(id: string): string {
		return (this.#names.get(id) ?? "somebody").replace(/ · \w{4}$/, "");
	}
}

function voices(snapshot: GuildSnapshot): ChannelView[] {
	const all = snapshot.channels.flatMap((channel) => [channel, ...channel.children]);
	return all.filter(({ kind }) => kind === "voice");
}
