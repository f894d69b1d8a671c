// What the bot did, in words: its calls to Discord as the sandbox received them, those made together in one sentence.

import type { Call } from "../sandbox/discord/calls.ts";
import { createdName, destination } from "./bodies.ts";
import type { Guild } from "./guild.ts";

/** `at`: when it began, epoch ms. `tookMs`: null where there was no answer to wait for. */
export type Summary = {
	readonly at: number;
	readonly text: string;
	readonly tookMs: number | null;
	readonly isRefused: boolean;
};

type Kind = "reply" | "open" | "moveIn" | "moveBack" | "access" | "close" | "post" | "edit" | "other";
/** One call by what it does; `about` is whom or what it is about. */
type ClassifiedCall = { readonly kind: Kind; readonly about: string; readonly call: Call };

/** The calls in sentences, in the order in which they began. */
export function summarize(calls: readonly Call[], guild: Guild): Summary[] {
	const relevant = calls.filter(({ route }) => !(route?.endsWith("/callback") ?? false));
	const refused = relevant.filter((call) => !isDone(call));
	const done = relevant.filter(isDone).map((call) => classified(call, guild));
	const summaries = [...bursts(done).map(summaryOf), ...refused.map(refusal)];
	return summaries.sort((a, b) => a.at - b.at);
}

function isDone({ status }: Call): boolean {
	return status !== null && status < 400;
}

function classified(call: Call, guild: Guild): ClassifiedCall {
	const target = call.path.split("/").at(-1) ?? "";
	switch (`${call.method} ${call.route}`) {
		case "POST /guilds/:guild/channels":
			return { kind: "open", about: createdName(call.body), call };
		case "PATCH /guilds/:guild/members/:user": {
			const to = destination(call.body);
			return { kind: to !== undefined && guild.isRoom(to) ? "moveIn" : "moveBack", about: guild.name(target), call };
		}
		case "PUT /channels/:channel/permissions/:target":
			return { kind: "access", about: `${guild.name(target)} may enter ${roomOf(call, guild)}`, call };
		case "DELETE /channels/:channel/permissions/:target":
			return { kind: "access", about: `${guild.name(target)} may no longer enter ${roomOf(call, guild)}`, call };
		case "DELETE /channels/:channel":
			return { kind: "close", about: guild.name(target), call };
		case "POST /channels/:channel/messages":
			return { kind: "post", about: "message", call };
		case "PATCH /channels/:channel/messages/:message":
			return { kind: "edit", about: "message", call };
		case "PATCH /webhooks/:app/:token/messages/@original":
			return { kind: "reply", about: "answer", call };
		default:
			return { kind: "other", about: `${call.method} ${call.route}`, call };
	}
}

/** "Team Delta's room", of a call about someone's access to it. */
function roomOf({ path }: Call, guild: Guild): string {
	return `${guild.name(path.split("/")[2] ?? "")}'s room`;
}

/** Calls of one kind that were in flight together. */
function bursts(calls: readonly ClassifiedCall[]): ClassifiedCall[][] {
	const all: ClassifiedCall[][] = [];
	for (const one of calls) {
		const burst = all.findLast(([first]) => first?.kind === one.kind);
		const isTogether = burst?.some(({ call }) => (call.endedAt ?? 0) >= one.call.startedAt) ?? false;
		if (burst !== undefined && (isTogether || one.kind === "reply")) burst.push(one);
		else all.push([one]);
	}
	return all;
}

function summaryOf(burst: readonly ClassifiedCall[]): Summary {
	const at = Math.min(...burst.map(({ call }) => call.startedAt));
	const end = Math.max(...burst.map(({ call }) => call.endedAt ?? call.startedAt));
	return { at, text: sentence(burst), tookMs: end - at, isRefused: false };
}

function sentence(burst: readonly ClassifiedCall[]): string {
	const about = burst.map((one) => one.about);
	const kind = burst[0]?.kind ?? "other";
	const atOnce = burst.length > 1 ? " at once" : "";
	switch (kind) {
		case "open":
			return `${counted(about, "room")} created${atOnce}, private from the start`;
		case "moveIn":
			return `${counted(about, "player")} moved${atOnce} to ${burst.length > 1 ? "their teams" : "the team's room"}`;
		case "moveBack":
			return `${counted(about, "player")} brought back${atOnce}`;
		case "access":
			return listed(about);
		case "close":
			return `${counted(about, "room")} closed${atOnce}`;
		case "reply":
			return about.length > 1
				? `${about.length} answers, each for one player's eyes only`
				: "An answer for that player only";
		case "post":
			return `${about.length === 1 ? "A message" : `${about.length} messages`} posted`;
		case "edit":
			return `${about.length === 1 ? "A message" : `${about.length} messages`} brought up to date`;
		case "other":
			return `${counted(about, "other call")} made`;
		default:
			throw new Error(`no such kind: ${kind satisfies never}`);
	}
}

function refusal(call: Call): Summary {
	const answer = call.status === null ? "gave no answer" : `answered ${call.status}`;
	const text = `Discord ${answer}: ${call.method} ${call.route ?? call.path}`;
	return { at: call.startedAt, text, tookMs: null, isRefused: true };
}

/** "koda" alone, "9 players" together. */
function counted(about: readonly string[], thing: string): string {
	const [first = thing, ...others] = about;
	return others.length === 0 ? first : `${about.length} ${thing}s`;
}

function listed(words: readonly string[]): string {
	return new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);
}
