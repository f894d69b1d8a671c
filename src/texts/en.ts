// What people read, in English. Foreign names come in escaped, times as Discord writes them for each reader.

export const en = {
	/** The message that shows a match in the announcements channel. */
	card: {},
	/** What the doctor and /doctor find. */
	doctor: {},
	guests: {},
	help: {},
	match: {},
	news: {},
	notices: {},
	privacy: {},
	profile: {},
	proof: {},
	register: {},
	/** The message in the chat of a room. */
	room: {},
	setup: {},
	staff: {},
	/** The voice status of a room. */
	status: {},
	/** Why somebody is not in their room. */
	waits: {},
	welcome: {},
};
