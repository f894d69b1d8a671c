// A page of a channel's messages, the newest first.
import { z } from "zod";
import { formBody } from "./refusals.ts";
import type { Message } from "./world.ts";

const ANCHORS = ["before", "after", "around"] as const;
const whole = z.coerce.number().int().min(1).max(100);
const snowflake = z.string().regex(/^\d{1,20}$/);

/** Of `messages`, the oldest first. Throws a Refusal for a page that there cannot be. */
export function page(messages: readonly Message[], query: URLSearchParams): Message[] {
	const limit = whole.safeParse(query.get("limit") ?? "50").data;
	if (limit === undefined) throw unfit("limit", "NUMBER_TYPE_RANGE", "Must be between 1 and 100.");
	const given = ANCHORS.filter((name) => query.has(name));
	if (given.length > 1)
		throw unfit(given[1] ?? "", "BASE_TYPE_INVALID", "before, after and around exclude one another");
	const [name] = given;
	if (name === undefined) return messages.slice(-limit).reverse();
	const id = snowflake.safeParse(query.get(name)).data;
	if (id === undefined) throw unfit(name, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
	const older = messages.filter((each) => BigInt(each.id) < BigInt(id));
	const newer = messages.filter((each) => BigInt(each.id) > BigInt(id));
	if (name === "before") return older.slice(-limit).reverse();
	if (name === "after") return newer.slice(0, limit).reverse();
	const itself = messages.filter((each) => each.id === id);
	const half = Math.floor(limit / 2);
	return [...(half > 0 ? older.slice(-half) : []), ...itself, ...newer.slice(0, half)].slice(0, limit).reverse();
}

function unfit(field: string, code: string, message: string) {
	return formBody([[[field], { code, message }]]);
}
