// Forgets members who have left every guild that they share with the bot. No list of members is asked for: one member a
// second at most is looked up, the least recently confirmed first, and only while Discord's limits leave room.

import type { Answer } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Publish } from "./fact.ts";
import { keptDays } from "./kept.ts";
import type { Member } from "./link.ts";
import type { Links } from "./store/links.ts";
import type { Memberships } from "./store/memberships.ts";

const day = 24 * 3_600_000;
/** At most one call in so many ms. */
const eachMs = 1_000;
/** Where there is nobody to ask about, that is looked at again after so many ms; first after a start, once that is calm. */
const idleMs = 60_000;
const firstAfterMs = 5 * 60_000;
/** Nobody is looked up again before this, ms. */
const confirmedForMs = day;
/** After a failure, such as a limit or an outage, nothing is asked for so long, ms. */
const restMs = 60_000;
/** So many of the bot's calls in a second are left for matches. */
const keptCalls = 30;
type Needs = {
	readonly clock: Clock;
	readonly links: Pick<Links, "byMember" | "meet" | "part" | "remove">;
	readonly memberships: Memberships;
	readonly discord: {
		/** Whether the member is in the guild. */
		isMember(guildId: string, discordId: string): Promise<Answer<boolean>>;
		/** The guilds that the bot is in. */
		guildIds(): Iterable<string>;
		/** Undefined while Discord does not show the guild. */
		see(guildId: string): object | undefined;
		allowance(kept: number): { readonly left: number };
	};
	/** The player's link is gone, or where its member is known. */
	readonly onChange: (faceitId: string) => void;
	readonly publish: Publish;
};

/** Starts it; returns a function that ends it. */
export function startMemberships(needs: Needs): () => void {
	const { clock, publish } = needs;
	let restsUntil = 0;
	let scanned = 0;
	/** Somebody who is about to be forgotten, and the guilds in which they have not been looked for yet. */
	let last: { readonly discordId: string; guildIds: string[] } | undefined;

	/** Resolves with true if there may be more to do at once. */
	async function turn(): Promise<boolean> {
		scanned = needs.memberships.noteAlone(scanned, clock.now());
		if (clock.now() < restsUntil || needs.discord.allowance(keptCalls).left < 1) return false;
		const wanted = last === undefined ? nextMember(needs) : nextGuild(last, needs);
		if (wanted !== undefined) await ask(wanted);
		else if (last !== undefined) forget(last.discordId);
		else last = nextAlone(needs);
		return wanted !== undefined || last !== undefined;
	}

	async function ask(member: Member): Promise<void> {
		const answer = await needs.discord.isMember(member.guildId, member.discordId);
		if (answer.is !== "done") {
			// It proves nothing about the member: they are asked about again.
			restsUntil = clock.now() + restMs;
			if (last !== undefined) last.guildIds.push(member.guildId);
			return;
		}
		if (last === undefined) noted(member, answer.value, needs);
		else if (answer.value) {
			needs.links.meet([member]);
			last = undefined;
		}
	}

	function forget(discordId: string): void {
		last = undefined;
		// They may have linked again since they were first looked for, in a guild where they were not then.
		if (longestAlone(needs) !== discordId) return;
		const deed = { at: clock.now(), right: "upkeep", actorId: null, guildId: null } as const;
		const removed = needs.links.remove(discordId, deed);
		if (removed === undefined) return;
		needs.onChange(removed.faceitId);
		publish({ kind: "memberForgotten" });
	}

	let cancel = clock.setTimeout(go, firstAfterMs);
	let isStopped = false;
	function go(): void {
		const turned = turn().catch((error: unknown) => {
			restsUntil = clock.now() + restMs;
			publish({ kind: "roundFailed", error });
			return false;
		});
		void turned.then((isMore) => {
			if (!isStopped) cancel = clock.setTimeout(go, isMore ? eachMs : idleMs);
		});
	}
	return () => {
		isStopped = true;
		cancel();
	};
}

function nextMember({ clock, memberships, discord }: Needs): Member | undefined {
	const shown = [...discord.guildIds()].filter((guildId) => discord.see(guildId) !== undefined);
	return memberships.oldest(clock.now() - confirmedForMs, shown);
}

/** One that the bot has left meanwhile cannot answer. */
function nextGuild(last: { readonly discordId: string; guildIds: string[] }, { discord }: Needs): Member | undefined {
	const current = new Set(discord.guildIds());
	const [guildId, ...others] = last.guildIds.filter((one) => current.has(one));
	last.guildIds = others;
	return guildId === undefined ? undefined : { guildId, discordId: last.discordId };
}

function longestAlone({ clock, memberships }: Needs): string | undefined {
	return memberships.longestAlone(clock.now() - keptDays.alone * day);
}

/** Being known somewhere takes having been seen there: before somebody is forgotten, they are looked for everywhere. */
function nextAlone(needs: Needs) {
	const discordId = longestAlone(needs);
	const guildIds = [...needs.discord.guildIds()];
	// Before the gateway is up, no guild is known in which they could be.
	return discordId === undefined || guildIds.length === 0 ? undefined : { discordId, guildIds };
}

function noted(member: Member, isThere: boolean, { clock, links, memberships, onChange }: Needs): void {
	if (isThere) {
		memberships.confirm(member, clock.now());
		return;
	}
	links.part(member.guildId, member.discordId);
	const link = links.byMember(member.discordId);
	if (link !== undefined) onChange(link.faceitId);
}
