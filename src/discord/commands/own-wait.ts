// What keeps the person who asks out of their room, in one sentence, and what they can do about it. Pure.

import { relative, sentences, time } from "../../markdown.ts";
import type { Texts } from "../../texts/texts.ts";
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
export function ownWait(waits: readonly Wait[], asker: Asker, texts: Texts): string | undefined {
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
	return first === undefined
		? undefined
		: sentence({ ...first, isPersonal: personal.has(first.subject) }, asker, texts);
}

function sentence({ reason, until, isPersonal }: OwnWait, { room, lacking, now }: Asker, texts: Texts): string {
	const channelId = room?.channelId ?? null;
	const link = channelId === null ? undefined : `<#${channelId}>`;
	/** "in 8 seconds", as Discord counts it down. */
	const then = until === null || until <= now ? texts.waits.soon : relative(until);
	const click = link === undefined ? "" : texts.waits.click(link);
	switch (reason) {
		case "notInVoice":
			return texts.waits.notInVoice;
		case "walkedOut":
			return texts.waits.walkedOut(until === null ? undefined : time(until), link);
		case "otherMatch":
			return texts.waits.otherMatch;
		case "benched":
			return texts.waits.benched(link);
		case "notLinked":
			return texts.waits.notLinked;
		case "notProven":
			return texts.waits.notProven;
		case "optedOut":
			return texts.waits.optedOut(link);
		case "optedOutInside":
			return texts.waits.optedOutInside(then);
		case "matchNotStarted":
			return texts.waits.matchNotStarted;
		case "roomNotOpen":
			return texts.waits.roomNotOpen;
		case "limit":
			return isPersonal ? sentences(texts.waits.moveLimit(then), click) : texts.waits.roomLimit(then);
		case "inFlight":
			return isPersonal ? texts.waits.moving : texts.waits.opening;
		case "resting":
			return isPersonal ? sentences(texts.waits.moveResting(then), click) : texts.waits.roomResting(then);
		case "refused":
			return isPersonal ? sentences(texts.waits.moveRefused(then), click) : texts.waits.roomRefused(then);
		case "playedElsewhere":
			return texts.waits.playedElsewhere;
		case "notFollowed":
			return texts.waits.notFollowed;
		case "tooFewPlayers":
			return texts.waits.tooFewPlayers;
		case "nobodyInVoice":
			return texts.waits.nobodyInVoice;
		case "closedByStaff":
			return texts.waits.closedByStaff;
		case "notPulled":
			return sentences(texts.waits.notPulled, click);
		case "lackingPermissions":
			return sentences(texts.waits.lackingPermissions(named(lacking)), click);
		case "paused":
			return sentences(texts.waits.paused(then), click);
		case "categoryFull":
			return texts.waits.categoryFull;
		case "guildFull":
			return texts.waits.guildFull;
		case "nowhereToGo":
			return texts.waits.nowhereToGo(then);
		case "lingering":
			return texts.waits.lingering(then);
		default:
			throw new Error(`no such reason: ${reason satisfies never}`);
	}
}

/** "**Connect** and **Move Members**". */
function named(permissions: readonly string[]): string | undefined {
	if (permissions.length === 0) return undefined;
	const names = permissions.map((name) => `**${name}**`);
	return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
}
