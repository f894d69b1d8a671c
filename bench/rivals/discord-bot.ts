// A bot as most are written: discord.js with its default caches, and members moved one after the other, each move awaited.
// It keeps nothing, checks nothing and brings nobody back. BOT_PEOPLE is a file: FACEIT's ids to Discord's.

import { ChannelType, Client, GatewayIntentBits, type Guild, OverwriteType, PermissionFlagsBits } from "discord.js";
import { z } from "zod";

const event = z.object({
	payload: z.object({
		teams: z.array(z.object({ name: z.string(), roster: z.array(z.object({ id: z.string() })) })),
	}),
});
const { PORT, DISCORD_TOKEN = "", DISCORD_API_URL = "", BOT_PEOPLE = "" } = process.env;
const people = z.record(z.string(), z.string()).parse(await Bun.file(BOT_PEOPLE).json());
const client = new Client({
	intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
	rest: { api: DISCORD_API_URL },
});

async function place(
	guild: Guild,
	team: { readonly name: string; readonly roster: readonly { readonly id: string }[] },
) {
	const ids = team.roster.flatMap(({ id }) => people[id] ?? []);
	const allow = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.Connect];
	const room = await guild.channels.create({
		...{ name: team.name, type: ChannelType.GuildVoice },
		permissionOverwrites: [
			{ id: guild.id, type: OverwriteType.Role, deny: allow },
			...[client.user?.id ?? "", ...ids].map((id) => ({ id, type: OverwriteType.Member, allow })),
		],
	});
	for (const id of ids) await guild.voiceStates.cache.get(id)?.setChannel(room);
}

Bun.serve({
	port: Number(PORT),
	hostname: "127.0.0.1",
	routes: {
		"/readyz": () => new Response(null, { status: client.isReady() ? 200 : 503 }),
		"/faceit-webhook": async (request) => {
			const { teams } = event.parse(await request.json()).payload;
			const first = people[teams[0]?.roster[0]?.id ?? ""] ?? "";
			const guild = client.guilds.cache.find(({ voiceStates }) => voiceStates.cache.has(first));
			if (guild !== undefined) void Promise.all(teams.map((team) => place(guild, team)));
			return new Response(null, { status: 204 });
		},
	},
});
await client.login(DISCORD_TOKEN);
