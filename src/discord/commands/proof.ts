// How sure a member's account is, what that is worth in their server, and the way to prove it.

import { counts } from "../../link.ts";
import type { Account } from "../../login.ts";
import { date, sentences } from "../../markdown.ts";
import { type Block, buttonsOf } from "../../message.ts";
import type { Caller, CommandNeeds } from "./command.ts";
import { endMessage } from "./login-end.ts";

export type Worth = {
	/** `proven`: by FACEIT's login or the host. `vouched`: by this server's staff. Else a claim, which counts here or not. */
	readonly is: "proven" | "vouched" | "counts" | "graced" | "worthless";
	/** Until when it counts, epoch ms; null where that does not end. */
	readonly until: number | null;
};

/** What the member's link is worth in the guild; undefined for somebody who is not linked. */
export function worthOf({ member }: Pick<Caller, "member">, needs: CommandNeeds): Worth | undefined {
	const { guildId, discordId } = member;
	const link = needs.links.proofIn(guildId, discordId);
	if (link === undefined) return undefined;
	if (link.proof === "verified") return { is: "proven", until: null };
	if (link.isVouched) return { is: "vouched", until: null };
	const rule = needs.guilds.settings(guildId).claims ?? needs.grace.rule;
	if (!counts(link, guildId, rule)) return { is: "worthless", until: null };
	return rule === "count" ? { is: "counts", until: null } : { is: "graced", until: needs.grace.until() };
}

/** What it means, and what to do, in a sentence or two; "" where there is nothing to do. */
export function worthSentence({ is, until }: Worth, { logins }: Pick<CommandNeeds, "logins">): string {
	switch (is) {
		case "proven":
		case "vouched":
			return "";
		case "counts":
			return logins === null ? "" : "Prove that the account is yours, and nobody else can have it.";
		case "graced":
			return sentences(
				"Accounts have to be proven now, so that nobody gets into a room that is not theirs.",
				`Yours counts ${until === null ? "for now" : `until ${date(until)}`}: prove it before, it takes one login at FACEIT.`,
			);
		case "worthless":
			return logins === null
				? "⚠️ In this server an account counts once staff have vouched for it: ask them to use `/staff verify`."
				: "⚠️ In this server an account counts once it is proven: log in at FACEIT once, and I let you into your rooms.";
		default:
			throw new Error(`no such worth: ${is satisfies never}`);
	}
}

/** The button that begins FACEIT's login; none where it is not set up. `wanted` null: for whichever account logs in. */
export function proofButton(caller: Caller, wanted: Account | null, needs: CommandNeeds): readonly Block[] {
	if (needs.logins === null) return [];
	const { member, name, guildName } = caller;
	const url = needs.logins.offer({
		...{ member, name, guildName, wanted },
		tell: (end) => caller.later(endMessage(end, caller, needs)),
	});
	return [buttonsOf({ url, label: wanted === null ? "Log in with FACEIT" : "Prove it with FACEIT" })];
}

/** For somebody who is not linked. */
export const linkYourAccount: Block = buttonsOf({ id: "register:link", label: "Link your account", kind: "act" });
