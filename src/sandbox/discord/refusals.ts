// How Discord says no. Codes are documented (topics/opcodes-and-status-codes), the statuses beside them are practice.

type FieldError = { code: string; message: string };

type Nature = {
	errors?: Record<string, unknown>;
	/** A bot that takes care never meets this one, so the tests hold it against it. */
	careless?: boolean;
	/** seconds */
	retryAfter?: number;
};

export class Refusal extends Error {
	readonly status: number;
	readonly code: number;
	readonly careless: boolean;
	readonly retryAfter: number | undefined;
	readonly body: object;

	constructor(status: number, code: number, message: string, { errors, careless = false, retryAfter }: Nature = {}) {
		super(message);
		this.status = status;
		this.code = code;
		this.careless = careless;
		this.retryAfter = retryAfter;
		this.body = { message, code, ...(errors && { errors }) };
	}
}

const careless = { careless: true };

export const refusals = {
	unauthorized: () => new Refusal(401, 0, "401: Unauthorized", careless),
	notFound: () => new Refusal(404, 0, "404: Not Found", careless),
	broken: () => new Refusal(500, 0, "500: Internal Server Error", careless),
	unavailable: () => new Refusal(503, 0, "503: Service Unavailable"),
	brokenJson: () => new Refusal(400, 50109, "The request body contains invalid JSON.", careless),
	unknownChannel: () => new Refusal(404, 10003, "Unknown Channel"),
	unknownGuild: () => new Refusal(404, 10004, "Unknown Guild"),
	unknownMember: () => new Refusal(404, 10007, "Unknown Member"),
	unknownMessage: () => new Refusal(404, 10008, "Unknown Message"),
	unknownOverwrite: () => new Refusal(404, 10009, "Unknown permission overwrite"),
	unknownRole: () => new Refusal(404, 10011, "Unknown Role"),
	unknownUser: () => new Refusal(404, 10013, "Unknown User"),
	unknownWebhook: () => new Refusal(404, 10015, "Unknown Webhook"),
	unknownInteraction: () => new Refusal(404, 10062, "Unknown interaction"),
	unknownCommand: () => new Refusal(404, 10063, "Unknown application command"),
	unknownVoiceState: () => new Refusal(404, 10065, "Unknown Voice State"),
	guildFull: () => new Refusal(400, 30013, "Maximum number of guild channels reached (500)"),
	commandsOfTheDay: () =>
		new Refusal(400, 30034, "Max number of daily application command creates has been reached (200)"),
	overwritesFull: () => new Refusal(400, 30060, "Maximum number of channel permission overwrites reached (1000)"),
	notInVoice: () => new Refusal(400, 40032, "Target user is not connected to voice."),
	acknowledged: () => new Refusal(400, 40060, "Interaction has already been acknowledged.", careless),
	tooLarge: () => new Refusal(413, 40005, "Request entity too large", careless),
	missingAccess: () => new Refusal(403, 50001, "Missing Access"),
	notYours: () => new Refusal(403, 50005, "Cannot edit a message authored by another user", careless),
	emptyMessage: () => new Refusal(400, 50006, "Cannot send an empty message", careless),
	missingPermissions: () => new Refusal(403, 50013, "Missing Permissions"),
	wrongChannelType: () => new Refusal(400, 50024, "Cannot execute action on this channel type", careless),
	invalidWebhookToken: () => new Refusal(401, 50027, "Invalid Webhook Token"),
	// Neither is carelessness: people fill and delete categories while the bot is at work.
	categoryFull: () => parent("CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)"),
	categoryGone: () => parent("CHANNEL_PARENT_INVALID", "Category does not exist"),
};

function parent(code: string, message: string): Refusal {
	return formBody([[["parent_id"], { code, message }]], false);
}

/** 50035 with the tree of errors that Discord builds along the path to each field. */
export function formBody(issues: [path: PropertyKey[], error: FieldError][], blame = true): Refusal {
	const errors: Record<string, unknown> = {};
	for (const [path, error] of issues) {
		let node = errors;
		for (const key of path) node = child(node, String(key));
		const list = node._errors;
		if (Array.isArray(list)) list.push(error);
		else node._errors = [error];
	}
	return new Refusal(400, 50035, "Invalid Form Body", { errors, careless: blame });
}

function child(node: Record<string, unknown>, key: string): Record<string, unknown> {
	const found = node[key];
	if (isRecord(found)) return found;
	const made: Record<string, unknown> = {};
	node[key] = made;
	return made;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
