// /register: a member says which FACEIT account is theirs.

import { ApplicationCommandOptionType } from "discord.js";
import type { Member } from "../../link.ts";
import { shown } from "../../markdown.ts";
import type { Registration } from "../../players.ts";
import { type Caller, type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { isPlaying, nextFor } from "./next.ts";
import { nicknameIn, suggestNicknames } from "./nickname.ts";
import { proofButton, worthOf, worthSentence } from "./proof.ts";
import { beginLogin, impossibleNickname, registrationMessage, vanished } from "./registration.ts";

export const register: Command = {
	data: {
		name: "register",
		description: "Link your FACEIT account, so that your team's voice room finds you",
		...inServers,
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: "nickname",
				description: "Your FACEIT nickname, or the address of your profile; leave it out to log in at FACEIT",
				required: false,
				autocomplete: true,
				max_length: 200,
			},
		],
	},

	async run(use, needs) {
		if (use.options.nickname === undefined) return logIn(use, needs);
		const typed = String(use.options.nickname);
		const nickname = nicknameIn(typed);
		if (nickname === undefined) return impossibleNickname(typed);
		return show(await needs.players.register(use.member, nickname), nickname, use, needs);
	},

	async press(press, needs) {
		const { member, words, values } = press;
		const [action, faceitId] = words;
		if (action === "link") return logIn(press, needs);
		if (action === "replace" && faceitId !== undefined) {
			const confirmed = await needs.players.confirm(member, faceitId);
			return confirmed.is === "unknown" ? vanished() : show(confirmed, "", press, needs);
		}
		const [chosen] = values;
		// As FACEIT wrote it, and asked for afresh: anyone with another link is asked to confirm here too.
		if (chosen !== undefined) return show(await needs.players.register(member, chosen), chosen, press, needs);
		return kept(member, needs);
	},

	suggest: suggestNicknames,
};

/** Without a nickname, the login says which account it is. */
function logIn(caller: Caller, needs: CommandNeeds): Message {
	const blocks = proofButton(caller, null, needs);
	if (blocks.length > 0) return { content: beginLogin, blocks, asks: "own" };
	return { content: "Use `/register` with your FACEIT nickname: `/register YourName`. Suggestions come as you type." };
}

function show(registration: Registration, typed: string, caller: Caller, needs: CommandNeeds): Message {
	const faceitId = "player" in registration ? registration.player.faceitId : "";
	const worth = registration.is === "linked" || registration.is === "known" ? worthOf(caller, needs) : undefined;
	const message = registrationMessage(registration, typed, {
		isPlaying: isPlaying(faceitId, needs),
		next: worth === undefined || worth.is === "worthless" ? "" : nextFor(caller, faceitId, needs),
		worth: worth === undefined ? "" : worthSentence(worth, needs),
		canProve: needs.logins !== null,
	});
	const isProven = worth?.is === "proven";
	if (!("player" in registration) || registration.is === "unconfirmed" || isProven) return message;
	// Whoever is refused somebody else's account has not been asked about their own.
	const asks = registration.is === "taken" ? "other" : "own";
	return { ...message, blocks: [...(message.blocks ?? []), ...proofButton(caller, registration.player, needs)], asks };
}

function kept({ discordId }: Member, { links }: CommandNeeds): Message {
	const link = links.byMember(discordId);
	return {
		content:
			link === undefined
				? "Nothing changed: no FACEIT account is linked to you. `/register` links one."
				: `Nothing changed: you are linked to **${shown(link.nickname)}**.`,
	};
}
