// The program without its edges: what it does with events, matches, players and guilds, put together. app.ts gives it a
// gateway, ports and files; a simulation gives it simulated ones.

import type { Discord } from "./call.ts";
import { Checks } from "./checks.ts";
import type { Chance, Clock } from "./clock.ts";
import type { Followable } from "./competition.ts";
import type { Publish } from "./fact.ts";
import type { FollowState } from "./followed.ts";
import { Follows } from "./follows.ts";
import { type Grace, openGrace } from "./grace.ts";
import type { FollowedCompetition } from "./guild.ts";
import type { Inbox } from "./inbox.ts";
import { Keeper } from "./keeper/keeper.ts";
import type { Rules } from "./keeper/look.ts";
import { Later } from "./later.ts";
import type { ListAnswer, MatchAnswer, MatchInfoAnswer, MatchPurpose } from "./lookup.ts";
import type { MatchEvent } from "./match.ts";
import { type Orders, openOrders } from "./match-orders.ts";
import { startMemberships } from "./memberships.ts";
import { type LookUp, openPlayers, type Players } from "./players.ts";
import type { VoiceChange } from "./record.ts";
import { openRehearsals, type Rehearsals } from "./rehearsals.ts";
import { Results } from "./results.ts";
import { startRetention } from "./retention.ts";
import { startRounds } from "./rounds.ts";
import type { Shard } from "./shard.ts";
import { openSightings } from "./sightings.ts";
import { readAsked } from "./store/asked.ts";
import type { Guilds } from "./store/guilds.ts";
import type { Links } from "./store/links.ts";
import type { Memos } from "./store/memos.ts";
import type { Tables } from "./store/tables.ts";
import { TakeUp } from "./take-up.ts";

export type ProgramNeeds = {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	readonly tables: Tables;
	/** It may have stored deliveries already; they are processed once the program is started. */
	readonly inbox: Inbox;
	readonly discord: Discord;
	/** FACEIT's Data API. Nothing here throws. */
	readonly faceit: LookUp & {
		readonly match: (matchId: string, purpose: MatchPurpose) => Promise<MatchAnswer>;
		readonly matchInfo: (matchId: string) => Promise<MatchInfoAnswer>;
		readonly list: (competition: Followable, type: "ongoing") => Promise<ListAnswer>;
		/** What time it is for FACEIT, epoch ms. */
		readonly now: () => number;
	};
	/** What a webhook's body reports; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly readEvent: (body: string, at: number) => MatchEvent | undefined;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** The age from which an open match is treated as over unless FACEIT calls it ongoing, ms. */
	readonly matchMaxMs: number;
	/** True if members can prove their accounts by FACEIT's login. */
	readonly canProve: boolean;
	readonly rules?: Rules;
};

export type Program = {
	readonly keeper: Keeper;
	readonly players: Players;
	/** What people decide about matches and rooms. */
	readonly orders: Orders;
	readonly rehearsals: Rehearsals;
	/** Which claims count by default. */
	readonly grace: Grace;
	/** How the competitions are doing that guilds follow. */
	readonly follows: () => readonly FollowState[];
	/** Remembers small things, when the database cannot be written as soon as it can. */
	readonly later: Later;
	/** What happens in Discord. */
	readonly on: {
		readonly refreshed: (shard: Shard, guildIds: ReadonlySet<string>) => void;
		readonly guildShown: (guildId: string) => void;
		readonly guildLeft: (guildId: string) => void;
		readonly memberMoved: (change: VoiceChange) => void;
		readonly channelShown: (guildId: string, channelId: string, name: string) => void;
		readonly channelGone: (guildId: string, channelId: string) => void;
	};
	/** Processes what is stored, and starts the periodic work. */
	readonly start: () => void;
	/** Accepts nothing more; resolves when calls in flight are answered, or after `patienceMs`. */
	readonly stop: (patienceMs: number) => Promise<void>;
};

export function openProgram(needs: ProgramNeeds): Program {
	const { clock, chance, publish, tables, inbox, discord, faceit, readEvent, lingerMs, matchMaxMs, canProve, rules } =
		needs;
	const { records, guilds, history } = tables;
	const later = new Later({ clock, publish });
	const links = patientLinks(tables.links, later);
	const isIn = (guildId: string) => discord.see(guildId) !== undefined;
	const memos = { get: tables.memos.get, set: patientMemo(tables.memos, later) };
	const grace = openGrace({ ...{ clock, memos, links, canProve }, onOver: () => keeper.lookEverywhere() });
	const keeper: Keeper = new Keeper({
		...{ records, links, guilds: patientGuilds(guilds, later, isIn), discord, clock, chance, publish, lingerMs },
		claimRule: grace.rule,
		...(rules === undefined ? {} : { rules }),
	});
	const onChange = (matchId: string) => {
		keeper.lookAtMatch(matchId);
		results.consider(matchId);
	};
	const checks = new Checks({
		...{ clock, chance, records, ask: faceit.match, faceitNow: faceit.now, maxAgeMs: matchMaxMs, onChange, publish },
	});
	/** What an event changed, or a link. */
	const lookAgain = (matchId: string) => {
		keeper.lookAtMatch(matchId);
		checks.consider(matchId);
		results.consider(matchId);
	};
	const results = new Results({
		...{ clock, records, publish, ask: faceit.matchInfo },
		onChange: (matchId) => keeper.lookAtMatch(matchId),
	});
	const follows = new Follows({
		...{
			clock,
			records,
			publish,
			competitions: () => listable(guilds.followed()),
			faceitNow: faceit.now,
			maxAgeMs: matchMaxMs,
		},
		onChange: lookAgain,
		list: (competition) => faceit.list(competition, "ongoing"),
		onListed: (check, askedAt) => checks.listed(check, askedAt),
		onLeft: (matchId) => checks.left(matchId),
	});
	const takeUp = new TakeUp({ clock, records, maxAgeMs: matchMaxMs, onTaken: lookAgain, publish });
	const saw = openSightings(clock, links);
	const ends: (() => void)[] = [];
	/** The player was linked or unlinked, or it is known elsewhere who they are. */
	function onLink(faceitId: string): void {
		takeUp.player(faceitId);
		const discordId = links.byPlayer(faceitId)?.discordId;
		if (discordId !== undefined) for (const guildId of discord.voiceGuilds(discordId)) saw({ guildId, discordId });
		keeper.lookAtPlayer(faceitId);
	}
	return {
		...{ keeper, later, grace },
		orders: openOrders({
			...{ clock, records, trail: tables.trail, onChange: lookAgain, faceitNow: faceit.now },
			ask: (matchId) => faceit.match(matchId, "lineUp"),
			lingerMs: (guildId) => guilds.settings(guildId).lingerMs ?? lingerMs,
		}),
		rehearsals: openRehearsals({
			...{ clock, records, see: (guildId) => discord.see(guildId), onChange: lookAgain },
			waits: (guildId, matchId) => keeper.waits(guildId, matchId),
		}),
		follows: () => follows.states(),
		players: openPlayers({ ...{ clock, links, faceit }, onChange: onLink }),
		on: {
			refreshed(shard, guildIds) {
				keeper.stayIn(shard, guildIds);
				keeper.lookEverywhere();
			},
			guildShown(guildId) {
				if (guilds.isLeft(guildId))
					later.write(`server ${guildId} joined again`, () => {
						if (isIn(guildId)) guilds.comeBack(guildId);
					});
				keeper.guildShown(guildId);
			},
			guildLeft: (guildId) => keeper.leaveGuild(guildId),
			memberMoved(change) {
				const { how, guildId, discordId, from, to } = change;
				const isLinked = links.playerOf(discordId) !== undefined;
				if (isLinked && how === "moved" && from === undefined) publish({ kind: "joined", discordId, at: clock.now() });
				if (isLinked && to !== undefined) saw({ guildId, discordId });
				keeper.voiceChanged(change);
			},
			channelShown: (guildId, channelId, name) => keeper.channelShown(guildId, channelId, name),
			channelGone: (guildId, channelId) => keeper.channelGone(guildId, channelId),
		},
		start() {
			takeUp.everybody();
			inbox.start({
				records,
				// What another process asked for counts from when it is read: that process has a clock of its own.
				read: (body, at) => readAsked(body, clock.now()) ?? readEvent(body, at),
				onChange(matchIds) {
					for (const matchId of matchIds) lookAgain(matchId);
				},
			});
			checks.start();
			follows.start();
			results.start();
			ends.push(
				startRetention({ clock, history, publish }),
				startMemberships({ clock, links, memberships: tables.memberships, discord, onChange: onLink, publish }),
				startRounds({
					...{ clock, publish },
					isWrittenByOthers: tables.measure.isWrittenByOthers,
					forget: links.forget,
					takeUp: () => takeUp.everybody(),
					workInbox: () => inbox.work(),
					active: records.active,
					lookAt: onChange,
				}),
			);
		},
		async stop(patienceMs) {
			for (const end of ends) end();
			grace.stop();
			takeUp.stop();
			inbox.stop();
			results.stop();
			const asking = Promise.all([checks.stop(), follows.stop()]);
			await Promise.all([Promise.race([asking, clock.sleep(patienceMs)]), keeper.stop(patienceMs)]);
			later.stop();
		},
	};
}

/** FACEIT lists the matches of hubs and championships; organizers only say which matches get rooms. */
function listable(followed: readonly FollowedCompetition[]): readonly Followable[] {
	return followed.flatMap(({ kind, id }) => (kind === "organizer" ? [] : [{ kind, id }]));
}

/** What the parts remember about themselves must not stop them. */
export function patientMemo({ set }: Memos, later: Later): Memos["set"] {
	return (name, value) => later.write(`memo "${name}"`, () => set(name, value));
}

/** That the bot has left is not forgotten where it cannot be written at once; it may have been invited again meanwhile. */
function patientGuilds(guilds: Guilds, later: Later, isIn: (guildId: string) => boolean): Guilds {
	return {
		...guilds,
		leave: (guildId, now) =>
			later.write(`server ${guildId} left`, () => {
				if (!isIn(guildId)) guilds.leave(guildId, now);
			}),
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
