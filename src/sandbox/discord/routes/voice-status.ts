// The voice status of a channel, as the bot writes it.
import { ChannelType, PermissionFlagsBits } from "discord-api-types/v10";
import { channelOf, requireIn } from "../access.ts";
import { voiceStatusBody } from "../bodies.ts";
import type { Call } from "../calls.ts";
import { refusals } from "../refusals.ts";
import { type Ask, type Route, read } from "../route.ts";
import { setStatus } from "../voice-status.ts";
import type { World } from "../world.ts";

const { ManageChannels, SetVoiceChannelStatus } = PermissionFlagsBits;

type Written = { call: Call; starts: number; comings: number };

/** `starts`: how often the bot has signed in. */
export function voiceStatusRoutes(world: World, starts: () => number): Route[] {
	const written = new Map<string, Written>();
	// Discord has published no limit.
	const limits = (ask: Ask) => [{ name: "voice status", key: ask.param("channel"), limit: 5, windowMs: 20_000 }];

	function put(ask: Ask): undefined {
		const { guild, channel } = channelOf(world, ask.param("channel"));
		const status = read(ask, voiceStatusBody).status || null;
		if (channel.type !== ChannelType.GuildVoice) throw refusals.wrongChannelType();
		// Manage Channels as well, unless the bot sits in the channel, and this one never does.
		requireIn(world, guild, channel, SetVoiceChannelStatus | ManageChannels);
		const last = written.get(channel.id);
		// Whoever got no answer, or was started afresh since, cannot know; nor, if an event was lost, who else is in the
		// channel, and so whether the last one has left it.
		const isSame = last?.starts === starts() && last.comings === channel.comings;
		const isKnown = isSame && last.call.status === 204;
		if (status === channel.status && isKnown) ask.blame("the status is what it was: it is written on change only");
		written.set(channel.id, { call: ask.call, starts: starts(), comings: channel.comings });
		if (status !== channel.status) setStatus(world, guild, channel, status);
	}

	return [{ on: "PUT /channels/:channel/voice-status", limits, act: put }];
}
