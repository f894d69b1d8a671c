// The story in acts: what happens, what was promised, and whether it was kept.

import { everyone, type MatchWord, matchAt, type Person, players, substituted, type Team } from "../sandbox/story.ts";
import { areBack, areInTheirRooms, areRoomsPrivate, homeOf, without } from "./conditions.ts";
import type { Show } from "./show.ts";

type Report = ReturnType<typeof matchAt>;
type Act = { readonly title: string; readonly play: (show: Show, report: Report) => Promise<void> };

const acts: readonly Act[] = [
	{ title: "Two teams of five register", play: register },
	{ title: "A match is announced", play: announce },
	{ title: "FACEIT names the teams", play: name },
	{ title: "The match is ready, and one player is late", play: begin },
	{ title: "A substitution", play: substitute },
	{ title: "The match is over", play: end },
];

/** Plays the story to its end, or to the end of the act in which a promise was broken. */
export async function play(show: Show): Promise<void> {
	const report = matchAt(show.stage.faceit, show.stage.webhook);
	for (const [index, act] of acts.entries()) {
		show.narrator.act(`${index + 1}  ${act.title}`);
		await act.play(show, report);
		if (show.broken.length > 0) return;
	}
}

async function register(show: Show): Promise<void> {
	const { cast, discord } = show.stage;
	const { late, substitute: newcomer } = cast;
	const all = players(cast);
	show.narrator.say("players", `${all.length} players type /register with their FACEIT nickname`);
	const registered = await Promise.all(all.map((person) => isRegistered(show, person)));
	show.check("every player is registered", registered.every(Boolean));
	await show.narrateCalls();
	if (show.broken.length > 0) return;
	show.narrateSuccess(`${all.length} players are linked to their FACEIT accounts`);
	for (const person of everyone(cast)) {
		if (person !== late) discord.joinVoice(cast.guildId, person.discordId, homeOf(cast, person));
	}
	show.narrator.say("players", `They wait in voice: ${late.nickname} is missing, ${newcomer.nickname} not registered`);
	await show.draw();
}

async function announce(show: Show, report: Report): Promise<void> {
	await hear(show, report, "object_created", "A match is announced; who plays is not known yet");
	await show.narrateCalls("Notes it: nothing to do until the teams are known");
	await show.read();
}

async function name(show: Show, report: Report): Promise<void> {
	const { cast } = show.stage;
	const [one, two] = cast.teams;
	const present = without(cast.teams, cast.late);
	const news = `${one.name} against ${two.name}: the maps are being chosen`;
	const [wait] = await Promise.all([
		show.promise("all who are in voice are in their team's room", () => areInTheirRooms(show.guild, present)),
		hear(show, report, "status_configuring", news, cast.teams),
	]);
	await show.narrateCalls();
	show.check("each team has one room, which nobody else sees", areRoomsPrivate(show.guild, cast, cast.teams));
	const count = present.flatMap(({ roster }) => roster).length;
	show.narratePlaced(`${count} players are with their teams`, wait, "after FACEIT's word");
	await show.draw();
}

async function begin(show: Show, report: Report): Promise<void> {
	const { cast, discord } = show.stage;
	const { late, teams } = cast;
	await hear(show, report, "status_ready", "The server is ready, the match begins", teams);
	await show.narrateCalls("Nothing to do: everyone is where they belong");
	await show.read();
	show.narrator.say("players", `${late.nickname} comes late and joins the Lobby`);
	const placing = show.promise("the late player is in the team's room", () => areInTheirRooms(show.guild, teams));
	discord.joinVoice(cast.guildId, late.discordId, cast.lobbyId);
	const wait = await placing;
	await show.narrateCalls();
	show.narratePlaced(`${late.nickname} is with the team`, wait, "after joining voice");
	await show.draw();
}

async function substitute(show: Show, report: Report): Promise<void> {
	const { cast } = show.stage;
	const { leaver, substitute: newcomer } = cast;
	const teams = substituted(cast);
	show.teams = teams;
	const isBack = () => show.guild.placeOf(leaver) === homeOf(cast, leaver);
	await hear(show, report, "status_configuring", `${newcomer.nickname} plays instead of ${leaver.nickname}`, teams);
	await show.promise("the replaced player is brought back", isBack);
	await show.narrateCalls();
	show.check("the replaced player can no longer enter the room", !show.guild.canEnter(leaver, teams[1]));
	show.narrator.say("players", `${newcomer.nickname} is new and types /register`);
	const [wait, registered] = await Promise.all([
		show.promise("the substitute is in the team's room", () => areInTheirRooms(show.guild, teams)),
		isRegistered(show, newcomer),
	]);
	show.check("the substitute is registered", registered);
	await show.narrateCalls();
	show.narratePlaced(`${newcomer.nickname} is with the team`, wait, "after typing it");
	await show.draw();
}

async function end(show: Show, report: Report): Promise<void> {
	const { cast, lingerMs } = show.stage;
	await hear(show, report, "status_finished", "The match is over", substituted(cast));
	await show.narrateCalls(`Leaves the rooms open for ${lingerMs / 1000} s, for a last word`);
	await show.promise("everyone is back where they were", () => areBack(show.guild, cast));
	await show.promise("no room is left", () => show.guild.rooms().length === 0);
	await show.narrateCalls();
	await show.draw();
}

/** FACEIT posts it to the program, which must accept it. */
async function hear(show: Show, report: Report, word: MatchWord, text: string, teams?: readonly Team[]): Promise<void> {
	show.narrator.say("FACEIT", text);
	show.check(`FACEIT's message was taken (${word})`, await report(word, teams));
}

/** True if the bot answers, to this person only, that the account is linked now. */
async function isRegistered({ stage: { discord, cast } }: Show, { discordId, nickname }: Person): Promise<boolean> {
	try {
		const { ephemeral, content } = await discord.command(cast.guildId, discordId, "register", { nickname });
		return ephemeral && content.startsWith("✅");
	} catch {
		return false;
	}
}
