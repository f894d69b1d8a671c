// What people read, in English. Foreign names come in escaped, times as Discord writes them for each reader.

export const en = {
	/** The message that shows a match in the announcements channel. */
	card: {
		onFaceit: "Match on FACEIT",
		myMatch: "My match",
		round: (round: number) => `Round ${round}`,
		map: (number: number) => `Map ${number}`,
		bestOf: (maps: number) => `best of ${maps}`,
		averageElo: (elo: string) => `Ø ${elo} Elo`,
		substitute: "substitute",
		/** Where a player is who is not in their team's room. */
		places: {
			voice: "in another channel",
			away: "not in voice",
			unproven: "not proven yet",
			unlinked: "not linked",
		},
		/** `when` is such as "in 20 minutes", counted by Discord. */
		planned: (when: string) => `⏳ Starts ${when}. Its rooms open shortly before.`,
		forming: "⏳ The match is forming.",
		open: "▶️ The rooms are open.",
		live: (score: string | undefined) => (score === undefined ? "▶️ Live" : `▶️ Live · **${score}**`),
		closedByStaff: "⏹️ Staff closed the rooms of this match.",
		won: (team: string, score: string | undefined) =>
			score === undefined ? `🏁 **${team}** won.` : `🏁 **${team}** won · **${score}**`,
		drawn: (score: string) => `🏁 A draw · **${score}**`,
		over: "🏁 The match is over.",
		cancelled: "🚫 The match was cancelled.",
		aborted: "🚫 The match was aborted.",
		mapResult: (map: string, score: string) => `${map} · **${score}**`,
		unlinkedHint:
			"Players who are not linked are not let in by themselves: link your account once, and I bring you in.",
	},
	/** What the doctor and /doctor find. */
	doctor: {},
	/** Said in a room, to everybody in it: who was let in by whom. */
	guests: {
		letIn: (who: string, guests: string) => `🚪 ${who} let ${guests} in.`,
		letOut: (who: string, guests: string) => `🚪 ${who} no longer lets ${guests} in.`,
		done: "✅ Done. Guests see the room and can come in; they leave with it.",
		unchanged: "Nothing changed: they are let in already.",
		refused: (names: string) =>
			`Not let in: ${names}. Guests have to be members of this server, no bots, and not of the other team.`,
	},
	help: {},
	match: {},
	news: {},
	/** To admins, about what keeps matches from getting rooms; and to those who wait for Discord's limit. */
	notices: {
		permissions: (names: readonly string[]) =>
			`I can't give matches their rooms here: give my role ${names.join(", ")} in Server Settings → Roles. I go on by myself once that is done.`,
		channels:
			"I can't open match rooms: this server has 500 channels, as many as Discord allows. Delete some that nobody needs; I go on by myself.",
		hidden: (rooms: string) =>
			`I can no longer work with ${rooms}: somebody took away what I may do there. Give it back, or delete the channel; everything else goes on.`,
		refusals:
			"Discord refuses what I need to do here although my role seems to allow it. Please check what my role may do in the category for match rooms, and whether this server requires two-factor authentication of its moderators. I try again in a few minutes.",
		/** `when` is such as "in a moment", counted by Discord. */
		solved: (when: string) => `✅ Solved ${when}. Thank you!`,
		check: "Check again",
		waiting: "Discord lets me move only a few people at a time. Your rooms are open already:",
	},
	privacy: {},
	profile: {},
	/** How an account is linked and proven. */
	proof: {
		linkYourAccount: "Link your account",
		inviteTitle: "Link your FACEIT account",
		invite:
			"Link it once, and whenever a FACEIT match of yours starts, your team gets a private voice room here and I bring you in. When it is over, I bring you back.",
	},
	register: {},
	/** The message in the chat of a room. */
	room: {
		private: (team: string) =>
			`This is the room of **${team}**. Only its line-up can see and enter it, and anyone you let in.`,
		guests: (names: string) => `Let in: ${names}`,
		letIn: "Let someone in: a coach, a stand-in, a teammate",
		/** `when` is such as "in a minute", counted by Discord. */
		closes: (when: string) => `🏁 The match is over. This room closes ${when}.`,
		keepOpen: (minutes: number) => `Keep open ${minutes} min`,
		closeNow: "Close now",
		/** `when` is such as "in 10 minutes", counted by Discord. */
		kept: (when: string) => `✅ The room stays: it closes ${when}.`,
		longest: "The room stays as long as it can after a match. Take your time in any other channel.",
		goesOn: "The match goes on, and the room stays as long as it does.",
		closing: "✅ Everybody is brought back, and the room closes.",
		gone: "This room is closed, so there is nothing left to do here.",
		notYours: "Only the players of this room and staff of this server can do that. Nothing changed.",
		staffOnly: "Only staff of this server can close a room early. Nothing changed: it closes by itself.",
	},
	setup: {},
	staff: {},
	/** The voice status of a room. */
	status: {
		ready: (map: string | undefined) => (map === undefined ? "Ready" : `Ready · ${map}`),
		live: (score: string | undefined, map: string | undefined) =>
			["Live", score, map].filter((part) => part !== undefined).join(" · "),
		over: (score: string | undefined) => (score === undefined ? "Over" : `Over · ${score}`),
	},
	/** Why somebody is not in their room. */
	waits: {},
	/** To whoever may set the bot up, once it has joined their server. */
	welcome: {
		title: "Thank you for having me",
		body: "When a FACEIT match starts, I give each team a private voice room, bring its players in, and clean up afterwards. Members link their account once, with `/register`. Nothing else has to be set up, but two minutes with **Set me up** make it yours. Only members who manage this server can do that.",
		setUp: "Set me up",
		howTo: "How does it work?",
	},
};
