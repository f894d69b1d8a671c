// What a request about channels and members may carry. Discord's own description (its OpenAPI file) has these fields;
// the maximum of user_limit is only in its prose.
import { ChannelType, OverwriteType } from "discord-api-types/v10";
import { z } from "zod";
import type { Overwrite } from "./world.ts";

export const snowflake = z.string().regex(/^[1-9]\d{4,19}$/, "Value is not snowflake.");
const bits = z
	.union([z.string().regex(/^\d+$/), z.number().int().nonnegative()])
	.nullish()
	.transform((value) => BigInt(value ?? 0));

const overwriteType = z.union([z.literal(OverwriteType.Role), z.literal(OverwriteType.Member)]);
const overwrite = z.strictObject({ id: snowflake, type: overwriteType, allow: bits, deny: bits });

const channelFields = {
	position: z.number().int().nonnegative().nullish(),
	topic: z.string().max(1024).nullish(),
	bitrate: z.number().int().min(8000).max(96_000).nullish(),
	user_limit: z.number().int().min(0).max(99).nullish(),
	nsfw: z.boolean().nullish(),
	rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
	parent_id: snowflake.nullish(),
	permission_overwrites: z.array(overwrite).max(100).nullish(),
	rtc_region: z.string().nullish(),
	video_quality_mode: z.union([z.literal(1), z.literal(2)]).nullish(),
};
/**
 * 1 to 100 characters. Of what kind Discord does not say: counted in UTF-16's units, as here, they are the fewest. Half
 * of a pair is no text.
 */
const channelName = z.string().refine((name) => name.trim() !== "" && name.length <= 100 && name.isWellFormed(), {
	error: "Must be between 1 and 100 in length.",
	params: { code: "BASE_TYPE_BAD_LENGTH" },
});
const channelType = z.union([
	z.literal(ChannelType.GuildText),
	z.literal(ChannelType.GuildVoice),
	z.literal(ChannelType.GuildCategory),
	z.literal(ChannelType.GuildStageVoice),
]);

export const channelCreateBody = z.strictObject({
	name: channelName,
	type: channelType.nullish().transform((type) => type ?? ChannelType.GuildText),
	...channelFields,
});
export type ChannelCreate = z.infer<typeof channelCreateBody>;

export const channelEditBody = z.strictObject({
	flags: z.number().int().nullish(),
	name: channelName.optional(),
	type: channelType.optional(),
	...channelFields,
});
export type ChannelEdit = z.infer<typeof channelEditBody>;

export const overwriteBody = z.strictObject({ type: overwriteType, allow: bits, deny: bits });
export const voiceStatusBody = z.strictObject({ status: z.string().max(500).nullish() });

export const memberBody = z.strictObject({
	nick: z.string().max(32).nullish(),
	roles: z.array(snowflake).max(350).nullish(),
	mute: z.boolean().nullish(),
	deaf: z.boolean().nullish(),
	channel_id: snowflake.nullish(),
	communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
	flags: z.number().int().nullish(),
});
export type MemberEdit = z.infer<typeof memberBody>;

export function overwriteMap(list: Overwrite[]): Map<string, Overwrite> {
	return new Map(list.map((each) => [each.id, each]));
}
