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
	/** What /help says. `link` names a command so that it can be clicked. */
	help: {
		about: [
			"When a FACEIT match starts, I give each team a private voice room and bring its players in.",
			"When it is over, I bring everybody back and close the rooms.",
		],
		players: "For players",
		forPlayers: (link: (name: string) => string) => [
			`1. ${link("register")}: say which FACEIT account is yours, or log in at FACEIT. Once is enough, for every server.`,
			"2. Play. When your match starts, be in any voice channel of this server: I do the rest.",
			`- ${link("match")} shows your match, who is where, and why you are not in your room.`,
			`- ${link("profile")} shows your FACEIT account or a member's: level, Elo, recent matches.`,
			`- ${link("unregister")} removes the link.`,
		],
		admins: "For admins",
		forAdmins: (link: (name: string) => string) => [
			"Nothing has to be set up.",
			`- ${link("setup")}: where rooms open, where people go, which matches count, what I announce.`,
			`- ${link("doctor")} checks everything, says how to mend what is wrong, and plays a test match with you.`,
		],
		staff: "For staff",
		forStaff: (link: (name: string) => string) => [
			`- ${link("staff match open")}, \`close\`, \`move\`, and ${link("staff add")}: help a match along.`,
			`- ${link("staff rooms")} and ${link("staff events")}: clean up, and try again what could not be read.`,
			`- ${link("staff link")}, \`unlink\`, \`verify\`, \`log\`: settle whose FACEIT account is whose.`,
		],
		kept: "What I keep",
		whatIsKept: (link: (name: string) => string) =>
			`${link("privacy")} says it all, and gives you your own data as a file.`,
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
		/** The titles of the other pages, and what all of them are about. */
		pages: {
			rooms: "Rooms",
			people: "People",
			matches: "Matches",
			news: "Announcements",
		},
		about: {
			start: "Everything is saved as soon as you choose it.",
			rooms: "Where rooms open, what they are called, when they open and close, and who may enter all of them.",
			people: "From where players are moved, where they go afterwards, and whose account counts.",
			matches: "Which matches get rooms in this server.",
			news: "What I say here, and where.",
		},
		overview: "Overview",
		check: "Check",
		test: "Test it",
		change: "Change",
		turnOn: "Turn on",
		turnOff: "Turn off",
		/** What the settings are called where they are not shown. */
		names: {
			categoryId: "Category for rooms",
			roomName: "Room names",
			leastPlayers: "Players a team needs",
			opensAt: "When rooms open",
			lingerMs: "How long rooms stay",
			userLimit: "Room size",
			staffRoleId: "Staff role",
			coachRoleId: "Coach role",
			casterRoleId: "Caster role",
			castersOnlyListen: "Casters only listen",
			lobbyId: "Lobby",
			pullsFrom: "From where players are moved",
			returnsTo: "Where players go afterwards",
			claims: "Accounts",
			concerns: "Which matches get rooms",
			follows: "Followed competitions",
			cardChannelId: "Match cards",
			hasRoomChat: "Message in each room",
			hasVoiceStatus: "Voice status",
			noticeChannelId: "Notices to admins",
			linkChannelId: "“Link your account”",
		},

		unseen: "⏳ Discord does not show me this server right now. Nothing changed; try again in a moment.",
		adminsOnly: "❌ Only members with the permission Manage Server can change this. Nothing changed.",
		whoCan: "Only members with the permission Manage Server can set me up. Ask one of them to use `/setup`.",
		outdated: "That is from another version of me, so nothing changed. This is how things stand now.",
		/** `stands` is how the setting reads now. */
		saved: (stands: string) => `✅ Saved. ${stands}.`,
		alreadySo: "✅ That is how it stands already.",
		allReset: "✅ Everything is as it was at first.",
		refused: (problem: string) => `❌ Nothing changed. ${problem}`,
		chosenAndReset: (option: string) => `You chose \`${option}\` and reset it: which of the two?`,
		notOffered: "That is not one of the choices any more.",
		/** `when` is such as "10 seconds ago", counted by Discord. */
		changedBy: (who: string, when: string, stands: string) =>
			`⚠️ Nothing changed: ${who} was faster and changed this ${when}. Now it is: ${stands}. Choose again to change it.`,
		changedMeanwhile: (stands: string) =>
			`⚠️ Nothing changed: this has changed since you opened it. Now it is: ${stands}. Choose again to change it.`,
		changedByOther: (who: string, settings: string) => `✏️ ${who} just changed: ${settings}`,

		nothingMissing: "✅ I have everything that I need here.",
		missing: "**What is missing**",
		myRole: "my role",
		guildLacking: (names: string, role: string) =>
			`I lack ${names}. Allow it in Server Settings → Roles → ${role} → Permissions.`,
		categoryLacking: (names: string, category: string, role: string) =>
			`I lack ${names} in ${category}. Allow it in Edit Category → Permissions → ${role}.`,
		channelLacking: (channel: string, role: string, names: string) =>
			`I lack ${names} in ${channel}. Allow it in Edit Channel → Permissions → ${role}.`,
		lossForPlayers: {
			speak: "Without it, players whose own roles do not allow it cannot speak in their room.",
			video: "Without it, players whose own roles do not allow it cannot use a camera or share their screen.",
		},
		lossOfRooms: "Without it, I cannot do my work.",
		lossOfMessages: "Without it, I cannot tell you here what I lack, nor show players their room while they wait.",
		lossOf: (purpose: string) => `It is needed for ${purpose}.`,
		guildFull: (most: number) =>
			`This server has ${most} channels, as many as Discord allows, so no room can open: delete some that nobody needs.`,
		categoryFull: (category: string, most: number) =>
			`${category} has ${most} channels, as many as Discord allows: I open another category after it.`,

		chooseChannel: { category: "Choose a category", voice: "Choose a voice channel", text: "Choose a text channel" },
		chooseRole: "Choose a role",
		chooseOne: "Choose one",
		nothing: "none",
		other: { number: "Another number…", time: "Another time…" },
		numberLabel: "How many?",
		secondsLabel: "How many seconds?",
		numberHint: (least: number, most: number) => `A whole number from ${least} to ${most.toLocaleString("en")}`,
		notANumber: (least: number, most: number) =>
			`Please type a whole number from ${least} to ${most.toLocaleString("en")}.`,
		/** Channels and roles: what they are for, and what holds while there is none. */
		picked: {
			categoryId: {
				title: "Category",
				about: "Rooms open in it.",
				none: "None: rooms open at the top of the channel list.",
			},
			staffRoleId: {
				title: "Staff",
				about: "They may enter every room, and settle links with `/staff`.",
				none: "None: only members who manage this server settle links with `/staff`.",
			},
			coachRoleId: {
				title: "Coaches",
				about: "They may enter every room.",
				none: "None: players let their coach in from the room's chat.",
			},
			casterRoleId: {
				title: "Casters",
				about: "They may enter every room.",
				none: "None: casters have no access to rooms.",
			},
			lobbyId: {
				title: "Lobby",
				about: "The voice channel where players meet.",
				none: "None: whoever cannot go back to their own channel stays in the room until it closes.",
			},
			cardChannelId: {
				title: "Match cards",
				about: "One message for each match, kept up to date until its result.",
				none: "None: no cards are posted.",
			},
			noticeChannelId: {
				title: "Notices to admins",
				about: "Problems are told here, once each, and crossed out when they are solved.",
				none: "None: problems are told where Discord posts its own notices, or in the first channel I may write in.",
			},
			linkChannelId: {
				title: "Post “Link your account”",
				about: "A message with a button stands there. To take it away, clear the choice.",
				none: "Choose a channel to post a message with a button there.",
			},
		},
		channelGone: "That channel is gone: choose another.",
		notText: (channel: string) => `${channel} is not a text channel: choose one.`,
		categoryGone: "That category is gone, so rooms open at the top of the channel list: choose another.",
		noCategory: (channel: string) =>
			`${channel} is not a category. Rooms need one: right-click the channel list, Create Category.`,
		lobbyGone: "That lobby is gone: choose another voice channel.",
		lobbyStage: (lobby: string) =>
			`${lobby} is a stage, where those who are moved in can only listen: choose a voice channel.`,
		lobbyNoVoice: (lobby: string) => `${lobby} is not a voice channel: choose one.`,
		lobbyAfk: (lobby: string) =>
			`${lobby} is this server's AFK channel, where nobody can speak: choose another voice channel.`,
		lobbyClosed: (lobby: string, role: string, names: string) =>
			`I may not move people into ${lobby}: I lack ${names} there. Allow it in Edit Channel → Permissions → ${role}.`,
		roleGone: "That role is gone: choose another.",
		roleIsEveryone: "@everyone would let everybody into every room: choose another role.",
		roleIsBots: (role: string) => `${role} is a bot's own role, which nobody else can have: choose another.`,

		roomNameTitle: "What rooms are called",
		roomNameReads: (example: string) => `Rooms are called such as ${example}`,
		roomNameLabel: "Name, before the code",
		roomNameHint: (words: string) => `These words are filled in: ${words}`,
		exampleMatch: { team: "Team Vale", captain: "heron", opponent: "Team Oak", round: "Round 2" },
		codeIsAdded: "The code is always added at the end: leave {code} out.",
		unknownWord: (word: string, known: string) => `I do not know ${word}. These words are filled in: ${known}.`,
		strayBrace: (known: string) => `There is a brace too many. These words are filled in: ${known}.`,
		emptyName: "Nothing would be left of the name to see.",
		tooLong: (most: number) => `A name may have ${most} characters at most.`,
		leastPlayersTitle: "Players a team needs",
		leastPlayers: (count: number) =>
			plural(count, {
				one: "A team needs {n} player known here",
				other: "A team needs {n} players known here",
			}),
		opensAtStart: "Rooms open when the match starts",
		opensAtVoice: "A room opens once its team is in voice",
		lingerTitle: "How long rooms stay after a match",
		/** `time` is such as "2 minutes"; undefined for none. */
		linger: (time: string | undefined) =>
			time === undefined ? "After a match, everybody goes back at once" : `Rooms stay ${time} after a match`,
		lingerDefault: (linger: string) => `${linger} (the default)`,
		userLimitTitle: "How many may be in a room",
		userLimit: (count: number) => (count === 0 ? "Any number may be in a room" : `At most ${count} may be in a room`),
		switches: {
			castersOnlyListen: { title: "Casters only listen", about: "They hear the team, and do not speak." },
			hasRoomChat: {
				title: "A message in each room",
				about: "The match, a menu to let someone in, and when the room closes.",
			},
			hasVoiceStatus: { title: "Voice status of rooms", about: "The map, then the score, below the room's name." },
		},
		switched: (title: string, isOn: boolean) => `${title}: ${isOn ? "on" : "off"}`,

		pullsFromAnywhere: "Players are moved from any channel",
		pullsFromLobby: "Players are moved from the lobby only",
		pullsFromNowhere: "Nobody is moved: players go in themselves",
		noLobbyToPullFrom: "There is no lobby, so nobody is moved: choose a lobby, or move from any channel.",
		returnsToOrigin: "Afterwards: back to their own channel",
		returnsToLobby: "Afterwards: to the lobby",
		returnsToNowhere: "Afterwards: stay until the room closes",
		noLobbyToReturnTo: "There is no lobby, so everybody goes back to where they came from: choose a lobby.",
		claimsCount: "Unproven accounts count, too",
		claimsProve: "Only proven accounts count",
		claimsDefault: (rule: string) => `${rule} (the default)`,
		anyoneCountsUnlessProven:
			"Anyone who types a nickname with `/register` counts as that player, and gets into their room. Let only proven accounts count to prevent that: players prove theirs by FACEIT's login.",
		anyoneCountsUnlessVouched:
			"Anyone who types a nickname with `/register` counts as that player, and gets into their room. The host of this bot can set up FACEIT's login; or let only proven accounts count: those that your staff vouch for with `/staff verify`.",
		provenByLogin: "-# Accounts are proven by FACEIT's login, or by your staff with `/staff verify`.",
		provenByStaff: "-# Accounts are proven by your staff with `/staff verify`: FACEIT's login is not set up.",
		graceUntil: (date: string) => `Those claimed before count until ${date}.`,

		concernsAll: "All matches of players here get rooms",
		concernsFollowed: "Only followed competitions get rooms",
		followedTitle: "Followed",
		following:
			"I ask FACEIT every 15 seconds what is on in the hubs and championships that you follow. So their rooms open even if FACEIT's webhook is late, or none is set up; with one, they open at once.",
		followsNothing: "Nothing is followed, so no match gets rooms: follow a hub, a championship or an organizer.",
		follows: (count: number) =>
			count === 0 ? "Nothing is followed" : plural(count, { one: "{n} is followed", other: "{n} are followed" }),
		kinds: { hub: "hub", championship: "championship", organizer: "organizer" },
		followedName: (name: string, kind: string) => `**${name}** (${kind})`,
		/** `when` is such as "5 seconds ago", counted by Discord. */
		listedAt: (when: string) => `FACEIT answered ${when}`,
		notListedYet: "FACEIT has not been asked yet",
		noList: (since: string) => `FACEIT stopped answering ${since}`,
		unknownToFaceit: "FACEIT does not know it any more",
		organizersAreNotListed: "its matches are found by webhook only",
		unfollow: "Follow no longer…",
		unfollowed: (names: string) => `✅ No longer followed: ${names}`,
		follow: "Follow a competition",
		seenLately: "Follow a competition seen lately…",
		chooseFound: "Which of these?",
		findLabel: "Name, link or id",
		findHint: "Of a hub, championship or organizer, such as its address at faceit.com",
		foundNothing: (typed: string) =>
			`FACEIT knows no hub, championship or organizer like **${typed}**. Its address at faceit.com works best.`,
		foundSeveral: "There are several like that: choose one below.",
		followed: (name: string) => `✅ **${name}** is followed from now on.`,
		followedAll: "All other matches get rooms as well, until you choose otherwise below.",
		followedAlready: (name: string) => `✅ **${name}** is followed already.`,
		followsFull: (most: number) => `You follow ${most} already, as many as I can: take one away first.`,
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
