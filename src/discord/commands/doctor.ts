// /doctor: what works here and what does not, each with its fix; and a short match with the admin, to see it work.

import type { Finding } from "../../finding.ts";
import { worst } from "../../finding.ts";
import { type Block, buttonsOf, type Tone, text } from "../../message.ts";
import { type Rehearsed, rehearsalSteps } from "../../rehearsals.ts";
import type { Texts } from "../../texts/texts.ts";
import { type Caller, type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { ownWait } from "./own-wait.ts";
import { settlerOf } from "./settler.ts";

export const doctor: Command = {
	data: {
		name: "doctor",
		description: "Check what works in this server and what does not, with the fix for each",
		...inServers,
	},
	run: examine,
	press: (press, needs) => (press.words[0] === "test" ? rehearse(press, needs) : examine(press, needs)),
};

async function examine(caller: Caller, needs: CommandNeeds): Promise<Message> {
	const { texts, member } = caller;
	if (settlerOf(caller, needs) === undefined) return { content: texts.doctor.staffOnly };
	if (needs.see(member.guildId) === undefined) return { content: texts.setup.unseen };
	return report(await needs.diagnose(member.guildId), texts);
}

const tones: Readonly<Record<Finding["level"], Tone>> = { ok: "good", warning: "warn", error: "bad" };
const marks = { ok: "✅", warning: "⚠️", error: "❌" } as const;

/** Problems first, each with its fix; then what is well, in short. */
function report(findings: readonly Finding[], texts: Texts): Message {
	const problems = ["error", "warning"].flatMap((level) => findings.filter((one) => one.level === level));
	const well = findings.filter(({ level }) => level === "ok");
	const line = ({ level, about, what }: Finding) => `${marks[level]} **${about}**: ${what}`;
	return {
		tone: tones[worst(findings)],
		content: `## ${problems.length === 0 ? texts.doctor.allWell : texts.doctor.problems(problems.length)}`,
		blocks: [
			...problems.map((one) => text(line(one), one.fix === null ? "" : `-# → ${one.fix}`)),
			...(well.length === 0 ? [] : [{ is: "line" } as const, text(...well.map(line))]),
			buttons(texts),
		],
	};
}

function buttons({ doctor: words, setup }: Texts): Block {
	return buttonsOf(
		{ id: "doctor:run", label: words.again, kind: "calm" },
		{ id: "doctor:test", label: setup.test, kind: "act" },
		{ id: "setup:open", label: setup.title, kind: "calm" },
	);
}

/** The answer is edited as the steps come true. */
function rehearse(caller: Caller, needs: CommandNeeds): Message {
	const { texts, member } = caller;
	const { guildId, discordId } = member;
	if (!caller.isAdmin) return { content: texts.setup.adminsOnly };
	const guild = needs.see(guildId);
	if (guild === undefined) return { content: texts.setup.unseen };
	if (guild.position(discordId) === undefined)
		return { content: texts.doctor.testNeedsVoice, blocks: [buttons(texts)] };
	if (!needs.rehearsals.isFree(guildId)) return { content: texts.doctor.testRuns };
	const names = { team: texts.doctor.testTeam, competition: texts.doctor.testMatch };
	needs.rehearsals.begin(guildId, discordId, names, (rehearsed) => void caller.later(progress(rehearsed, caller)));
	return { tone: "brand", content: texts.doctor.testBegins };
}

function progress({ took, is, roomId, waits, matchId }: Rehearsed, { texts, member }: Caller): Message {
	const words = texts.doctor.steps;
	const room = roomId === null ? "" : `<#${roomId}>`;
	const lines = rehearsalSteps.flatMap((step) => {
		const ms = took[step];
		return ms === undefined ? [] : [`✅ ${words[step](room)} (${(ms / 1000).toFixed(1)} s)`];
	});
	if (is === "going") return { tone: "brand", content: [`## ${texts.doctor.testMatch}`, ...lines].join("\n") };
	if (is === "done")
		return {
			tone: "good",
			content: [`## ${texts.doctor.testDone}`, ...lines].join("\n"),
			blocks: [buttons(texts)],
		};
	const next = rehearsalSteps.find((step) => took[step] === undefined) ?? "gone";
	const reason = ownWait(
		waits,
		{
			...{ discordId: member.discordId, faceitId: "", matchId, teamId: "rehearsal-team", lacking: [], now: 0 },
			room: roomId === null ? undefined : { code: "", channelId: roomId },
			isInRoom: took.moved !== undefined,
		},
		texts,
	);
	return {
		tone: "bad",
		content: [`## ${texts.doctor.testStuck}`, ...lines, `❌ ${words.missing[next]}`, reason ?? ""]
			.filter((one) => one !== "")
			.join("\n"),
		blocks: [buttons(texts)],
	};
}
