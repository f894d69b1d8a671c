// Rights that an admin takes from the bot, and may give back: in one channel, or in the guild.
import { OverwriteType } from "discord-api-types/v10";
import { editChannel } from "./channels.ts";
import { setRolePermissions } from "./guilds.ts";
import { findChannel, known, type World } from "./world.ts";

/** Each of them returns what gives back what was held before; an administrator loses nothing by it. */
export function createRestrictions(world: World) {
	return {
		/** In a channel, for instance SendMessages, whatever its roles give it there. */
		takeFromBot: (channelId: string, rights: bigint): (() => void) => {
			const { guild, channel } = known(findChannel(world, channelId), `channel ${channelId}`);
			const id = world.bot.id;
			const before = channel.overwrites.get(id);
			const { allow, deny } = before ?? { allow: 0n, deny: 0n };
			const taken = { id, type: OverwriteType.Member, allow: allow & ~rights, deny: deny | rights };
			editChannel(world, guild, channel, { overwrites: new Map(channel.overwrites).set(id, taken) });
			return () => {
				const overwrites = new Map(channel.overwrites);
				if (before) overwrites.set(id, before);
				else overwrites.delete(id);
				if (guild.channels.has(channelId)) editChannel(world, guild, channel, { overwrites });
			};
		},
		/** In the guild: from the bot's role, and from everyone, who would give it back. */
		takeFromBotRole: (guildId: string, rights: bigint): (() => void) => {
			const guild = known(world.guilds.get(guildId), `guild ${guildId}`);
			const roles = [guild.botRoleId, guildId].map((id) => known(guild.roles.get(id), `role ${id}`));
			const before = roles.map((role) => ({ role, permissions: role.permissions }));
			for (const role of roles) setRolePermissions(world, guild, role, role.permissions & ~rights);
			return () => {
				for (const { role, permissions } of before) setRolePermissions(world, guild, role, permissions);
			};
		},
	};
}
