// Which hubs, championships and organizers a guild follows: found by what an admin typed, followed, followed no longer.
// Each is added or taken away by itself, so two admins who do so at once do not get in each other's way.

import { type FollowedCompetition, mostFollowed } from "../../guild.ts";
import { plain, shown } from "../../markdown.ts";
import type { Form } from "../../message.ts";
import { patiently } from "../../patience.ts";
import type { Texts } from "../../texts/texts.ts";
import { noAnswer } from "./card.ts";
import type { CommandNeeds, Message, Press } from "./command.ts";
import { entryValue, isSame, shortName } from "./setup-matches.ts";
import { formOf } from "./setup-menus.ts";
import { panel } from "./setup-panel.ts";
import { save } from "./setup-save.ts";

const longestTyped = 200;

export function findForm({ setup }: Texts): Form {
	const asked = { title: setup.follow, label: setup.findLabel, description: setup.findHint };
	return formOf("setup:found", asked, "", longestTyped);
}

/** One that was typed is followed if it can only be that one. */
export async function find(press: Press, needs: CommandNeeds): Promise<Message> {
	const { setup } = press.texts;
	const typed = press.fields.value ?? "";
	const answer = await needs.competitions.find(typed);
	if (answer.is === "unavailable") return panel(matches, setup.refused(noAnswer(answer)), press, needs);
	const [only, ...others] = answer.competitions;
	if (only === undefined) return panel(matches, setup.foundNothing(shown(typed, shortName)), press, needs);
	if (others.length === 0) return patiently(needs.clock, () => follow(only, press, needs));
	return panel({ page: "matches", found: answer.competitions }, setup.foundSeveral, press, needs);
}

/** One from a menu, perhaps of another day: FACEIT then says what it is called. */
export async function choose(press: Press, needs: CommandNeeds): Promise<Message> {
	const { setup } = press.texts;
	const [value = ""] = press.values;
	const isChosen = (one: Pick<FollowedCompetition, "kind" | "id">) => entryValue(one) === value;
	const [kind = "", id = ""] = value.split(":");
	const known = needs.competitions.known({ kind, id });
	if (known !== undefined) return patiently(needs.clock, () => follow(known, press, needs));
	const answer = await needs.competitions.find(id);
	if (answer.is === "unavailable") return panel(matches, setup.refused(noAnswer(answer)), press, needs);
	const found = answer.competitions.find(isChosen);
	if (found === undefined) return panel(matches, setup.refused(setup.notOffered), press, needs);
	return patiently(needs.clock, () => follow(found, press, needs));
}

const matches = { page: "matches" } as const;

function follow(one: FollowedCompetition, press: Press, needs: CommandNeeds): Message {
	const { setup } = press.texts;
	const { follows, concerns } = needs.guilds.settings(press.member.guildId);
	const name = shown(one.name, shortName);
	if (follows.some((other) => isSame(one, other))) return panel(matches, setup.followedAlready(name), press, needs);
	if (follows.length >= mostFollowed)
		return panel(matches, setup.refused(setup.followsFull(mostFollowed)), press, needs);
	const followed = { kind: one.kind, id: one.id, name: plain(one.name, 100) };
	save(["follows"], { follows: [...follows, followed] }, press, needs);
	const remark = concerns === "all" ? `${setup.followed(name)} ${setup.followedAll}` : setup.followed(name);
	return panel(matches, remark, press, needs);
}

/** Those that are followed no longer already are no matter. */
export function unfollow(press: Press, needs: CommandNeeds): Message {
	const { setup } = press.texts;
	const { follows } = needs.guilds.settings(press.member.guildId);
	const isChosen = (one: FollowedCompetition) => press.values.includes(entryValue(one));
	const gone = follows.filter(isChosen);
	if (gone.length === 0) return panel(matches, setup.alreadySo, press, needs);
	save(["follows"], { follows: follows.filter((one) => !isChosen(one)) }, press, needs);
	return panel(matches, setup.unfollowed(gone.map(({ name }) => shown(name, shortName)).join(", ")), press, needs);
}
