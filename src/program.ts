// The program without its edges: what it does with events, matches, players and guilds, put together. app.ts gives it a
// gateway, ports and files; a simulation gives it simulated ones.

import type { Discord } from "./call.ts";
import { Checks } from "./checks.ts";
import type { Chance, Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { Inbox } from "./inbox.ts";
import { Keeper } from "./keeper/keeper.ts";
import type { Rules } from "./keeper/look.ts";
import type { MatchAnswer } from "./lookup.ts";
import type { MatchEvent } from "./match.ts";
import { type LookUp, openPlayers, type Players } from "./players.ts";
import type { VoiceChange } from "./record.ts";
import { startRetention } from "./retention.ts";
import { startRounds } from "./rounds.ts";
import { readAsked } from "./store/asked.ts";
import type { Tables } from "./store/tables.ts";

export type ProgramNeeds = {
	readonly clock: Clock;
	readonly chance: Chance;
	readonly publish: Publish;
	readonly tables: Tables;
	readonly discord: Discord;
	/** FACEIT's Data API. Nothing here throws. */
	readonly faceit: LookUp & { readonly match: (matchId: string) => Promise<MatchAnswer> };
	/** What a webhook's body reports; undefined for nothing. Throws an Error that says why it cannot be read. */
	readonly readEvent: (body: string, at: number) => MatchEvent | undefined;
	/** How long rooms stay after a match where the guild did not choose, ms. */
	readonly lingerMs: number;
	/** The age at which an open match is treated as over, ms. */
	readonly matchMaxMs: number;
	readonly rules?: Rules;
};

export type Program = {
	readonly inbox: Inbox;
	readonly keeper: Keeper;
	readonly players: Players;
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
	const { records, links, guilds, deliveries, history } = tables;
	const keeper = new Keeper({
		...{ records, links, guilds, discord, clock, chance, publish, lingerMs },
		...(rules === undefined ? {} : { rules }),
	});
	const onChange = (matchId: string) => keeper.lookAtMatch(matchId);
	const checks = new Checks({ clock, records, ask: faceit.match, maxAgeMs: matchMaxMs, onChange, publish });
	const inbox = new Inbox({
		...{ clock, deliveries, records, publish },
		read: (body, at) => readAsked(body, at) ?? readEvent(body, at),
		onChange(matchId) {
			keeper.lookAtMatch(matchId);
			checks.look();
		},
	});
	const ends: (() => void)[] = [];
	return {
		...{ inbox, keeper },
		players: openPlayers({ clock, links, faceit, onChange: (faceitId) => keeper.lookAtPlayer(faceitId) }),
		on: {
			refreshed(guildIds) {
				keeper.stayIn(guildIds);
				keeper.lookEverywhere();
			},
			guildShown: (guildId) => keeper.reconsider(guildId),
			guildLeft: (guildId) => keeper.leaveGuild(guildId),
			memberMoved(change) {
				const isArrival = change.from === undefined && links.byMember(change.discordId) !== undefined;
				if (isArrival) publish({ kind: "joined", discordId: change.discordId, at: clock.now() });
				keeper.voiceChanged(change);
			},
			channelShown: (guildId, channelId, name) => keeper.meetChannel(guildId, channelId, name),
			channelGone: (guildId) => keeper.lookAtGuild(guildId),
		},
		start() {
			inbox.work();
			checks.start();
			ends.push(
				startRetention({ clock, history, publish }),
				startRounds({
					clock,
					isWrittenByOthers: tables.measure.isWrittenByOthers,
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
		},
	};
}
