// What works for a guild and what does not, as its admins read it in Discord; the doctor on the command line says the same.

import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { checkGuild } from "./doctor/guilds.ts";
import { judgeLastEvent } from "./doctor/last-event.ts";
import { type Finding, failing, warning, well } from "./finding.ts";
import type { FollowState } from "./followed.ts";
import type { GuildSettings } from "./guild.ts";
import type { SearchAnswer } from "./lookup.ts";
import type { ScopePermissions } from "./permission.ts";
import type { GuildShown } from "./shown.ts";
import type { LastEvent } from "./store/last-event.ts";

type Needs = {
	readonly clock: Clock;
	readonly config: { readonly faceit: Pick<Config["faceit"], "login"> };
	readonly scopes: readonly ScopePermissions[];
	readonly see: (guildId: string) => GuildShown | undefined;
	readonly settings: (guildId: string) => GuildSettings;
	readonly follows: () => readonly FollowState[];
	readonly lastEvent: () => LastEvent | undefined;
	/** One cheap question, within FACEIT's budget. */
	readonly askFaceit: () => Promise<SearchAnswer>;
	/** What time it is for FACEIT, epoch ms. */
	readonly faceitNow: () => number;
	/** What is wrong with the database, in words. */
	readonly databaseProblems: () => readonly string[];
};

/** What concerns all guilds is found once in so many ms, however many ask. */
const sharedMs = 10_000;
/** FACEIT tells the time to the second, and its answers may be slow, ms. */
const clockToleranceMs = 30_000;
const host = "the person who hosts this bot";

export function diagnosis(needs: Needs): (guildId: string) => Promise<readonly Finding[]> {
	let shared: { readonly at: number; readonly findings: Promise<readonly Finding[]> } | undefined;
	return async (guildId) => {
		const now = needs.clock.now();
		if (shared === undefined || now - shared.at > sharedMs) shared = { at: now, findings: ofHost(needs) };
		const guild = needs.see(guildId);
		const settings = needs.settings(guildId);
		const own = guild === undefined ? [] : checkGuild(guild, settings, needs.scopes).map(here);
		return [...own, ...followFindings(settings, needs), ...(await shared.findings)];
	};
}

/** Its admins know which server it is. */
function here(finding: Finding): Finding {
	return { ...finding, about: finding.about.startsWith("server ") ? "this server" : finding.about };
}

function followFindings({ follows }: GuildSettings, needs: Needs): Finding[] {
	const states = needs.follows();
	return follows.flatMap(({ kind, id, name }): Finding[] => {
		if (kind === "organizer") return [];
		const state = states.find((one) => one.kind === kind && one.id === id);
		const about = `followed ${kind} ${name}`;
		if (state?.failing?.why === "missing")
			return [failing(about, "FACEIT does not know it any more", "follow another, under Matches in /setup")];
		if (state !== undefined && state.failing !== null)
			return [warning(about, "FACEIT does not list it right now", "wait: it is asked again by itself")];
		if (state === undefined || state.answeredAt === null)
			return [well(about, "FACEIT is asked for its matches in a moment")];
		return [well(about, `FACEIT answers, with ${state.matches} on now`)];
	});
}

async function ofHost(needs: Needs): Promise<readonly Finding[]> {
	const { clock, config, lastEvent, databaseProblems } = needs;
	const fix =
		`unless nobody has played, ${host} looks at the webhook in FACEIT's App Studio; ` +
		"hubs and championships that are followed, under Matches in /setup, work without it";
	const faceit = await faceitFinding(needs);
	return [
		judgeLastEvent(lastEvent(), clock.wall(), fix),
		faceit,
		loginFinding(config),
		databaseFinding(databaseProblems()),
		...(faceit.level === "ok" ? [clockFinding(needs)] : []),
	];
}

async function faceitFinding({ askFaceit }: Needs): Promise<Finding> {
	const answer = await askFaceit();
	if (answer.is === "found") return well("FACEIT", "it answers, and accepts the key");
	if (answer.why === "refused")
		return failing("FACEIT", "it does not accept the key", `${host} puts a new one into FACEIT_API_KEY`);
	return warning("FACEIT", "it does not answer right now", "wait: everything goes on by itself once it does");
}

function loginFinding({ faceit: { login } }: Needs["config"]): Finding {
	if (login !== null) return well("login", "players can prove their accounts by FACEIT's login");
	return warning(
		"login",
		"FACEIT's login is not set up, so nobody can prove an account",
		`${host} can set it up; until then, let only accounts count that your staff vouch for: People in /setup`,
	);
}

function databaseFinding(problems: readonly string[]): Finding {
	if (problems.length === 0) return well("database", "it is in its place, and can be written");
	return failing("database", "it cannot be written right now", `${host} looks at the log, or runs the doctor there`);
}

function clockFinding({ clock, faceitNow }: Needs): Finding {
	const aheadMs = clock.wall() - faceitNow();
	if (Math.abs(aheadMs) < clockToleranceMs) return well("clock", "it is right, to the second");
	const seconds = Math.round(Math.abs(aheadMs) / 1000).toLocaleString("en");
	const what = `the machine's clock is ${seconds} s ${aheadMs > 0 ? "fast" : "slow"}`;
	return warning("clock", what, `${host} lets the machine set its clock by NTP`);
}
