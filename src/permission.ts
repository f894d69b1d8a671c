// Discord's permissions that concern us, by their bits and by what Server Settings → Roles calls them.

/** Discord docs, Permissions, "Bitwise Permission Flags". */
export const permission = {
	administrator: 1n << 3n,
	manageChannels: 1n << 4n,
	stream: 1n << 9n,
	viewChannel: 1n << 10n,
	sendMessages: 1n << 11n,
	connect: 1n << 20n,
	speak: 1n << 21n,
	moveMembers: 1n << 24n,
	manageRoles: 1n << 28n,
	readMessageHistory: 1n << 16n,
	setVoiceStatus: 1n << 48n,
} as const;

/** All of them, whatever Discord adds: what an administrator or the owner has. */
export const allPermissions = (1n << 64n) - 1n;

const names: readonly (readonly [bit: bigint, name: string])[] = [
	[permission.viewChannel, "View Channels"],
	[permission.manageChannels, "Manage Channels"],
	[permission.manageRoles, "Manage Roles"],
	[permission.sendMessages, "Send Messages"],
	[permission.readMessageHistory, "Read Message History"],
	[permission.connect, "Connect"],
	[permission.speak, "Speak"],
	[permission.stream, "Video"],
	[permission.moveMembers, "Move Members"],
	[permission.setVoiceStatus, "Set Voice Channel Status"],
];

/** What one part of the program's work requires in a guild. Each part pauses on its own when Discord refuses it. */
export type ScopePermissions = {
	readonly scope: string;
	/** What it is for, such as "rooms and moves", to follow "needed for". */
	readonly purpose: string;
	/** Bits without which nothing of it can be done, and bits that it passes on to players if the bot has them. */
	readonly needs: bigint;
	readonly wants: bigint;
};

/** True if `held` has every bit of `needs`. */
export function hasAll(held: bigint, needs: bigint): boolean {
	return (held & needs) === needs;
}

/** The permissions in `bits`, each with its name, in the order of Discord's settings. Unknown bits are left out. */
export function permissionsIn(bits: bigint): readonly { readonly bit: bigint; readonly name: string }[] {
	return names.filter(([bit]) => (bits & bit) !== 0n).map(([bit, name]) => ({ bit, name }));
}

/** Their names alone. */
export function permissionNames(bits: bigint): readonly string[] {
	return permissionsIn(bits).map(({ name }) => name);
}
