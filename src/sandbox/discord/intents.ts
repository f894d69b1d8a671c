// Which intent an event needs; what a bot did not ask for, it does not hear.
import { GatewayDispatchEvents as E, GatewayIntentBits as I } from "discord-api-types/v10";
import type { GatewayEvent } from "./world.ts";

export const PRIVILEGED = I.GuildMembers | I.GuildPresences | I.MessageContent;
export const KNOWN_INTENTS = Object.values(I).reduce<number>(
	(all, bit) => (typeof bit === "number" ? all | bit : all),
	0,
);

const NEEDED = new Map<E, I>([
	[E.GuildCreate, I.Guilds],
	[E.GuildUpdate, I.Guilds],
	[E.GuildDelete, I.Guilds],
	[E.GuildRoleCreate, I.Guilds],
	[E.GuildRoleUpdate, I.Guilds],
	[E.GuildRoleDelete, I.Guilds],
	[E.ChannelCreate, I.Guilds],
	[E.ChannelUpdate, I.Guilds],
	[E.ChannelDelete, I.Guilds],
	[E.VoiceChannelStatusUpdate, I.Guilds],
	[E.VoiceStateUpdate, I.GuildVoiceStates],
	[E.GuildMemberAdd, I.GuildMembers],
	[E.GuildMemberUpdate, I.GuildMembers],
	[E.GuildMemberRemove, I.GuildMembers],
	[E.MessageCreate, I.GuildMessages],
	[E.MessageUpdate, I.GuildMessages],
	[E.MessageDelete, I.GuildMessages],
]);

export function hears(intents: number, event: GatewayEvent, botId: string): boolean {
	const needed = NEEDED.get(event.name) ?? 0;
	// "This event is sent for the current user regardless of whether the GUILD_MEMBERS intent is set."
	if (event.name === E.GuildMemberUpdate && concerns(event.data, botId)) return true;
	return (intents & needed) === needed;
}

function concerns(data: object, userId: string): boolean {
	if (!("user" in data) || typeof data.user !== "object" || data.user === null) return false;
	return "id" in data.user && data.user.id === userId;
}
