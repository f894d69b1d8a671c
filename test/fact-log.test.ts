// What the log says of each fact: its level, its fields and its words.

import { expect, test } from "bun:test";
import type { Answer } from "../src/call.ts";
import type { Delivery } from "../src/delivery.ts";
import type { Fact } from "../src/fact.ts";
import { logFact } from "../src/fact-log.ts";
import { createLog } from "../src/log.ts";
import { matchId as match, report } from "./rules/given.ts";

const at = Date.UTC(2026, 10, 22);
const guild = "guild";
const until = "2026-11-22T00:00:00.000Z";
const err = { type: "Error", message: "disk full" };
const error = new Error("disk full");

const delivery: Delivery = {
	...{ deliveryId: 7, eventKey: "key", event: "match_status_ready", matchId: match, body: "{}" },
	...{ state: "kept", error: null, receivedAt: at, doneAt: null },
};

function moved(answer: Answer<unknown>): Fact {
	return {
		...{ kind: "acted", guildId: guild, matchId: match, action: "move", past: "member moved into the room" },
		...{ target: { room: "4F2A", channelId: "channel", discordId: "ann", teamId: "vale" }, answer, tookMs: 12.4 },
	};
}

const move = { match, guild, room: "4F2A", channel: "channel", member: "ann" };
const why = "no";

const rows: readonly (readonly [fact: Fact, line: Record<string, unknown> | null])[] = [
	[moved({ is: "done", value: null }), { level: "info", ...move, ms: 12, msg: "member moved into the room" }],
	[moved({ is: "later", at }), { level: "debug", ...move, until, msg: "move: Discord's limit" }],
	[moved({ is: "lost", why }), { level: "warn", ...move, ms: 12, why, msg: "move: no answer, looking again" }],
	[
		moved({ is: "refused", status: 403, code: 50013, why }),
		{ level: "warn", ...move, code: 50013, why, msg: "move: refused" },
	],
	[
		moved({ is: "refused", status: 400, code: 40032, why }),
		{ level: "debug", ...move, code: 40032, why, msg: "move: refused" },
	],
	[
		{ kind: "placed", guildId: guild, matchId: match, sinceMs: 1_200.6 },
		{ level: "info", match, guild, ms: 1201, msg: "all moves answered" },
	],
	[
		{ kind: "paused", guildId: guild, scope: "rooms", lacking: ["Connect", "Move Members"] },
		{
			...{ level: "warn", guild, lacking: ["Connect", "Move Members"] },
			msg: "paused: give my role Connect, Move Members in Server Settings → Roles",
		},
	],
	[
		{ kind: "resumed", guildId: guild, scope: "rooms" },
		{ level: "info", guild, msg: "resumed: all permissions are granted" },
	],
	[
		{ kind: "forbidden", guildId: guild, scope: "rooms", why },
		{ level: "warn", guild, why, msg: "Discord refuses what my role seems to allow, trying again later" },
	],
	[
		{ kind: "full", guildId: guild },
		{
			...{ level: "warn", guild },
			msg: "the server has 500 channels, no room can be opened: delete some that nobody needs",
		},
	],
	[
		{ kind: "waiting", guildId: guild, members: 3, untilAt: at },
		{ level: "info", guild, members: 3, until, msg: "members wait for Discord's limit on moves" },
	],
	[
		{ kind: "repeated", guildId: guild, matchId: match, action: "move", subject: "member:ann" },
		{
			...{ level: "warn", match, guild, subject: "member:ann" },
			msg: "move: done, and then planned again: waiting before it is repeated",
		},
	],
	[
		{ kind: "keeperFailed", guildId: guild, error },
		{ level: "error", guild, err, msg: "could not work on this server, trying again" },
	],
	[
		{ kind: "applied", delivery, event: report("ready", at, { version: 16 }), changed: true },
		{ level: "info", match, version: 16, msg: "FACEIT: ready" },
	],
	[
		{ kind: "applied", delivery, event: report("ready", at), changed: false },
		{ level: "debug", match, version: null, msg: "FACEIT: ready, nothing new" },
	],
	[
		{ kind: "applied", delivery, event: { kind: "expired", matchId: match, at }, changed: true },
		{ level: "info", match, msg: "asked to close its rooms" },
	],
	[
		{
			kind: "applied",
			delivery,
			event: { kind: "demoReady", matchId: match, at, demoUrl: "https://x" },
			changed: true,
		},
		{ level: "info", match, msg: "FACEIT: demoReady" },
	],
	[
		{ kind: "ignored", delivery },
		{ level: "debug", delivery: 7, event: "match_status_ready", msg: "event kept, nothing to do" },
	],
	[
		{ kind: "unreadable", delivery, why },
		{ level: "warn", delivery: 7, event: "match_status_ready", msg: "event not readable: no" },
	],
	[
		{ kind: "inboxFailed", error },
		{ level: "error", err, msg: "the inbox could not be written, trying again" },
	],
	[
		{ kind: "checked", matchId: match, answer: { is: "missing" }, changed: false },
		{ level: "debug", match, msg: "FACEIT's API does not know the match (yet)" },
	],
	[
		{ kind: "checked", matchId: match, answer: { is: "unavailable", why: "slow", retryAt: at }, changed: false },
		{ level: "debug", match, why: "slow", msg: "FACEIT gave no usable answer, asking again later" },
	],
	...([true, false] as const).map((changed): (typeof rows)[number] => [
		{
			...{ kind: "checked", matchId: match, changed },
			answer: {
				is: "found",
				check: { matchId: match, status: "over", competition: null, teams: [], scheduledAt: null },
			},
		},
		{ level: changed ? "info" : "debug", match, status: "over", msg: "FACEIT was asked" },
	]),
	[
		{ kind: "expired", matchId: match },
		{ level: "warn", match, msg: "no end reported for too long: the match is treated as over" },
	],
	[
		{ kind: "listed", competition: { kind: "hub", id: "h1" }, matches: 3, wasFailing: false },
		{ level: "debug", hub: "h1", matches: 3, msg: "competition listed" },
	],
	[
		{ kind: "listed", competition: { kind: "hub", id: "h1" }, matches: 3, wasFailing: true },
		{ level: "info", hub: "h1", matches: 3, msg: "FACEIT lists the competition again" },
	],
	[
		{ kind: "notListed", competition: { kind: "hub", id: "h1" }, why: "down", isNew: false, retryAt: at },
		{
			...{ level: "debug", hub: "h1", why: "down", retryAt: new Date(at).toISOString() },
			msg: "FACEIT could not list the competition, trying again",
		},
	],
	[
		{ kind: "notListed", competition: { kind: "championship", id: "c1" }, why: "missing", isNew: true, retryAt: at },
		{
			...{ level: "warn", championship: "c1", why: "missing", retryAt: new Date(at).toISOString() },
			msg: "FACEIT does not know this competition: if it was deleted, choose another in /setup",
		},
	],
	[
		{ kind: "checksFailed", error },
		{ level: "error", err, msg: "a match could not be checked, trying again" },
	],
	[
		{ kind: "gateway", state: "ready" },
		{ level: "info", msg: "gateway ready" },
	],
	[
		{ kind: "gateway", state: "lost", why },
		{ level: "warn", why, msg: "gateway lost" },
	],
	[
		{ kind: "signInDelayed", delayMs: 119_700 },
		{
			...{ level: "warn", seconds: 120 },
			msg: "the next sign-in waits: past a day's sign-ins, Discord would reset the bot's token",
		},
	],
	[
		{ kind: "dispatchFailed", event: "GUILD_CREATE", error },
		{
			...{ level: "error", event: "GUILD_CREATE", err },
			msg: "something that Discord's gateway sent could not be handled",
		},
	],
	[
		{ kind: "guildLeft", guildId: "1", name: "Vale" },
		{ level: "info", guild: "1", msg: "left the server Vale: its rooms are given up" },
	],
	[
		{ kind: "callsHeld", guildId: "1", untilAt: at },
		{
			...{ level: "warn", guild: "1", until },
			msg: "Discord has refused many calls in this server: the next ones wait, for it bans addresses that are refused too often",
		},
	],
	[
		{ kind: "callsHeld", guildId: null, untilAt: at },
		{
			...{ level: "warn", until },
			msg: "Discord has refused many calls: the next ones wait, for it bans addresses that are refused too often",
		},
	],
	[
		{ kind: "signInFailed", error },
		{ level: "warn", err, msg: "Discord cannot be reached, trying again" },
	],
	[
		{ kind: "commandFailed", command: "profile", error },
		{ level: "error", command: "profile", err, msg: "a command failed" },
	],
	[
		{ kind: "commandLate", command: "profile" },
		{ level: "debug", command: "profile", msg: "nobody is waiting for the answer any more" },
	],
	[{ kind: "commandsRegistered" }, { level: "info", msg: "commands registered" }],
	[
		{ kind: "commandsRefused", why },
		{ level: "error", why, msg: "Discord refused the commands" },
	],
	[
		{ kind: "commandsDelayed", why, retryAt: at },
		{ level: "warn", why, msg: "the commands could not be registered, trying again" },
	],
	[
		{ kind: "backupMade", backup: { file: "x.db", bytes: 9, tookMs: 1.6 } },
		{ level: "info", file: "x.db", bytes: 9, ms: 2, msg: "backup made and verified" },
	],
	[
		{ kind: "backupSent", file: "x.db", tookMs: 3 },
		{ level: "info", file: "x.db", ms: 3, msg: "backup sent to the storage" },
	],
	[
		{ kind: "backupFailed", to: "make", error, retryAt: at },
		{ level: "error", err, until, msg: "no backup could be made, trying again" },
	],
	[
		{ kind: "backupFailed", to: "send", error, retryAt: at },
		{ level: "error", err, until, msg: "the backup could not be sent to the storage, trying again" },
	],
	[
		{ kind: "oldRemoved", deliveries: 1, matches: 2 },
		{ level: "info", deliveries: 1, matches: 2, msg: "removed old records" },
	],
	[
		{ kind: "checkpointFailed", error },
		{ level: "warn", err, msg: "the database's log is written back between other work, trying again" },
	],
	[
		{ kind: "retentionFailed", error },
		{ level: "error", err, msg: "old records could not be removed, trying again" },
	],
	[
		{ kind: "roundFailed", error },
		{ level: "error", err, msg: "a round could not be made, trying again" },
	],
	[
		{ kind: "writeDelayed", about: "memo", error },
		{
			...{ level: "warn", err },
			msg: "the database cannot be written now: small things are remembered and written later",
		},
	],
	[
		{ kind: "writeFailed", about: 'memo "a"', error },
		{ level: "error", err, msg: 'not written to the database: memo "a"' },
	],
	[
		{ kind: "databaseChecked", tookMs: 12.4 },
		{ level: "info", ms: 12, msg: "database checked: it is whole" },
	],
	[
		{ kind: "databaseUnchecked", why },
		{ level: "warn", why, msg: "the database could not be checked; see `faceit-comms backup --check`" },
	],
	[
		{ kind: "databaseMisplaced", path: "x.db", why: "the database was deleted or moved away" },
		{
			...{ level: "error", file: "x.db" },
			msg:
				"the database was deleted or moved away while the program runs: nothing new is stored. Stop the program, put " +
				"the file back or bring back a backup with `faceit-comms restore FILE`, and start it again",
		},
	],
	[{ kind: "databaseInPlace" }, { level: "info", msg: "the database is in its place again" }],
	[{ kind: "joined", discordId: "ann", at }, null],
	[{ kind: "discordCalled", route: "GET /gateway", status: 200 }, null],
	[{ kind: "faceitCalled", route: "/players", status: 200, tookMs: 1 }, null],
	[{ kind: "webhookAnswered", status: 204, event: "match_status_ready", tookMs: 1 }, null],
];

test.each(rows)("%j", (fact, expected) => {
	const lines: string[] = [];
	logFact(createLog({ level: "debug", secrets: [], write: (line) => lines.push(line) }), fact);
	expect(lines).toHaveLength(expected === null ? 0 : 1);
	if (expected === null) return;
	const line: Record<string, unknown> = JSON.parse(lines[0] ?? "");
	const hasError = "err" in expected;
	expect(line).toEqual({
		...{ ...expected, time: expect.any(String) },
		...(hasError ? { err: { ...err, stack: expect.any(String) } } : {}),
	});
});
