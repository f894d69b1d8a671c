// What people read, in English. Foreign names come in escaped, times as Discord writes them for each reader.

import { counted } from "./counted.ts";

const plural = counted("en");

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
	doctor: {
		staffOnly: "❌ Only members who manage this server, and its staff, may see that.",
		allWell: "All is well",
		problems: (count: number) => plural(count, { one: "{n} thing to look at", other: "{n} things to look at" }),
		again: "Check again",
		testTeam: "Test",
		testMatch: "Test match",
		testNeedsVoice: "Join any voice channel of this server first: the test moves you into a room and back.",
		testRuns: "A test is on in this server already: it takes half a minute.",
		testBegins: "⏳ A short match begins, with you as its only player. I edit this message as it goes.",
		testDone: "It works",
		testStuck: "The test got stuck",
		/** `room` is the channel, to be clicked. */
		steps: {
			opened: (room: string) => `Your room is open: ${room}`,
			moved: () => "You are in it; I bring you back in a moment",
			returned: () => "You are back",
			gone: () => "The room is gone",
			missing: {
				opened: "The room did not open.",
				moved: "You were not moved into the room.",
				returned: "You were not brought back.",
				gone: "The room is still there; it closes as soon as it can.",
			},
		},
	},
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
	match: {
		title: "FACEIT match",
		unlinked: "No FACEIT account is linked to you, so I do not know your matches. `/register` links yours.",
		otherUnlinked: (member: string) => `No FACEIT account is linked to ${member}, so I do not know their matches.`,
		none: (name: string) =>
			`${name} has no match that I know of right now. When FACEIT starts one, the team's room opens by itself and this command shows it.`,
		unknown: "I do not know that match any more. `/match` shows yours.",
		others: "Show another match",
		announced: "⏳ The match is announced. Its rooms open as soon as FACEIT starts it.",
		/** `when` is a date with its time, and how long until then. */
		planned: (when: string) => `⏳ The match is planned for ${when}. Its rooms open shortly before.`,
		on: (since: string | undefined, isOwn: boolean) =>
			`▶️ ${isOwn ? "Your" : "The"} match is on${since === undefined ? "" : `; its rooms opened ${since}`}.`,
		live: (score: string) => `▶️ Live · **${score}**`,
		unseen: "Discord does not show me this server right now, so I cannot say who is where.",
		moveMe: "Move me",
		why: "Why am I not in?",
		notYours: "You do not play in this match, so it has no room for you. Its players can let you in as a guest.",
		inRoom: "You are in your room: all is well.",
		nothingInTheWay: "Nothing is in the way that I know of: I bring you in within a moment.",
		moving: "✅ I move you in a moment.",
	},
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
	profile: {
		unlinked: "No FACEIT account is linked to you yet. `/register` links yours.",
		linked: (name: string) => `You are linked to **${name}**.`,
		renamed: (name: string, former: string) =>
			`You are linked to **${name}**, formerly **${former}**. The link follows the account, whatever it is called.`,
		missing: (linked: string) =>
			`${linked} FACEIT does not show that account any more; the link stands until you change it. \`/register\` links another account in its place, \`/unregister\` removes the link.`,
		unavailable: (linked: string, why: string) => `${linked} That stands, but I cannot show more: ${why}`,
		proven: "🔒 It is proven to be yours.",
		vouched: "🤝 The staff of this server vouch for it, here.",
		claimed: "It is a claim so far: you said that it is yours.",
		stays: "🚶 You asked me not to move you: your team's room is open to you, and you go in and out yourself.",
		stay: "Do not move me",
		move: "Move me again",
		formerly: (name: string) => `Formerly ${name}`,
		linkedOn: (when: string) => `Linked on ${when}`,
		/** `bar` is drawn. */
		progress: (bar: string, missing: string, level: number) => `${bar} ${missing} Elo to level ${level}`,
		highest: (bar: string) => `${bar} the highest level`,
		form: (form: string) => `Last matches, the newest first: ${form}`,
		winRate: (percent: number) => `**${Math.round(percent)} %** wins`,
		killsPerDeath: (ratio: string) => `**${ratio}** K/D`,
		matches: (count: number) => plural(count, { one: "{n} match", other: "{n} matches" }),
		playing: (title: string, room: string | undefined) =>
			`▶️ Plays ${title} right now${room === undefined ? "." : `: ${room}`}`,
		bot: "That is a bot: it plays no matches.",
		stranger: "They are not a member of this server.",
		otherUnlinked: (member: string) => `No FACEIT account is linked to ${member}.`,
		other: (member: string, name: string) => `${member} is linked to ${name}.`,
		otherProven: "🔒 It is proven to be theirs.",
		otherClaimed: "It is a claim so far: they said that it is theirs.",
	},
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
	setup: {
		title: "Set me up",
		unseen: "⏳ Discord does not show me this server right now. Nothing changed; try again in a moment.",
		adminsOnly: "❌ Only members with the permission Manage Server may do that. Nothing changed.",
		whoCan: "Only members with the permission Manage Server can set me up: ask one of them to use `/setup`.",
		outdated: "That is from another version of me, so nothing changed. This is how things stand now.",
		saved: "✅ Saved. It applies from now on.",
		refused: (problem: string) => `❌ Nothing changed. ${problem}`,
		notOffered: "That is none of the choices.",
		/** `when` is such as "10 seconds ago", counted by Discord. */
		changedBy: (who: string, when: string) =>
			`⚠️ Nothing changed: ${who} chose something else ${when}. This is how it stands now; choose again if you want another.`,
		changedMeanwhile: "⚠️ Nothing changed: it was chosen differently meanwhile. This is how it stands now.",
		overview: "Overview",
		check: "Check",
		test: "Test it",
		change: "Change",
		turnOn: "Turn on",
		turnOff: "Turn off",
		pages: { rooms: "Rooms", access: "Roles", people: "People", matches: "Matches", news: "Announcements" },
		about: {
			rooms: "Where rooms open, what they are called, and when.",
			access: "Who may enter every room, beside its team.",
			people: "From where players are moved, and where they go afterwards.",
			matches: "Which matches get rooms here.",
			news: "What is said, and where.",
		},
		chooseChannel: "Choose a channel",
		chooseRole: "Choose a role",
		myRole: "my role",
		channels: {
			categoryId: { title: "Category for rooms", none: "None: rooms open at the top of the channel list." },
			lobbyId: {
				title: "Lobby",
				none: "None: anyone who cannot go back to their own channel stays in the room until it closes.",
			},
			cardChannelId: { title: "Match cards", none: "None: no card is posted." },
			noticeChannelId: {
				title: "Notices to admins",
				none: "None: where Discord posts its own notices, or the first channel that I may write in.",
			},
			linkChannelId: { title: "The message “Link your account”", none: "None: members use `/register`." },
		},
		channelHidden: "I cannot see that channel, or it is gone.",
		notText: (channel: string) => `${channel} is not a text channel: choose one.`,
		channelLacking: (channel: string, role: string, names: string) =>
			`I may not do my work in ${channel}: Edit Channel → Permissions → ${role}, allow ${names}.`,
		roomName: (example: string) => `**What rooms are called**\n${example}`,
		roomNameTitle: "What rooms are called",
		roomNameLabel: "Name, before the code",
		roomNameHint: (words: string) => `Words that are filled in: ${words}`,
		exampleMatch: { team: "Team Vale", captain: "heron", opponent: "Team Oak" },
		exampleRound: "Round 2",
		unknownWord: (word: string) => `I do not know ${word}.`,
		tooLong: (most: number) => `A name may have ${most} characters at most.`,
		leastPlayers: (count: number) =>
			plural(count, {
				one: "A team gets a room once {n} of its players is known here",
				other: "A team gets a room once {n} of its players are known here",
			}),
		opensAtStart: "Rooms open as soon as the match starts",
		opensAtVoice: "A room opens once somebody of its team is in voice",
		lingerDefault: (time: string) => `After a match, rooms stay for ${time} (the default)`,
		linger: (time: string | undefined) =>
			time === undefined ? "After a match, everybody goes back at once" : `After a match, rooms stay for ${time}`,
		userLimit: (count: number) => (count === 0 ? "Any number may be in a room" : `At most ${count} may be in a room`),
		roles: {
			staff: "**Staff**: settle links with `/staff`, and may enter every room",
			coach: "**Coaches**: may enter every room",
			caster: "**Casters**: may enter every room",
		},
		roleGone: "That role is gone.",
		roleIsEveryone: "@everyone would let everybody into every room: choose another role.",
		roleIsBots: (role: string) => `${role} is a bot's own role, which nobody else can have: choose another.`,
		castersOnlyListen: "**Casters only listen** and do not speak",
		pullsFromAnywhere: "Players are moved from any voice channel",
		pullsFromLobby: "Players are moved from the lobby only",
		pullsFromNowhere: "Nobody is moved: players go into their room themselves",
		returnsToOrigin: "Afterwards everybody goes back to where they came from",
		returnsToLobby: "Afterwards everybody goes to the lobby",
		returnsToNowhere: "Afterwards everybody stays until the room closes",
		claimsDefault: "Accounts: the default of this bot",
		claimsCount: "Accounts: whoever types a nickname counts as that player",
		claimsProve: "Accounts: only those proven by FACEIT's login or by staff count",
		concernsAll: "All matches of the players here get rooms",
		concernsFollowed: "Only matches of what is followed below get rooms",
		kinds: { hub: "hub or club", championship: "championship", organizer: "organizer" },
		followsNothing:
			"Nothing is followed yet. I ask FACEIT every 15 seconds what is on in the hubs and championships that you follow, so their matches are found even without a webhook.",
		follows: (names: readonly string[]) => `**Followed**: ${names.join(", ")}`,
		unfollow: "Follow one no longer",
		follow: "Follow a hub or championship",
		seenLately: "Follow one of the latest matches",
		chooseOne: "Which one?",
		findLabel: "Name, link or id",
		findHint: "Of a hub, club, championship or organizer, such as its address at faceit.com",
		findUnavailable: "⏳ FACEIT does not answer right now. Nothing changed; try again in a moment.",
		foundNothing: (typed: string) => `FACEIT knows no hub, championship or organizer like **${typed}**.`,
		foundSeveral: "Several are called like that: choose one.",
		followed: (name: string) => `✅ **${name}** is followed from now on.`,
		followedAll: "All other matches get rooms as well; you can change that below.",
		followedAlready: (name: string) => `**${name}** is followed already.`,
		followsFull: (most: number) => `You follow ${most} already, as many as I can: take one away first.`,
		roomChat: "**A message in each room**: the match, who is let in, when it closes",
		voiceStatus: "**Voice status** of the rooms: the map, then the score",
		voiceStatusLacking: "For that I need Set Voice Channel Status: Server Settings → Roles → my role → Permissions.",
	},
	staff: {
		noSuchMatch: "I know no such match. Choose one from the list, or paste its link at FACEIT. Nothing changed.",
		faceitSilent: "⏳ FACEIT does not answer right now, so I cannot look the match up. Nothing changed.",
		matchIsOver: (title: string) => `${title} is over. Nothing changed.`,
		opened: (title: string) => `✅ ${title}: its rooms open here, whatever kept them from it.`,
		closed: (title: string) =>
			`✅ ${title}: everybody is brought back, and its rooms close. They stay closed until FACEIT starts it again.`,
		movedAgain: (title: string) => `✅ ${title}: its players are moved again, also those who left their room.`,
		noSuchRoom: "There is no such room. Choose one from the list. Nothing changed.",
		added: (member: string, channel: string) => `✅ ${member} may enter ${channel}, until it closes.`,
		roomsTitle: "Rooms",
		noRooms: "There are none right now.",
		room: (channel: string, title: string, since: string, count: number, isOver: boolean) =>
			`${channel} – ${title}, opened ${since}, ${plural(count, { one: "{n} inside", other: "{n} inside" })}${isOver ? ", over" : ""}`,
		nothingLeft: "Nothing was left behind.",
		left: "**Left behind**: I had given these up, and they are there all the same.",
		cleanUp: (count: number) => plural(count, { one: "Delete it", other: "Delete all {n}" }),
		cleaned: (count: number) =>
			plural(count, {
				one: "✅ It goes in a moment; whoever is in it is brought back first.",
				other: "✅ All {n} go in a moment; whoever is in them is brought back first.",
			}),
		noEvents: "Everything that FACEIT sent could be read.",
		eventsTitle: "What could not be read",
		retry: "Try again",
		retried: "✅ It is tried again now.",
		retriedHint: "If it still cannot be read, it is back in the list in a moment.",
		eventGone: "That is no longer in the list: it was tried again, or removed because of its age.",
	},
	/** The voice status of a room. */
	status: {
		ready: (map: string | undefined) => (map === undefined ? "Ready" : `Ready · ${map}`),
		live: (score: string | undefined, map: string | undefined) =>
			["Live", score, map].filter((part) => part !== undefined).join(" · "),
		over: (score: string | undefined) => (score === undefined ? "Over" : `Over · ${score}`),
	},
	/** Why somebody is not in their room. */
	waits: {
		soon: "in a moment",
		/** `room` is the channel, to be clicked; `when` such as "in 8 seconds", counted by Discord. */
		click: (room: string) => `You can also click ${room} and go in yourself.`,
		notInVoice: "You are not in voice in this server: join any of its voice channels and I move you in.",
		walkedOut: (until: string | undefined, room: string | undefined) =>
			`You left your room yourself, so I leave you alone${until === undefined ? "" : ` until ${until}`}.${room === undefined ? "" : ` Click ${room} to go back.`}`,
		otherMatch: "A newer match of yours is on in this server, so I take you to that one's room.",
		benched: (room: string | undefined) =>
			`You are on the bench, so I move you once FACEIT puts you on.${room === undefined ? "" : ` ${room} is open to you already: click it to go in.`}`,
		notLinked: "I do not know that you play in this match: `/register` tells me which FACEIT account is yours.",
		notProven:
			"Your account is only a claim so far, and here it has to be proven before I let you in. `/register` shows how; staff of this server can vouch for you with `/staff verify`.",
		optedOut: (room: string | undefined) =>
			`You asked me not to move you. ${room === undefined ? "Your room opens in a moment." : `Click ${room} to go in.`} \`/profile\` changes that.`,
		optedOutInside: (when: string) =>
			`You asked me not to move you, so I leave you here. The room closes ${when}: go to another channel before.`,
		matchNotStarted: "Be in any voice channel of this server when it starts, and I move you in.",
		roomNotOpen: "Your room is not open yet. Stay in voice: I move you in as soon as it is.",
		moveLimit: (when: string) => `Discord lets me move only so many at once: you follow ${when}.`,
		roomLimit: (when: string) => `Discord lets me do only so much at once: your room opens ${when}.`,
		moving: "I am moving you right now.",
		opening: "I am opening your room right now.",
		moveResting: (when: string) => `Discord did not let me move you just now; I try again ${when}.`,
		roomResting: (when: string) => `Discord did not let me open your room just now; I try again ${when}.`,
		moveRefused: (when: string) => `Discord does not let me move you from the channel you are in; I try again ${when}.`,
		roomRefused: (when: string) => `Discord did not let me open your room; I try again ${when}.`,
		playedElsewhere:
			"Players of this match are in voice in another server, so it has its rooms there. Come into voice here to get one here, too.",
		notFollowed: "This server gives rooms only to matches of certain competitions, and yours is none of them.",
		tooFewPlayers: "Too few of your team are known in this server for a room: your teammates can `/register`, too.",
		nobodyInVoice: "Your team's room opens once somebody of it is in voice in this server.",
		closedByStaff: "Staff of this server closed the rooms of your match.",
		notPulled: "In this server I do not move players from where you are.",
		lackingPermissions: (names: string | undefined) =>
			`I lack ${names ?? "permissions"} here, so I cannot bring you in. An admin of this server can change that: \`/setup\` shows how.`,
		paused: (when: string) =>
			`Discord refuses what I need to do in this server; I try again ${when}. An admin can see with \`/setup\` what may be missing.`,
		categoryFull: "The category for rooms is full: I open another one first, then your room.",
		guildFull:
			"This server has as many channels as Discord allows, so I cannot open your room. As soon as an admin deletes a channel that nobody needs, I go on by myself.",
		nowhereToGo: (when: string) =>
			`I have no channel to bring you back to, so you can stay in your room for now. It closes ${when}: go to another channel before that to stay in voice.`,
		lingering: (when: string) => `I bring you back ${when}.`,
	},
	/** To whoever may set the bot up, once it has joined their server. */
	welcome: {
		title: "Thank you for having me",
		body: "When a FACEIT match starts, I give each team a private voice room, bring its players in, and clean up afterwards. Members link their account once, with `/register`. Nothing else has to be set up, but two minutes with **Set me up** make it yours. Only members who manage this server can do that.",
		setUp: "Set me up",
		howTo: "How does it work?",
	},
};
