// Something that is due but cannot be done now, with the reason: the answer to "why am I not in my room?".

export type WaitReason =
	/** The player has no link to a member. */
	| "notLinked"
	/** Their link is a claim, which does not count here until it is proven. */
	| "notProven"
	/** They asked never to be moved: they may enter, and go by themselves. */
	| "optedOut"
	/** They sit on the bench: they may enter, and are moved once FACEIT says that they play. */
	| "benched"
	/** Nobody can be pulled into voice. */
	| "notInVoice"
	/** They left the room for another channel, and are left alone until FACEIT opens the match again. */
	| "walkedOut"
	/** They play in a newer match. */
	| "otherMatch"
	/** Players of the match are in voice in another guild, and none is here: it is played there. */
	| "playedElsewhere"
	/** The match is none of those that get rooms in this guild. */
	| "notFollowed"
	/** Too few of the team's players are known in this guild. */
	| "tooFewPlayers"
	/** The team's room opens once somebody of it is in voice in this guild. */
	| "nobodyInVoice"
	/** The guild's staff closed the match's rooms. */
	| "closedByStaff"
	/** In this guild players are not moved from where they are: only from its lobby, or never. */
	| "notPulled"
	/** Their room is still to be created. */
	| "roomNotOpen"
	/** FACEIT has not started the match. */
	| "matchNotStarted"
	/** Discord's rate limit. */
	| "limit"
	/** The last call failed: it is tried again later. */
	| "resting"
	/** Discord refused it for this one: it is tried again later, ever less often. */
	| "refused"
	/** A call about it is in flight. */
	| "inFlight"
	/** The bot lacks permissions in the guild, or in the very channel. */
	| "lackingPermissions"
	/** Discord refused although no permission seems to be missing: everything of the kind is tried again later. */
	| "paused"
	/** The guild has as many channels as Discord allows. */
	| "guildFull"
	/** The category for rooms is full, and the next one is still to be created. */
	| "categoryFull"
	/** The match is over, and its rooms stay open for a moment. */
	| "lingering"
	/** The match is over, but the channel they came from is gone and there is no lobby. */
	| "nowhereToGo"
	/** The match is over, and they asked never to be moved. */
	| "optedOutInside";

export type Wait = {
	/** Whom or what it is about: `member:ID`, `player:ID`, `team:MATCH/ID`, `room:CODE`, `channel:ID` and so on. */
	readonly subject: string;
	readonly reason: WaitReason;
	/** When it ends by itself, epoch ms; null where that depends on somebody, or is not known. */
	readonly until: number | null;
};
