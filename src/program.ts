// The program without its edges: what it does with events, matches, players and guilds, put together. app.ts gives it a
// gateway, ports and files; a simulation gives it simulated ones.

import type { Discord } from "./call.ts";
import { Checks } from "./checks.ts";
import type { Chance, Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { Inbox } from "./inbox.ts";
import { Keeper } from "./keeper/keeper.ts";
import type { Rules } from "./keeper/look.ts";
import { Later } from "./later.ts";
import type { MatchAnswer, MatchPurpose } from "./lookup.ts";
import type { MatchEvent } from "./match.ts";
import { type LookUp, openPlayers, type Players } from "./players.ts";
import type { VoiceChange } from "./record.ts";
import { startRetention } from "./retention.ts";
import { startRounds } from "./rounds.ts";
import { openSightings } from "./sightings.ts";
import { readAsked } from "./store/asked.ts";
import type { Links } from "./store/links.ts";
import type { Tables } from "./store/tables.ts";

export type ProgramNeeds = {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	readonly tables: Tables;
	readonly discord: Discord;
	/** FACEIT's Data API. Nothing here throws. */
	readonly faceit: LookUp & {
		readonly match: (matchId: string, purpose: MatchPurpose) => Promise<MatchAnswer>;
		/** What time it is for FACEIT, epoch ms. */
		readonly now: () => number;
	};
	/** What a webhook's body reports; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly readEvent: (body: string, at: number) => MatchEvent | undefined;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** The age from which an open match is treated as over unless FACEIT calls it ongoing, ms. */
	readonly matchMaxMs: number;
	readonly rules?: Rules;
};

export type Program = {
	readonly inbox: Inbox;
	readonly keeper: Keeper;
	readonly players: Players;
	/** Remembers small things, when the database cannot be written as soon as it can. */
	readonly later: Later;
	/** What happens in Discord. */
	readonly on: {
		readonly refreshed: (guildIds: ReadonlySet<string>) => void;
		readonly guildShown: (guildId: string) => void;
		readonly guildLeft: (guildId: string) => void;
		readonly memberMoved: (change: VoiceChange) => void;
		readonly channelShown: (guildId: string, channelId: string, name: string) => void;
		readonly channelGone: (guildId: string) => void;
	};
	/** Processes what is stored, and starts the periodic work. */
	readonly start: () => void;
	/** Accepts nothing more; resolves when calls in flight are answered, or after `patienceMs`. */
	readonly stop: (patienceMs: number) => Promise<void>;
};

export function openProgram(needs: ProgramNeeds): Program {
	const { clock, chance, publish, tables, discord, faceit, readEvent, lingerMs, matchMaxMs, rules } = needs;
	const { records, guilds, deliveries, history } = tables;
	const later = new Later({ clock, publish });
	const links = patientLinks(tables.links, later);
	const keeper = new Keeper({
		...{ records, links, guilds, discord, clock, chance, publish, lingerMs },
		...(rules === undefined ? {} : { rules }),
	});
	const onChange = (matchId: string) => keeper.lookAtMatch(matchId);
	const checks = new Checks({
		...{ clock, chance, records, ask: faceit.match, faceitNow: faceit.now, maxAgeMs: matchMaxMs, onChange, publish },
	});
	/** What an event changed, or a link. */
	const lookAgain = (matchId: string) => {
		if (records.isActive(matchId)) keeper.lookAtMatch(matchId);
		checks.consider(matchId);
	};
	const inbox = new Inbox({
		...{ clock, deliveries, records, publish },
		// What another process asked for counts from when it is read: that process has a clock of its own.
		read: (body, at) => readAsked(body, clock.now()) ?? readEvent(body, at),
		onChange(matchIds) {
			for (const matchId of matchIds) lookAgain(matchId);
		},
	});
	/** A match of strangers may name a linked player now. An older one counts as over. */
	const takeUp = (faceitId?: string) => {
		for (const matchId of records.takeUp(clock.now(), matchMaxMs, faceitId)) lookAgain(matchId);
	};
	const saw = openSightings(clock, links);
	const ends: (() => void)[] = [];
	return {
		...{ inbox, keeper, later },
		players: openPlayers({
			...{ clock, links, faceit },
			onChange(faceitId) {
				takeUp(faceitId);
				const discordId = links.byPlayer(faceitId)?.discordId;
				if (discordId !== undefined) for (const guildId of discord.voiceGuilds(discordId)) saw({ guildId, discordId });
				keeper.lookAtPlayer(faceitId);
			},
		}),
		on: {
			refreshed(guildIds) {
				keeper.stayIn(guildIds);
				keeper.lookEverywhere();
			},
			guildShown: (guildId) => keeper.guildShown(guildId),
			guildLeft: (guildId) => keeper.leaveGuild(guildId),
			memberMoved(change) {
				const { how, guildId, discordId, from, to } = change;
				const isLinked = links.byMember(discordId) !== undefined;
				if (isLinked && how === "moved" && from === undefined) publish({ kind: "joined", discordId, at: clock.now() });
				if (isLinked && to !== undefined) saw({ guildId, discordId });
				keeper.voiceChanged(change);
			},
			channelShown: (guildId, channelId, name) => keeper.meetChannel(guildId, channelId, name),
			channelGone: (guildId) => keeper.lookAtGuild(guildId),
		},
		start() {
			takeUp();
			inbox.work();
			checks.start();
			ends.push(
				startRetention({ clock, history, publish }),
				startRounds({
					...{ clock, publish },
					isWrittenByOthers: tables.measure.isWrittenByOthers,
					takeUp,
					workInbox: () => inbox.work(),
					matches: () => [...records.active()].map(({ match }) => match.matchId),
					lookAt: onChange,
				}),
			);
		},
		async stop(patienceMs) {
			for (const end of ends) end();
			inbox.stop();
			await Promise.all([Promise.race([checks.stop(), clock.sleep(patienceMs)]), keeper.stop(patienceMs)]);
			later.stop();
		},
	};
}

/** Where a member is known, and a player's new name, are noticed in passing: nothing may fail because of them. */
function patientLinks(links: Links, later: Later): Links {
	let batches = 0;
	return {
		...links,
		meet(members) {
			batches += 1;
			later.write(`members seen in voice (${batches})`, () => links.meet(members));
		},
		part: (guildId, discordId) =>
			later.write(`member ${discordId} gone from server ${guildId}`, () => links.part(guildId, discordId)),
		rename: (faceitId, nickname) => later.write(`name of ${faceitId}`, () => links.rename(faceitId, nickname)),
	};
}
