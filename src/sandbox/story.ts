// The scripted match: who plays, where everyone waits, and what FACEIT posts about it, event by event.

import type { DiscordSandbox } from "./discord.ts";
import type { Side } from "./faceit/sides.ts";
import { webhookBody } from "./faceit/webhook-body.ts";
import type { FaceitSandbox } from "./faceit.ts";

export type Person = { readonly nickname: string; readonly faceitId: string; readonly discordId: string };
export type Team = { readonly teamId: string; readonly name: string; readonly roster: readonly Person[] };

/** A guild with two voice channels, and the people of a match in it. Nobody is in voice yet. */
export type Cast = {
	readonly guildId: string;
	readonly guildName: string;
	readonly lobbyId: string;
	readonly musicId: string;
	/** Where cards of matches are posted, if the admin chooses so. */
	readonly newsId: string;
	readonly adminId: string;
	readonly teams: readonly [Team, Team];
	/** Those who listen to music until the match begins; all others wait in the lobby. */
	readonly musical: readonly Person[];
	/** Plays for a team, and joins voice only once the match is ready. */
	readonly late: Person;
	/** Plays for a team, and is replaced by `substitute`. */
	readonly leaver: Person;
	readonly substitute: Person;
};

/** What FACEIT can say of the match, and what it then is in the Data API. */
const statuses = {
	object_created: "CREATED",
	status_configuring: "CONFIGURING",
	status_ready: "READY",
	status_finished: "FINISHED",
	status_cancelled: "CANCELLED",
} as const;

export type MatchWord = keyof typeof statuses;

const guildName = "Vale Gaming";
/** Discord's permission Manage Server. */
const manageServer = 1n << 5n;

export function gather(discord: DiscordSandbox, faceit: FaceitSandbox): Cast {
	const guildId = discord.addGuild({ name: guildName }).id;
	const person = (nickname: string): Person => ({
		nickname,
		faceitId: faceit.addPlayer({ nickname }).faceitId,
		discordId: discord.addMember(guildId, { username: nickname }),
	});
	const team = (name: string, ...roster: readonly Person[]): Team => ({ teamId: crypto.randomUUID(), name, roster });
	const [flint, lumen, moss] = [person("flint"), person("lumen"), person("moss")];
	const [late, leaver] = [person("heron"), person("nova")];
	return {
		guildId,
		guildName,
		lobbyId: discord.addChannel(guildId, { name: "Lobby", type: "voice" }),
		musicId: discord.addChannel(guildId, { name: "Music", type: "voice" }),
		newsId: discord.addChannel(guildId, { name: "matches", type: "text" }),
		adminId: discord.addMember(guildId, { username: "admin", permissions: manageServer }),
		teams: [
			team("Team Vale", person("aspen"), person("birch"), person("ember"), flint, late),
			team("Team Delta", person("juno"), person("koda"), lumen, moss, leaver),
		],
		musical: [flint, lumen, moss],
		late,
		leaver,
		substitute: person("wren"),
	};
}

export function everyone(cast: Cast): readonly Person[] {
	return [...players(cast), cast.substitute];
}

/** Those who are in the teams at first. */
export function players({ teams }: Cast): readonly Person[] {
	return teams.flatMap((team) => team.roster);
}

/** The teams once the substitute has come on. */
export function substituted({ teams, leaver, substitute }: Cast): readonly [Team, Team] {
	const after = (team: Team): Team => ({
		...team,
		roster: team.roster.map((person) => (person === leaver ? substitute : person)),
	});
	return [after(teams[0]), after(teams[1])];
}

/**
 * A new match at FACEIT. Returns the way to say what happens to it, to the webhook at `url` and in the Data API alike,
 * which tells whether the webhook took it.
 */
export function matchAt(faceit: FaceitSandbox, webhook: { readonly url: string; readonly secret: string }) {
	const matchId = `1-${crypto.randomUUID()}`;
	let version = 0;
	return async (word: MatchWord, teams?: readonly Side[]): Promise<boolean> => {
		version += 1;
		faceit.setMatch(matchId, { status: statuses[word], ...(teams === undefined ? {} : { teams }) });
		const body = webhookBody({ event: `match_${word}`, matchId, version, ...(teams === undefined ? {} : { teams }) });
		const deliveries = await faceit.post(webhook.url, body, { secret: webhook.secret });
		return deliveries.every(({ delivered }) => delivered);
	};
}
