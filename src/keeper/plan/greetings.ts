// A guild's own messages: the greeting after the bot joined, and the invitation to link an account. Pure.

import type { GuildRecord } from "../../guild.ts";
import { buttonsOf, type Layout, text } from "../../message.ts";
import type { Post } from "../../post.ts";
import type { GuildShown } from "../../shown.ts";
import type { GuildAction } from "../actions/handlers.ts";
import { channelForAdmins } from "./admin-channel.ts";
import type { Findings, GuildPlan } from "./guild.ts";
import { earliest, planPost } from "./posts.ts";

/** A guild that the bot joined longer ago needs no greeting, ms: it may have been there before we greeted anybody. */
const newMs = 10 * 60_000;
/** The ids of their buttons, by which they are found again. */
const marks = { welcome: "setup:open", link: "register:link" };

/** True while the bot is new in the guild, at `now` (epoch ms), and has greeted nobody. */
export function isNew(record: GuildRecord, { joinedAt }: GuildShown, now: number): boolean {
	return record.welcome === null && Math.abs(now - joinedAt) < newMs;
}

export function planGreetings(record: GuildRecord, shown: GuildShown, found: Findings, now: number): GuildPlan {
	const welcome = planWelcome(record, shown, found, now);
	const link = planLink(record, shown, found, now);
	return { actions: [...welcome.actions, ...link.actions], wakeAt: earliest(welcome.wakeAt, link.wakeAt) };
}

const nothing: GuildPlan = { actions: [], wakeAt: null };

/** It says its one word, and is left alone. */
function planWelcome(
	record: GuildRecord,
	shown: GuildShown,
	{ texts, noticeChannelId }: Findings,
	now: number,
): GuildPlan {
	const channelId = record.welcome?.channelId ?? channelForAdmins(shown, noticeChannelId);
	if (channelId === undefined) return nothing;
	const { title, body, setUp, howTo } = texts.welcome;
	const layout: Layout = {
		tone: "brand",
		blocks: [
			text(`### ${title}`, body),
			buttonsOf({ id: marks.welcome, label: setUp, kind: "act" }, { id: "help:show", label: howTo, kind: "calm" }),
		],
	};
	const mayPost = isNew(record, shown, now);
	return steps("welcome", record.welcome, { channelId, layout, isFinal: true, mayPost }, now);
}

/** It follows the channel that admins chose. One that somebody deleted is not repeated until they choose again. */
function planLink(record: GuildRecord, shown: GuildShown, { texts, linkChannelId }: Findings, now: number): GuildPlan {
	const { link } = record;
	if (link !== null && link.channelId !== linkChannelId)
		return { actions: [{ do: "deleteGreeting", which: "link", post: link }], wakeAt: null };
	if (linkChannelId === null || !shown.channels.has(linkChannelId)) return nothing;
	const layout: Layout = {
		tone: "brand",
		blocks: [
			text(`### ${texts.proof.inviteTitle}`, texts.proof.invite),
			buttonsOf({ id: marks.link, label: texts.proof.linkYourAccount, kind: "act" }),
		],
	};
	return steps("link", link, { channelId: linkChannelId, layout, isFinal: false, mayPost: true }, now);
}

function steps(
	which: "welcome" | "link",
	post: Post | null,
	wanted: Omit<Parameters<typeof planPost>[1], "nonce">,
	now: number,
): GuildPlan {
	const { step, wakeAt } = planPost(post, { ...wanted, nonce: `${which}-${now}` }, now);
	const actions = step === null ? [] : [actionOf(which, step)];
	return { actions, wakeAt };
}

function actionOf(which: "welcome" | "link", step: NonNullable<ReturnType<typeof planPost>["step"]>): GuildAction {
	switch (step.is) {
		case "post":
			return { do: "postGreeting", which, post: step.post, layout: step.layout };
		case "edit":
			return { do: "editGreeting", which, post: step.post, layout: step.layout };
		case "find":
			return { do: "findGreeting", which, post: step.post, mark: marks[which] };
		case "end":
			return { do: "endGreeting", which, post: step.post };
		default:
			throw new Error(`no such step: ${step satisfies never}`);
	}
}
