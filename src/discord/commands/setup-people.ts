// The page "People" of the /setup panel: from where players are moved, where they go afterwards, and which claims count.

import { date } from "../../markdown.ts";
import { lobbyProblem } from "./guild-problems.ts";
import type { Control, Scene } from "./setup-control.ts";
import { channel, several } from "./setup-menus.ts";

export const peopleControls = {
	lobbyId: channel("people", "lobbyId", "voice", (id, { guild, texts }) => lobbyProblem(guild, id, texts)),
	pullsFrom: several("people", "pullsFrom", {
		entries: ({ texts }) => [
			{ label: texts.setup.pullsFromAnywhere, value: "anywhere" },
			{ label: texts.setup.pullsFromLobby, value: "lobby" },
			{ label: texts.setup.pullsFromNowhere, value: "nowhere" },
		],
		read: (value) => (value === "anywhere" || value === "lobby" || value === "nowhere" ? value : undefined),
		problem: ({ settings: { pullsFrom, lobbyId }, texts }) =>
			pullsFrom === "lobby" && lobbyId === null ? texts.setup.noLobbyToPullFrom : undefined,
	}),
	returnsTo: several("people", "returnsTo", {
		entries: ({ texts }) => [
			{ label: texts.setup.returnsToOrigin, value: "origin" },
			{ label: texts.setup.returnsToLobby, value: "lobby" },
			{ label: texts.setup.returnsToNowhere, value: "nowhere" },
		],
		read: (value) => (value === "origin" || value === "lobby" || value === "nowhere" ? value : undefined),
		problem: ({ settings: { returnsTo, lobbyId }, texts }) =>
			returnsTo === "lobby" && lobbyId === null ? texts.setup.noLobbyToReturnTo : undefined,
	}),
	claims: several("people", "claims", {
		entries: ({ texts, defaults }) => [
			{
				label: texts.setup.claimsDefault(
					defaults.claims === "count" ? texts.setup.claimsCount : texts.setup.claimsProve,
				),
				value: "null",
			},
			{ label: texts.setup.claimsCount, value: "count" },
			{ label: texts.setup.claimsProve, value: "prove" },
		],
		read: (value) => (value === "null" ? null : value === "count" || value === "prove" ? value : undefined),
		remark: claimsRemark,
		// Whoever invites the bot should know.
		isTold: ({ settings, defaults }) => (settings.claims ?? defaults.claims) === "count",
	}),
} as const satisfies Readonly<Record<string, Control>>;

/** What the rule means: whom it lets in, and what can be done about that. */
function claimsRemark({ settings, defaults: { claims, graceUntil }, canProve, texts }: Scene): string {
	const rule = settings.claims ?? claims;
	if (rule === "count")
		return `⚠️ ${canProve ? texts.setup.anyoneCountsUnlessProven : texts.setup.anyoneCountsUnlessVouched}`;
	const how = canProve ? texts.setup.provenByLogin : texts.setup.provenByStaff;
	return rule === "grace" && graceUntil !== null ? `${how} ${texts.setup.graceUntil(date(graceUntil))}` : how;
}
