// Which claims count by default. Where FACEIT's login is set up, claims have to be proven; those from before keep counting
// for some days, so that nobody is shut out of a match unasked.

import type { Clock } from "./clock.ts";
import type { ClaimRule } from "./link.ts";
import type { Links } from "./store/links.ts";
import type { Memos } from "./store/memos.ts";

/** How long claims from before count on, ms. */
export const graceMs = 14 * 24 * 3_600_000;

const memo = "proof asked since";

type Needs = {
	readonly clock: Clock;
	readonly memos: Memos;
	readonly links: Pick<Links, "setGrace">;
	/** True if members can prove their accounts by FACEIT's login. */
	readonly canProve: boolean;
	/** Claims from before have just ceased to count. */
	readonly onOver: () => void;
};

export type Grace = {
	/** What holds in guilds whose admins chose nothing. */
	readonly rule: ClaimRule;
	/** Until when claims from before count, epoch ms; null if proof is not asked for, or the time is over. */
	readonly until: () => number | null;
	readonly stop: () => void;
};

export function openGrace({ clock, memos, links, canProve, onOver }: Needs): Grace {
	if (!canProve) {
		// Should it be set up again, those who claimed meanwhile have their days as well.
		if ((memos.get(memo) ?? "") !== "") memos.set(memo, "");
		return { rule: "count", until: () => null, stop: () => {} };
	}
	const since = Math.min(Number(memos.get(memo) || clock.now()), clock.now());
	memos.set(memo, String(since));
	const until = since + graceMs;
	const isOver = () => clock.now() >= until;
	links.setGrace(isOver() ? 0 : since);
	const cancel = isOver()
		? () => {}
		: clock.setTimeout(() => {
				links.setGrace(0);
				onOver();
			}, until - clock.now());
	return { rule: "grace", until: () => (isOver() ? null : until), stop: cancel };
}
