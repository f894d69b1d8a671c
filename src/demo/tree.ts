// Where everyone is: the voice channels of the guild as its channel list shows them, padlocks and people included.

import type { ChannelView, GuildSnapshot } from "../sandbox/discord/snapshot.ts";
import type { Cast } from "../sandbox/story.ts";
import { everyone, substituted } from "../sandbox/story.ts";
import type { Paint } from "./paint.ts";
import { wrapped } from "./teller.ts";

const nameColumns = 23;
const peopleColumns = 38;

/** `moved`: the Discord ids of those to point out, since they were elsewhere before. */
export function tree(guild: GuildSnapshot, cast: Cast, moved: ReadonlySet<string>, paint: Paint): string[] {
	const voices = guild.channels.flatMap((channel) => [channel, ...channel.children]).filter(isVoice);
	const rows = voices.map((channel) => row(channel, inside(channel, cast, moved, paint), paint));
	const inVoice = new Set(voices.flatMap((channel) => channel.inside.map(({ userId }) => userId)));
	const absent = everyone(cast).filter(({ discordId }) => !inVoice.has(discordId));
	const branches = rows.flatMap(([first = "", ...rest], index) => {
		const isLast = index === rows.length - 1;
		const [joint, side] = isLast ? ["└─", "  "] : ["├─", "│ "];
		return [`${paint("faint", joint)} ${first}`, ...rest.map((more) => `${paint("faint", side)} ${more}`)];
	});
	const away = absent.map(({ nickname }) => nickname).join(" ");
	return [
		paint("title", guild.name),
		...branches,
		...(away === "" ? [] : [paint("faint", `   ${"not in voice".padEnd(nameColumns + 3)}${away}`)]),
	];
}

function isVoice({ kind }: ChannelView): boolean {
	return kind === "voice";
}

function row({ name, locked }: ChannelView, people: readonly string[], paint: Paint): string[] {
	const shown = locked ? paint("title", name) : name;
	const [first = "", ...rest] = wrapped(people.join(" "), peopleColumns);
	const gap = " ".repeat(Math.max(1, nameColumns - Bun.stringWidth(name)));
	const label = `${locked ? "🔒" : "🔊"} ${shown}${gap}`;
	return [
		`${label}${first === "" ? paint("faint", "–") : first}`,
		...rest.map((more) => " ".repeat(nameColumns + 3) + more),
	];
}

/** The nicknames, each in the colour of their team. */
function inside(channel: ChannelView, cast: Cast, moved: ReadonlySet<string>, paint: Paint): string[] {
	const [first, second] = substituted(cast);
	return channel.inside.map(({ userId, username }) => {
		const name = moved.has(userId) ? paint("moved", username) : username;
		if ([...first.roster, ...cast.teams[0].roster].some(({ discordId }) => discordId === userId))
			return paint("first", name);
		if ([...second.roster, ...cast.teams[1].roster].some(({ discordId }) => discordId === userId))
			return paint("second", name);
		return name;
	});
}
