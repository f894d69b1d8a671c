// Where everyone is: the voice channels of the guild as its channel list shows them, padlocks and people included.

import type { ChannelView, GuildSnapshot } from "../sandbox/discord/snapshot.ts";
import { type Cast, everyone, type Team } from "../sandbox/story.ts";
import { wrapped } from "./narrator.ts";
import type { Paint } from "./paint.ts";

export type People = {
	readonly cast: Cast;
	/** Each in a colour of its own. */
	readonly teams: readonly Team[];
	/** The Discord ids of those to point out. */
	readonly moved: ReadonlySet<string>;
};

const nameColumns = 19;
/** What stands before a channel's name: its symbol, two columns wide, and a space. */
const symbolColumns = 3;
const peopleColumns = 43;
const teamStyles = ["first", "second"] as const;

/** The lines to show, the guild's name first. */
export function tree(guild: GuildSnapshot, people: People, paint: Paint): string[] {
	const voices = guild.channels
		.flatMap((channel) => [channel, ...channel.children])
		.filter(({ kind }) => kind === "voice");
	const branches = voices.flatMap((channel, index) => {
		const [first = "", ...rest] = channelLines(channel, people, paint);
		const [joint, side] = index === voices.length - 1 ? ["└─", "  "] : ["├─", "│ "];
		return [`${paint("faint", joint)} ${first}`, ...rest.map((more) => `${paint("faint", side)} ${more}`)];
	});
	return [paint("title", guild.name), ...branches, ...absentLine(voices, people.cast, paint)];
}

function channelLines(channel: ChannelView, people: People, paint: Paint): string[] {
	const { name, locked, inside } = channel;
	const names = inside.map(({ userId, username }) => shownName(userId, username, people, paint));
	const [first = "", ...rest] = wrapped(names.length === 0 ? paint("faint", "–") : names.join(" "), peopleColumns);
	const gap = " ".repeat(Math.max(1, nameColumns - Bun.stringWidth(name)));
	const label = `${locked ? "🔒" : "🔊"} ${locked ? paint("title", name) : name}${gap}`;
	return [label + first, ...rest.map((more) => " ".repeat(symbolColumns + nameColumns) + more)];
}

function shownName(discordId: string, nickname: string, { teams, moved }: People, paint: Paint): string {
	const name = moved.has(discordId) ? paint("moved", nickname) : nickname;
	const style = teamStyles[teams.findIndex(({ roster }) => roster.some((person) => person.discordId === discordId))];
	return style === undefined ? name : paint(style, name);
}

function absentLine(voices: readonly ChannelView[], cast: Cast, paint: Paint): string[] {
	const inVoice = new Set(voices.flatMap(({ inside }) => inside.map(({ userId }) => userId)));
	const absent = everyone(cast).filter(({ discordId }) => !inVoice.has(discordId));
	const names = absent.map(({ nickname }) => nickname).join(" ");
	return names === "" ? [] : [paint("faint", `   ${"not in voice".padEnd(symbolColumns + nameColumns)}${names}`)];
}
