// Counts what the program asks of Discord: however Discord answers, nothing may become a storm.

import type { Call } from "../../src/sandbox/discord/calls.ts";

const minute = 60_000;
/** What is done again rests for a second, then twice as long each time: seven in a minute, and answers may be lost. */
const most = { moves: 12, edits: 12 };
/**
 * Discord bans an address after 10,000 of 401, 403 and 429 in ten minutes, and there may be hundreds of guilds. Twenty are
 * enough for one that goes on as it is; a new session, and each change of an admin's, let what was refused be tried again.
 */
const refusals = { most: 40, withinMs: 10 * minute };

export class StormWatch {
	/** The times of what was counted within the window, epoch ms, oldest first. */
	readonly #times = new Map<string, number[]>();
	readonly #told = new Set<string>();
	readonly #tell: (what: string) => void;

	/** `tell` hears of each storm once. */
	constructor(tell: (what: string) => void) {
		this.#tell = tell;
	}

	/** The program starts anew: it remembers nothing of what Discord refused. */
	forget(): void {
		this.#times.clear();
	}

	/** A call has begun, or was answered. */
	called({ method, path, body, startedAt, endedAt, status }: Call): void {
		if (endedAt !== null) {
			if (status === 403) this.#count("403s in ten minutes", endedAt, refusals.most, refusals.withinMs);
			return;
		}
		const what = `${method} ${path} ${JSON.stringify(body)}`;
		if (method === "PATCH" && path.includes("/members/")) this.#count(what, startedAt, most.moves, minute);
		else if (isOverwriteEdit(method, path, body)) this.#count(what, startedAt, most.edits, minute);
	}

	#count(what: string, at: number, limit: number, windowMs: number): void {
		const times = [...(this.#times.get(what) ?? []).filter((time) => time > at - windowMs), at];
		this.#times.set(what, times);
		if (times.length <= limit || this.#told.has(what)) return;
		this.#told.add(what);
		this.#tell(`more than ${limit} times: ${what}`);
	}
}

function isOverwriteEdit(method: string, path: string, body: unknown): boolean {
	if (/^\/channels\/\d+\/permissions\//.test(path)) return true;
	return method === "PATCH" && typeof body === "object" && body !== null && "permission_overwrites" in body;
}
