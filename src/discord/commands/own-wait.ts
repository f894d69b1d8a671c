// What keeps the person who asks out of their room, in one sentence, and what they can do about it. Pure.

import { relative, sentences, time } from "../../markdown.ts";
import type { Wait, WaitReason } from "../../wait.ts";

/** The person who asks, and what is known of their match in this guild. */
export type Asker = {
	readonly discordId: string;
	readonly faceitId: string;
	readonly matchId: string;
	readonly teamId: string;
	/** Their team's room, if there is one in this guild; its channel is null until it is known. */
	readonly room: { readonly code: string; readonly channelId: string | null } | undefined;
	/** True while Discord shows them in their room. */
	readonly isInRoom: boolean;
	/** Epoch ms. */
	readonly now: number;
	/** The permissions that the bot lacks for rooms and moves, by name. */
	readonly lacking: readonly string[];
};

/** A wait, and whether it is about the person themselves or about their room. */
type OwnWait = Wait & { readonly isPersonal: boolean };

/**
 * The reasons in the order in which they matter: only the first is given, because what the others promise would not
 * come true before it is out of the way.
 */
const byWeight: readonly WaitReason[] = [
	"closedByStaff",
	"otherMatch",
	"walkedOut",
	"lackingPermissions",
	"paused",
	"guildFull",
	"matchNotStarted",
	"notLinked",
	"notProven",
	"benched",
	"notInVoice",
	"optedOut",
	"categoryFull",
	"playedElsewhere",
	"notFollowed",
	"tooFewPlayers",
	"nobodyInVoice",
	"notPulled",
	"limit",
	"inFlight",
	"refused",
	"resting",
	"roomNotOpen",
	"nowhereToGo",
	"optedOutInside",
	"lingering",
];

/** These are about the way out of the room, all others about the way in. */
const onTheWayOut: ReadonlySet<WaitReason> = new Set(["nowhereToGo", "optedOutInside", "lingering"]);

/** About anything but the person themselves, these matter only until their room is there. */
const ofOpening: ReadonlySet<WaitReason> = new Set<WaitReason>([
	"roomNotOpen",
	"guildFull",
	"categoryFull",
	"playedElsewhere",
	"notFollowed",
	"tooFewPlayers",
	"nobodyInVoice",
	"limit",
	"inFlight",
	"refused",
	"resting",
]);

/** Undefined when there is nothing to say, as for anyone who is where they belong. */
export function ownWait(waits: readonly Wait[], asker: Asker): string | undefined {
	const personal = new Set([`member:${asker.discordId}`, `player:${asker.faceitId}`]);
	const shared = new Set([`team:${asker.matchId}/${asker.teamId}`]);
	if (asker.room !== undefined) shared.add(`room:${asker.room.code}`);
	const [first] = waits
		.filter(({ subject, reason }) => {
			if (onTheWayOut.has(reason) !== asker.isInRoom) return false;
			const isOpen = (asker.room?.channelId ?? null) !== null;
			const isShared = shared.has(subject) || reason === "guildFull";
			return personal.has(subject) || (isShared && !(isOpen && ofOpening.has(reason)));
		})
		.toSorted((a, b) => byWeight.indexOf(a.reason) - byWeight.indexOf(b.reason));
	return first === undefined ? undefined : sentence({ ...first, isPersonal: personal.has(first.subject) }, asker);
}

function sentence({ reason, until, isPersonal }: OwnWait, { room, lacking, now }: Asker): string {
	const channelId = room?.channelId ?? null;
	/** "in 8 seconds", as Discord counts it down. */
	const then = until === null || until <= now ? "in a moment" : relative(until);
	const click = channelId === null ? "" : `You can also click <#${channelId}> and go in yourself.`;
	switch (reason) {
		case "notInVoice":
			return "You are not in voice in this server: join any of its voice channels and I move you in.";
		case "walkedOut":
			return walkedOut(until, channelId);
		case "otherMatch":
			return "A newer match of yours is on in this server, so I take you to that one's room.";
		case "benched":
			return sentences(
				"You are on the bench, so I move you once FACEIT puts you on.",
				channelId === null ? "" : `<#${channelId}> is open to you already: click it to go in.`,
			);
		case "notLinked":
			return "I do not know that you play in this match: `/register` tells me which FACEIT account is yours.";
		case "notProven":
			return sentences(
				"Your account is only a claim so far, and here it has to be proven before I let you in.",
				"`/register` shows how; staff of this server can vouch for you with `/staff verify`.",
			);
		case "optedOut":
			return sentences(
				"You asked me not to move you.",
				channelId === null ? "Your room opens in a moment." : `Click <#${channelId}> to go in.`,
				"`/profile` changes that.",
			);
		case "optedOutInside":
			return `You asked me not to move you, so I leave you here. The room closes ${then}: go to another channel before.`;
		case "matchNotStarted":
			return "Be in any voice channel of this server when it starts, and I move you in.";
		case "roomNotOpen":
			return "Your room is not open yet. Stay in voice: I move you in as soon as it is.";
		case "limit":
			return isPersonal
				? sentences(`Discord lets me move only so many at once: you follow ${then}.`, click)
				: `Discord lets me do only so much at once: your room opens ${then}.`;
		case "inFlight":
			return isPersonal ? "I am moving you right now." : "I am opening your room right now.";
		case "resting":
			return isPersonal
				? sentences(`Discord did not let me move you just now; I try again ${then}.`, click)
				: `Discord did not let me open your room just now; I try again ${then}.`;
		case "refused":
			return isPersonal
				? sentences(`Discord does not let me move you from the channel you are in; I try again ${then}.`, click)
				: `Discord did not let me open your room; I try again ${then}.`;
		case "playedElsewhere":
			return "Players of this match are in voice in another server, so it has its rooms there. Come into voice here to get one here, too.";
		case "notFollowed":
			return "This server gives rooms only to matches of certain competitions, and yours is none of them.";
		case "tooFewPlayers":
			return "Too few of your team are known in this server for a room: your teammates can `/register`, too.";
		case "nobodyInVoice":
			return "Your team's room opens once somebody of it is in voice in this server.";
		case "closedByStaff":
			return "Staff of this server closed the rooms of your match.";
		case "notPulled":
			return sentences("In this server I do not move players from where you are.", click);
		case "lackingPermissions":
			return sentences(
				`I lack ${named(lacking)} here, so I cannot bring you in.`,
				"An admin of this server can change that: `/setup` shows how.",
				click,
			);
		case "paused":
			return sentences(
				`Discord refuses what I need to do in this server; I try again ${then}.`,
				"An admin can see with `/setup` what may be missing.",
				click,
			);
		case "categoryFull":
			return "The category for rooms is full: I open another one first, then your room.";
		case "guildFull":
			return sentences(
				"This server has as many channels as Discord allows, so I cannot open your room.",
				"As soon as an admin deletes a channel that nobody needs, I go on by myself.",
			);
		case "nowhereToGo":
			return sentences(
				"I have no channel to bring you back to, so you can stay in your room for now.",
				`It closes ${then}: go to another channel before that to stay in voice.`,
			);
		case "lingering":
			return `I bring you back ${then}.`;
		default:
			throw new Error(`no such reason: ${reason satisfies never}`);
	}
}

function walkedOut(until: number | null, channelId: string | null): string {
	const left = "You left your room yourself, so I leave you alone";
	const back = channelId === null ? "" : `Click <#${channelId}> to go back.`;
	return sentences(until === null ? `${left}.` : `${left} until ${time(until)}.`, back);
}

/** "**Connect** and **Move Members**". */
function named(permissions: readonly string[]): string {
	if (permissions.length === 0) return "permissions";
	const names = permissions.map((name) => `**${name}**`);
	return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
}
