// What the parts publish about their work: for the log, the metrics and any other listener.

import type { Answer } from "./call.ts";
import type { Followable } from "./competition.ts";
import type { Processed } from "./delivery.ts";
import type { LoginDecision, LoginEnd } from "./login.ts";
import type { MatchAnswer, Missing, Unavailable } from "./lookup.ts";
import type { MatchEvent } from "./match.ts";

/** Something that happened. Times in epoch ms, durations in ms. A new fact is one line here and one in each listener. */
export type Fact = KeeperFact | InboxFact | CheckFact | DiscordFact | FaceitFact | LoginFact | CommandFact | UpkeepFact;

/** How the parts publish what they did. Never throws. */
export type Publish = (fact: Fact) => void;

/** What a finished action was about, as far as each applies. */
export type ActionTarget = {
	/** The room's code. */
	readonly room?: string | undefined;
	readonly teamId?: string | undefined;
	readonly channelId?: string | undefined;
	readonly discordId?: string | undefined;
};

export type KeeperFact =
	/** One action was tried. `action` is its name in the metrics, `past` what it reads like in the log once done. */
	| {
			readonly kind: "acted";
			readonly guildId: string;
			/** Null for what is not about one match. */
			readonly matchId: string | null;
			readonly action: string;
			readonly past: string;
			readonly target: ActionTarget;
			readonly answer: Answer<unknown>;
			readonly tookMs: number;
	  }
	/**
	 * Everyone who was in voice when the match was opened has been moved: once for each opening. `sinceMs`: since FACEIT's
	 * last report on it.
	 */
	| { readonly kind: "placed"; readonly guildId: string; readonly matchId: string; readonly sinceMs: number }
	/** Work of this scope is paused in the guild until an admin grants these permissions. */
	| { readonly kind: "paused"; readonly guildId: string; readonly scope: string; readonly lacking: readonly string[] }
	/** All permissions of the scope are granted again. */
	| { readonly kind: "resumed"; readonly guildId: string; readonly scope: string }
	/** The bot lacks in these channels, by name, what it has in the guild: everything there waits, and nothing else. */
	| { readonly kind: "hidden"; readonly guildId: string; readonly channels: readonly string[] }
	/** Discord refuses one thing after another although no permission seems to be missing: retried ever less often. */
	| { readonly kind: "forbidden"; readonly guildId: string; readonly scope: string; readonly why: string }
	/** The guild has as many channels as Discord allows: no room can be opened until one is deleted. */
	| { readonly kind: "full"; readonly guildId: string }
	/** These members wait for Discord's limit on moves, and could go to their rooms themselves. */
	| { readonly kind: "waiting"; readonly guildId: string; readonly members: number; readonly untilAt: number }
	/** An action was planned again after it was done, more than once: it is held back, to prevent a storm of calls. */
	| {
			readonly kind: "repeated";
			readonly guildId: string;
			readonly matchId: string | null;
			readonly action: string;
			readonly subject: string;
	  }
	/** An internal fault, such as a full disk; the guild is looked at again soon. */
	| { readonly kind: "keeperFailed"; readonly guildId: string; readonly error: unknown };

export type InboxFact =
	| { readonly kind: "applied"; readonly delivery: Processed; readonly event: MatchEvent; readonly changed: boolean }
	| { readonly kind: "ignored"; readonly delivery: Processed }
	| { readonly kind: "unreadable"; readonly delivery: Processed; readonly why: string }
	| { readonly kind: "inboxFailed"; readonly error: unknown };

export type CheckFact =
	| { readonly kind: "checked"; readonly matchId: string; readonly answer: MatchAnswer; readonly changed: boolean }
	| { readonly kind: "expired"; readonly matchId: string }
	| { readonly kind: "checksFailed"; readonly error: unknown }
	/** A followed competition was listed, `wasFailing` for the first time after it was not; so many matches are on. */
	| {
			readonly kind: "listed";
			readonly competition: Followable;
			readonly matches: number;
			readonly wasFailing: boolean;
	  }
	/** It was not; `isNew` if that was otherwise, or for another reason, before. It is tried again at `retryAt`. */
	| {
			readonly kind: "notListed";
			readonly competition: Followable;
			readonly why: Unavailable["why"] | Missing["is"];
			readonly isNew: boolean;
			readonly retryAt: number;
	  };

export type GatewayState = "ready" | "resumed" | "reconnecting" | "lost";

export type DiscordFact =
	/** Of one connection to the gateway; `shard` is such as "2 of 3", undefined where it is the only one. */
	| {
			readonly kind: "gateway";
			readonly state: GatewayState;
			readonly shard?: string | undefined;
			readonly why?: string | undefined;
	  }
	/** A linked member came into voice. */
	| { readonly kind: "joined"; readonly discordId: string; readonly at: number }
	/** Many of the day's sign-ins are used up: the next one waits. */
	| { readonly kind: "signInDelayed"; readonly delayMs: number }
	| { readonly kind: "signInFailed"; readonly error: unknown }
	/** Something that the gateway sent could not be handled: nothing more was made of it. */
	| { readonly kind: "dispatchFailed"; readonly event: string; readonly error: unknown }
	/** The bot was removed from the guild, or the guild was deleted. */
	| { readonly kind: "guildLeft"; readonly guildId: string; readonly name: string | undefined }
	/** Discord has refused so many calls, of all guilds (null) or this one, that the next ones wait until `untilAt`. */
	| { readonly kind: "callsHeld"; readonly guildId: string | null; readonly untilAt: number }
	/** One call was answered or lost; `status` 0 without an answer. `tookMs` is unknown for discord.js' own calls. */
	| {
			readonly kind: "discordCalled";
			readonly route: string;
			readonly status: number;
			readonly tookMs?: number | undefined;
	  };

export type FaceitFact =
	| {
			readonly kind: "faceitCalled";
			readonly route: string;
			readonly status: number | "slow" | "down";
			readonly tookMs: number;
	  }
	/** A webhook was answered; `event` is null for one that was refused before it was read. */
	| {
			readonly kind: "webhookAnswered";
			readonly status: number;
			readonly event: string | null;
			readonly tookMs: number;
	  };

export type LoginFact =
	/** A login at FACEIT has come to an end, or what came of it was confirmed or taken back. */
	| { readonly kind: "loginEnded"; readonly outcome: (LoginEnd | LoginDecision)["is"]; readonly discordId: string }
	/** A page could not be shown, for a fault of our own. */
	| { readonly kind: "pageFailed"; readonly error: unknown };

export type CommandFact =
	| { readonly kind: "commandFailed"; readonly command: string; readonly error: unknown }
	/** Discord had given up waiting, or the person closed the message. */
	| { readonly kind: "commandLate"; readonly command: string }
	| { readonly kind: "commandsRegistered" }
	| { readonly kind: "commandsRefused"; readonly why: string }
	| { readonly kind: "commandsDelayed"; readonly why: string; readonly retryAt: number };

export type Backup = {
	readonly file: string;
	readonly bytes: number;
	readonly tookMs: number;
};

export type UpkeepFact =
	| { readonly kind: "backupMade"; readonly backup: Backup }
	| { readonly kind: "backupSent"; readonly file: string; readonly tookMs: number }
	| { readonly kind: "backupFailed"; readonly to: "make" | "send"; readonly error: unknown; readonly retryAt: number }
	| { readonly kind: "oldRemoved"; readonly deliveries: number; readonly matches: number }
	/** A member had left every guild that the bot is in, long ago: their link was removed. */
	| { readonly kind: "memberForgotten" }
	| { readonly kind: "retentionFailed"; readonly error: unknown }
	| { readonly kind: "roundFailed"; readonly error: unknown }
	/** The database's log could not be written back in a thread: SQLite does it within commits, until it can be again. */
	| { readonly kind: "checkpointFailed"; readonly error: unknown }
	/** The database cannot be written now: what is to be remembered is kept, and written as soon as it can be. */
	| { readonly kind: "writeDelayed"; readonly about: string; readonly error: unknown }
	/** It was given up: the database refused it. */
	| { readonly kind: "writeFailed"; readonly about: string; readonly error: unknown }
	/** All of the database was read, in another process, and is whole; or it could not be read. */
	| { readonly kind: "databaseChecked"; readonly tookMs: number }
	| { readonly kind: "databaseUnchecked"; readonly why: string }
	/** Its files were deleted or replaced while the program runs; or they are back. */
	| { readonly kind: "databaseMisplaced"; readonly path: string; readonly why: string }
	| { readonly kind: "databaseInPlace" };
