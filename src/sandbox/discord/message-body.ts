// What a message may carry: text, embeds and components, with the lengths that Discord documents.
import { z } from "zod";
import { snowflake } from "./bodies.ts";
import { component, url } from "./component-body.ts";
import { type Fault, idFaults, layoutFaults } from "./layout-rules.ts";
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
	components: z.array(component).nullish(),
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

const message = z.strictObject(fields);
export type MessageBody = z.infer<typeof message>;

/** A new message, or a change of one that has no layout yet: its flags say whether it has one. */
export const messageBody = message.superRefine((body, context) => check(body, isLayout(body.flags), context));

/** A change of a message that has a layout: it keeps it. */
export const layoutEditBody = message.superRefine((body, context) => {
	const code = "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG";
	if (body.flags != null && !isLayout(body.flags))
		fail(context, "flags", { code, message: "The IS_COMPONENTS_V2 flag cannot be removed" });
	check(body, true, context);
});

export const IS_LAYOUT = 1 << 15;

export function isLayout(flags: number | null | undefined): boolean {
	return ((flags ?? 0) & IS_LAYOUT) !== 0;
}

/** The body of an edit of that message. */
export function editBodyOf(flags: number | undefined): typeof messageBody {
	return isLayout(flags) ? layoutEditBody : messageBody;
}

function check(body: MessageBody, hasLayout: boolean, context: z.RefinementCtx): void {
	const components = body.components ?? [];
	for (const fault of [...idFaults(components), ...(hasLayout ? layoutFaults(components) : rowFaults(components))])
		fail(context, "components", fault);
	const letters = (body.embeds ?? []).map(embedText).join("").length;
	if (letters > 6000) {
		const message = "Embed size exceeds maximum size of 6000";
		fail(context, "embeds", { code: "MAX_EMBED_SIZE_EXCEEDED", message });
	}
	if (hasLayout) for (const field of legacyFields(body)) fail(context, field, legacy);
	const { parse, users, roles } = body.allowed_mentions ?? {};
	if ((parse?.includes("users") && users?.length) || (parse?.includes("roles") && roles?.length)) {
		const code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE";
		fail(context, "allowed_mentions", { code, message: "parse and a list of ids exclude one another" });
	}
}

export const legacy = {
	code: "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
	message: "The field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
};

/** Empty ones are how a message is turned into a layout. */
function legacyFields({ content, embeds, poll, sticker_ids }: MessageBody): string[] {
	const all = { content: content || null, embeds: embeds?.[0], poll, sticker_ids: sticker_ids?.[0] };
	return Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [name]));
}

function* rowFaults(components: readonly { type: number }[]): Generator<Fault> {
	if (components.length > 5) yield { code: "BASE_TYPE_BAD_LENGTH", message: "Must be 5 or fewer in length." };
	if (components.some(({ type }) => type !== 1))
		yield { code: "UNION_TYPE_CHOICES", message: "Only action rows, without the flag for layouts" };
}

function embedText(each: z.infer<typeof embed>): string {
	const named = (each.fields ?? []).map(({ name, value }) => name + value);
	return [each.title, each.description, each.footer?.text, each.author?.name, ...named].join("");
}

function fail(context: z.RefinementCtx, field: string, { code, message }: Fault): void {
	context.addIssue({ code: "custom", path: [field], message, params: { code } });
}
