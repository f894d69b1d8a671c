// What Discord's client lets somebody choose from a menu or from the choices in a form.
import { PermissionFlagsBits as P } from "discord-api-types/v10";
import type { Field } from "./form-body.ts";
import { NotAllowed } from "./option-values.ts";
import { channelPermissions, has } from "./permissions.ts";
import type { Kind } from "./resolved.ts";
import { isDistinct, type Select } from "./select-body.ts";
import type { Guild } from "./world.ts";

export type Chooser = { guild: Guild; userId: string };
type Choosable = Exclude<Field, { type: 4 | 23 }>;

/** Throws NotAllowed unless the person is offered all of the values, and may choose so many. */
export function checkChoice(by: Chooser, from: Choosable, values: readonly string[], [least, most]: [number, number]) {
	const name = from.custom_id;
	if (!isDistinct(values)) throw new NotAllowed(`${name} has a value that is chosen twice`);
	if (values.length < least) throw new NotAllowed(`${name} wants ${least} or more`);
	if (values.length > most) throw new NotAllowed(`${name} takes ${most} or fewer`);
	const strange = values.find((value) => !isOffered(by, from, value));
	if (strange !== undefined) throw new NotAllowed(`${name} has no ${strange}`);
}

/** What is chosen as long as nobody changes it. */
export function chosenAlready(from: Choosable): string[] {
	if (from.options) return from.options.filter((each) => each.default).map(({ value }) => value);
	return from.default_values?.map(({ id }) => id) ?? [];
}

/** What the values of a menu stand for. */
export function kindsOf({ type }: { type: number }): readonly Kind[] {
	const kinds: Record<number, readonly Kind[]> = { 5: ["user"], 6: ["role"], 7: ["user", "role"], 8: ["channel"] };
	return kinds[type] ?? [];
}

function isOffered({ guild, userId }: Chooser, from: Choosable, value: string): boolean {
	if (from.options) return from.options.some((option) => option.value === value);
	// Who has left meanwhile is still chosen until somebody takes them out.
	if (chosenAlready(from).includes(value)) return true;
	const kinds = kindsOf(from);
	if (kinds.includes("user") && guild.members.has(value)) return true;
	if (kinds.includes("role") && guild.roles.has(value)) return true;
	return kinds.includes("channel") && isChannelOffered({ guild, userId }, from, value);
}

function isChannelOffered({ guild, userId }: Chooser, { channel_types: types }: Select, id: string): boolean {
	const channel = guild.channels.get(id);
	if (!channel || (types?.length && !types.includes(channel.type))) return false;
	return has(channelPermissions(guild, channel, userId), P.ViewChannel);
}
