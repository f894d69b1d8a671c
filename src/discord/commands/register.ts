// /register: a member says which FACEIT account is theirs.

import { ApplicationCommandOptionType } from "discord.js";
import type { Member } from "../../link.ts";
import type { Registration } from "../../players.ts";
import { plain, shown } from "../words.ts";
import { type Command, type CommandNeeds, inServers, type Message } from "./command.ts";
import { nicknameIn } from "./nickname.ts";
import { impossibleNickname, registrationMessage, vanished } from "./registration.ts";

export const register: Command = {
	data: {
		name: "register",
		description: "Link your FACEIT account, so that your team's voice room finds you",
		...inServers,
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: "nickname",
				description: "Your FACEIT nickname, or the address of your FACEIT profile",
				required: true,
				autocomplete: true,
				max_length: 200,
			},
		],
	},

	async run(use, needs) {
		const typed = String(use.options.nickname ?? "");
		const nickname = nicknameIn(typed);
		if (nickname === undefined) return impossibleNickname(typed);
		return show(await needs.players.register(use.member, nickname), nickname, needs);
	},

	async press({ member, words, values }, needs) {
		const [action, faceitId] = words;
		if (action === "replace" && faceitId !== undefined) {
			const confirmed = await needs.players.confirm(member, faceitId);
			return confirmed.is === "unknown" ? vanished() : show(confirmed, "", needs);
		}
		const [chosen] = values;
		// As FACEIT wrote it, and asked for afresh: anyone with another link is asked to confirm here too.
		if (chosen !== undefined) return show(await needs.players.register(member, chosen), chosen, needs);
		return kept(member, needs);
	},

	async suggest(typed, { players }, discordId) {
		const nickname = nicknameIn(typed);
		if (nickname === undefined) return [];
		const found = await players.suggest(nickname, discordId);
		const names = new Set(found.map((player) => player.nickname));
		return [...names].map((name) => ({ name: plain(name), value: name }));
	},
};

function show(registration: Registration, typed: string, { records }: CommandNeeds): Message {
	const isPlaying =
		"player" in registration &&
		records.ofPlayer(registration.player.faceitId).some(({ match }) => match.phase === "open");
	return registrationMessage(registration, typed, isPlaying);
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
