// The page "Matches" of the /setup panel: all matches, or those of what is followed; and how FACEIT answers about each.

import { type FollowedCompetition, mostFollowed } from "../../guild.ts";
import { plain, relative, shown } from "../../markdown.ts";
import { type Block, buttonsOf, type Menu, text } from "../../message.ts";
import type { Control, Scene } from "./setup-control.ts";
import { several } from "./setup-menus.ts";

/** How much of a name is shown in a list of 25, and of what was typed. */
export const shortName = 40;

export const matchControls = {
	concerns: several("matches", "concerns", {
		entries: ({ texts }) => [
			{ label: texts.setup.concernsAll, value: "all" },
			{ label: texts.setup.concernsFollowed, value: "followed" },
		],
		read: (value) => (value === "all" || value === "followed" ? value : undefined),
		problem: ({ settings: { concerns, follows }, texts }) =>
			concerns === "followed" && follows.length === 0 ? texts.setup.followsNothing : undefined,
	}),
	follows: {
		page: "matches",
		problem: () => undefined,
		blocks(scene): readonly Block[] {
			const { settings, texts } = scene;
			const { follows } = settings;
			const head = text(`**${texts.setup.followedTitle}**`, `-# ${texts.setup.following}`);
			if (follows.length === 0) return [head];
			const menu: Menu = {
				...{ of: "entries", id: "setup:unfollow", hint: texts.setup.unfollow, entries: entriesOf(follows, scene) },
				...{ chosen: [], least: 1, most: mostFollowed },
			};
			return [head, text(...follows.map((one) => lineOf(one, scene))), { is: "menu", menu }];
		},
		reads: ({ settings: { follows }, texts }) => texts.setup.follows(follows.length),
		// Which to follow and which no longer are added and taken away one by one: see setup-follow.ts.
		read: (_press, { texts }) => ({ problem: texts.setup.notOffered }),
	},
} as const satisfies Readonly<Record<string, Control>>;

/** What is below the controls: one that was found, one seen lately, or another. */
export function followBlocks(
	found: readonly FollowedCompetition[],
	lately: readonly FollowedCompetition[],
	scene: Scene,
): readonly Block[] {
	const { follows } = scene.settings;
	const { setup } = scene.texts;
	const fresh = (some: readonly FollowedCompetition[]) =>
		some.filter((one) => !follows.some((other) => isSame(one, other)));
	const menu = (id: string, hint: string, some: readonly FollowedCompetition[]): Block => ({
		is: "menu",
		menu: { of: "entries", id, hint, entries: entriesOf(some, scene), chosen: [], least: 1, most: 1 },
	});
	return [
		menu("setup:follow:found", setup.chooseFound, fresh(found)),
		menu("setup:follow:lately", setup.seenLately, fresh(lately)),
		buttonsOf({ id: "setup:find", label: setup.follow, kind: "act", isDisabled: follows.length >= mostFollowed }),
	];
}

export function isSame(
	one: Pick<FollowedCompetition, "kind" | "id">,
	other: Pick<FollowedCompetition, "kind" | "id">,
): boolean {
	return one.kind === other.kind && one.id === other.id;
}

/** The value of an entry, and what it means. */
export function entryValue({ kind, id }: Pick<FollowedCompetition, "kind" | "id">): string {
	return `${kind}:${id}`;
}

function entriesOf(some: readonly FollowedCompetition[], { texts }: Scene) {
	return some.map((one) => ({
		...{ label: plain(one.name, 100), value: entryValue(one), description: texts.setup.kinds[one.kind] },
	}));
}

/** "Vale Hub (hub) · FACEIT answered 5 seconds ago". */
function lineOf(one: FollowedCompetition, { texts, listed }: Scene): string {
	const name = texts.setup.followedName(shown(one.name, shortName), texts.setup.kinds[one.kind]);
	if (one.kind === "organizer") return `• ${name} · ${texts.setup.organizersAreNotListed}`;
	const state = listed(one);
	if (state === undefined || (state.answeredAt === null && state.failing === null))
		return `• ${name} · ${texts.setup.notListedYet}`;
	const { answeredAt, failing } = state;
	if (failing === null) return `• ${name} · ${texts.setup.listedAt(relative(answeredAt ?? 0))}`;
	const why = failing.why === "missing" ? texts.setup.unknownToFaceit : texts.setup.noList(relative(failing.since));
	return `• ⚠️ ${name} · ${why}`;
}
