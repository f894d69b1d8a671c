// What a message may carry: text, embeds and components, with the lengths that Discord documents.
import { z } from "zod";
import { snowflake } from "./bodies.ts";
import { customIds, layout, row, url } from "./component-body.ts";
import { attachment } from "./uploads.ts";

const image = z.strictObject({ url });

const embed = z.strictObject({
	type: z.literal("rich").optional(),
	title: z.string().max(256).nullish(),
	description: z.string().max(4096).nullish(),
	url: url.nullish(),
	timestamp: z.iso.datetime({ offset: true }).nullish(),
	color: z.number().int().min(0).max(0xffffff).nullish(),
	footer: z.strictObject({ text: z.string().max(2048), icon_url: url.nullish() }).nullish(),
	image: image.nullish(),
	thumbnail: image.nullish(),
	author: z.strictObject({ name: z.string().max(256), url: url.nullish(), icon_url: url.nullish() }).nullish(),
	fields: z
		.array(
			z.strictObject({
				name: z.string().min(1).max(256),
				value: z.string().min(1).max(1024),
				inline: z.boolean().nullish(),
			}),
		)
		.max(25)
		.nullish(),
});

const allowedMentions = z.strictObject({
	parse: z.array(z.enum(["everyone", "users", "roles"])).nullish(),
	users: z.array(snowflake).max(100).nullish(),
	roles: z.array(snowflake).max(100).nullish(),
	replied_user: z.boolean().nullish(),
});
export type AllowedMentions = z.infer<typeof allowedMentions>;

const fields = {
	content: z.string().max(2000).nullish(),
	embeds: z.array(embed).max(10).nullish(),
	components: z
		.array(z.union([row, layout]))
		.max(40)
		.nullish(),
	allowed_mentions: allowedMentions.nullish(),
	flags: z.number().int().nonnegative().nullish(),
	attachments: z.array(attachment).max(10).nullish(),
	tts: z.boolean().nullish(),
	nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
	enforce_nonce: z.boolean().nullish(),
	message_reference: z.looseObject({}).nullish(),
	sticker_ids: z.array(snowflake).max(3).nullish(),
	poll: z.looseObject({}).nullish(),
};

export const messageBody = z.strictObject(fields).superRefine((body, context) => {
	const letters = (body.embeds ?? []).map(embedText).join("").length;
	if (letters > 6000) fail(context, ["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
	const rows = (body.components ?? []).filter((part) => part.type === 1);
	if (rows.length > 5 && !isLayout(body.flags))
		fail(context, ["components"], "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length.");
	if (isLayout(body.flags) && (body.content || body.embeds?.length)) {
		fail(
			context,
			["content"],
			"MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
			"content and embeds cannot be used",
		);
	}
	if (!isLayout(body.flags) && rows.length < (body.components ?? []).length) {
		fail(context, ["components"], "UNION_TYPE_CHOICES", "Only action rows, without the flag for layouts");
	}
	const ids = customIds(body.components ?? []);
	if (new Set(ids).size < ids.length) {
		fail(context, ["components"], "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
	}
});
export type MessageBody = z.infer<typeof messageBody>;

export const IS_LAYOUT = 1 << 15;

function isLayout(flags: number | null | undefined): boolean {
	return ((flags ?? 0) & IS_LAYOUT) !== 0;
}

function embedText(each: z.infer<typeof embed>): string {
	const named = (each.fields ?? []).map(({ name, value }) => name + value);
	return [each.title, each.description, each.footer?.text, each.author?.name, ...named].join("");
}

function fail(context: z.RefinementCtx, path: string[], code: string, message: string): void {
	context.addIssue({ code: "custom", path, message, params: { code } });
}
