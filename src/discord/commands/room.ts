// What is pressed in the chat of a room: who is let in, and how long it stays. It is no command that can be typed.

import { counts } from "../../link.ts";
import { relative } from "../../markdown.ts";
import { lineUp } from "../../match.ts";
import type { Doer, LetIn } from "../../match-orders.ts";
import { patiently } from "../../patience.ts";
import type { MatchRecord } from "../../record.ts";
import type { Room } from "../../room.ts";
import type { Caller, CommandNeeds, Message, Press } from "./command.ts";
import { settlerOf } from "./settler.ts";

export function pressInRoom(press: Press, needs: CommandNeeds): Message | Promise<Message> {
	const [what, code = ""] = press.words;
	const { texts } = press;
	const found = needs.orders.find(press.member.guildId, code);
	if (found === undefined) return { content: texts.room.gone };
	const doer = doerIn(found.record, found.room, press, needs);
	if (doer === undefined) return { content: texts.room.notYours };
	switch (what) {
		case "guests":
			return patiently(needs.clock, () => letIn(code, doer, found, press, needs));
		case "keep":
			return patiently(needs.clock, () => keep(code, press, needs));
		case "close":
			if (doer.right === "claim") return { content: texts.room.staffOnly };
			return patiently(needs.clock, () => close(code, doer, press, needs));
		default:
			return { content: texts.room.gone };
	}
}

/** By what right somebody decides about the room: as staff, or because they play in it; undefined for everybody else. */
function doerIn({ match }: MatchRecord, room: Room, caller: Caller, needs: CommandNeeds): Doer | undefined {
	const settler = settlerOf(caller, needs);
	if (settler !== undefined) return settler;
	const { discordId, guildId } = caller.member;
	const link = needs.links.byMember(discordId);
	const team = match.teams.find(({ teamId }) => teamId === room.teamId);
	if (link === undefined || team === undefined) return undefined;
	const proof = needs.links.proofIn(guildId, discordId);
	const rule = needs.guilds.settings(guildId).claims ?? needs.grace.rule;
	const plays = lineUp(team).some(({ faceitId }) => faceitId === link.faceitId);
	return plays && proof !== undefined && counts(proof, guildId, rule) ? { discordId, right: "claim" } : undefined;
}

type Found = { readonly record: MatchRecord; readonly room: Room };

/** Whoever plays is let in by the line-up; whoever plays for the other side is not to be let in. */
function letIn(code: string, doer: Doer, { record, room }: Found, press: Press, needs: CommandNeeds): Message {
	const { texts, member, chosen } = press;
	const others = record.match.teams.filter(({ teamId }) => teamId !== room.teamId);
	const opponents = new Set(
		needs.links.known(others.flatMap(lineUp).map(({ faceitId }) => faceitId)).map(({ discordId }) => discordId),
	);
	const wanted = chosen.filter(({ isMember, isBot, discordId }) => isMember && !isBot && !opponents.has(discordId));
	const refused = chosen.filter((one) => !wanted.includes(one)).map(({ discordId }) => `<@${discordId}>`);
	const outcome = needs.orders.letIn(
		member.guildId,
		code,
		wanted.map(({ discordId }) => discordId),
		doer,
	);
	const remark = refused.length === 0 ? "" : texts.guests.refused(refused.join(", "));
	return { ...changed(outcome, press), ...(remark === "" ? {} : { blocks: [{ is: "text", text: remark }] }) };
}

function changed(outcome: LetIn, { texts, member: { discordId } }: Press): Message {
	switch (outcome.is) {
		case "gone":
			return { content: texts.room.gone };
		case "unchanged":
			return { content: texts.guests.unchanged };
		case "changed": {
			const { added, removed } = outcome;
			const who = `<@${discordId}>`;
			const said = [
				added.length === 0 ? "" : texts.guests.letIn(who, mentions(added)),
				removed.length === 0 ? "" : texts.guests.letOut(who, mentions(removed)),
			];
			return { content: texts.guests.done, announcement: said.filter((line) => line !== "").join("\n") };
		}
		default:
			throw new Error(`no such outcome: ${outcome satisfies never}`);
	}
}

function mentions(discordIds: readonly string[]): string {
	return discordIds.map((id) => `<@${id}>`).join(", ");
}

function keep(code: string, { texts, member }: Press, needs: CommandNeeds): Message {
	const outcome = needs.orders.keepOpen(member.guildId, code);
	if (outcome.is === "kept") return { content: texts.room.kept(relative(outcome.until)) };
	return { content: texts.room[outcome.is] };
}

function close(code: string, doer: Doer, { texts, member }: Press, needs: CommandNeeds): Message {
	return { content: texts.room[needs.orders.closeNow(member.guildId, code, doer).is] };
}
