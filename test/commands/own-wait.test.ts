// What keeps the person who asks out of their room, as they read it.

import { describe, expect, test } from "bun:test";
import { type Asker, ownWait as inWords } from "../../src/discord/commands/own-wait.ts";
import { textsIn } from "../../src/texts/texts.ts";
import type { Wait, WaitReason } from "../../src/wait.ts";

const now = 1_000_000;
const soon = now + 8_000;

const ownWait = (waits: readonly Wait[], who: Asker) => inWords(waits, who, textsIn("en"));

function asker(changes: Partial<Asker> = {}): Asker {
	const ids = { discordId: "ann", faceitId: "ann_v", matchId: "1-a", teamId: "vale" };
	return { ...ids, room: { code: "4F2A", channelId: "12" }, isInRoom: false, now, lacking: [], ...changes };
}

const wait = (reason: WaitReason, subject = "member:ann", until: number | null = null): Wait => ({
	subject,
	reason,
	until,
});
const noRoom = { room: undefined };

describe("about themselves", () => {
	const click = "You can also click <#12> and go in yourself.";

	test.each([
		["notInVoice", null, "You are not in voice in this server: join any of its voice channels and I move you in."],
		["walkedOut", null, "You left your room yourself, so I leave you alone. Click <#12> to go back."],
		["walkedOut", soon, "You left your room yourself, so I leave you alone until <t:1008:t>. Click <#12> to go back."],
		["otherMatch", null, "A newer match of yours is on in this server, so I take you to that one's room."],
		[
			"benched",
			null,
			"You are on the bench, so I move you once FACEIT puts you on. <#12> is open to you already: click it to go in.",
		],
		["limit", soon, `Discord lets me move only so many at once: you follow <t:1008:R>. ${click}`],
		["limit", null, `Discord lets me move only so many at once: you follow in a moment. ${click}`],
		["limit", now - 1, `Discord lets me move only so many at once: you follow in a moment. ${click}`],
		["inFlight", null, "I am moving you right now."],
		["resting", soon, `Discord did not let me move you just now; I try again <t:1008:R>. ${click}`],
		["refused", soon, `Discord does not let me move you from the channel you are in; I try again <t:1008:R>. ${click}`],
		["matchNotStarted", null, "Be in any voice channel of this server when it starts, and I move you in."],
		[
			"notLinked",
			null,
			"I do not know that you play in this match: `/register` tells me which FACEIT account is yours.",
		],
	] as const)("%s until %p", (reason, until, sentence) => {
		expect(ownWait([wait(reason, "member:ann", until)], asker())).toBe(sentence);
	});
});

describe("about their room", () => {
	test.each([
		["roomNotOpen", "team:1-a/vale", "Your room is not open yet. Stay in voice: I move you in as soon as it is."],
		["limit", "team:1-a/vale", "Discord lets me do only so much at once: your room opens <t:1008:R>."],
		["inFlight", "team:1-a/vale", "I am opening your room right now."],
		["categoryFull", "team:1-a/vale", "The category for rooms is full: I open another one first, then your room."],
		["resting", "team:1-a/vale", "Discord did not let me open your room just now; I try again <t:1008:R>."],
		["refused", "team:1-a/vale", "Discord did not let me open your room; I try again <t:1008:R>."],
		[
			"playedElsewhere",
			"team:1-a/vale",
			"Players of this match are in voice in another server, so it has its rooms there. " +
				"Come into voice here to get one here, too.",
		],
		[
			"guildFull",
			"room:ANY1",
			"This server has as many channels as Discord allows, so I cannot open your room. " +
				"As soon as an admin deletes a channel that nobody needs, I go on by myself.",
		],
		[
			"paused",
			"team:1-a/vale",
			"Discord refuses what I need to do in this server; I try again <t:1008:R>. " +
				"An admin can see with `/setup` what may be missing.",
		],
	] as const)("%s", (reason, subject, sentence) => {
		expect(ownWait([wait(reason, subject, soon)], asker(noRoom))).toBe(sentence);
	});

	test("says nothing of opening a room that is open already", () => {
		const all = ["roomNotOpen", "limit", "inFlight", "resting", "refused", "guildFull", "categoryFull"] as const;
		for (const reason of [...all, "playedElsewhere"] as const) {
			expect(ownWait([wait(reason, "room:4F2A"), wait(reason, "team:1-a/vale")], asker())).toBeUndefined();
		}
	});

	test.each([
		[[], "I lack permissions here"],
		[["Move Members"], "I lack **Move Members** here"],
		[["Connect", "Move Members"], "I lack **Connect** and **Move Members** here"],
		[
			["Manage Channels", "Connect", "Move Members"],
			"I lack **Manage Channels**, **Connect** and **Move Members** here",
		],
	])("names the permissions %p", (lacking, beginning) => {
		expect(ownWait([wait("lackingPermissions", "team:1-a/vale")], asker({ ...noRoom, lacking }))).toBe(
			`${beginning}, so I cannot bring you in. An admin of this server can change that: \`/setup\` shows how.`,
		);
	});

	test("a room that is there can be entered without the bot", () => {
		const sentence = ownWait([wait("lackingPermissions")], asker({ lacking: ["Move Members"] }));
		expect(sentence).toEndWith("You can also click <#12> and go in yourself.");
	});
});

describe("while they are in their room", () => {
	test("nothing is said of getting in", () => {
		expect(ownWait([wait("notInVoice"), wait("limit")], asker({ isInRoom: true }))).toBeUndefined();
	});

	test.each([
		["lingering", "room:4F2A", "I bring you back <t:1008:R>."],
		[
			"nowhereToGo",
			"member:ann",
			"I have no channel to bring you back to, so you can stay in your room for now. " +
				"It closes <t:1008:R>: go to another channel before that to stay in voice.",
		],
	] as const)("%s tells what comes", (reason, subject, sentence) => {
		expect(ownWait([wait(reason, subject, soon)], asker({ isInRoom: true }))).toBe(sentence);
		expect(ownWait([wait(reason, subject, soon)], asker())).toBeUndefined();
	});
});

describe("says nothing false", () => {
	test("given no waits, or waits of others", () => {
		const others = [
			wait("limit", "member:bob"),
			wait("guildFull", "room:OAK1"),
			wait("limit", "team:1-a/oak"),
			wait("limit", "team:2-b/vale"),
			wait("notInVoice", "player:bob_v"),
			wait("playedElsewhere", "team:1-a/oak"),
			// What admins took away in one channel, or refused about one person, is nobody else's.
			wait("lackingPermissions", "channel:13"),
			wait("lackingPermissions", "team:1-a/oak"),
			wait("refused", "member:bob"),
		];
		expect(ownWait([], asker())).toBeUndefined();
		expect(ownWait(others, asker())).toBeUndefined();
		expect(ownWait([wait("resting", "room:undefined")], asker(noRoom))).toBeUndefined();
	});

	test("given several, then only the one that has to be out of the way first", () => {
		const first = (...reasons: readonly WaitReason[]) =>
			ownWait(
				reasons.map((one) => wait(one)),
				asker(noRoom),
			);
		expect(first("limit", "notInVoice")).toStartWith("You are not in voice");
		expect(first("notInVoice", "guildFull")).toStartWith("This server has as many channels");
		expect(first("notInVoice", "walkedOut")).toStartWith("You left your room yourself");
		expect(first("roomNotOpen", "limit")).toStartWith("Discord lets me move only");
		expect(first("notInVoice", "matchNotStarted")).toStartWith("Be in any voice channel");
	});
});
