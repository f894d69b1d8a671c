// What Discord's own description of its API (the fixture, cut from discord-api-spec) says about a body.
import { z } from "zod";

type Schema = { [keyword: string]: unknown };
const schema: z.ZodType<Schema> = z.record(z.string(), z.unknown());
const fixture = z.object({ requests: z.record(z.string(), schema), schemas: z.record(z.string(), schema) });
const spec = fixture.parse(await Bun.file(new URL("../fixtures/discord-openapi.json", import.meta.url)).json());

const list = z.array(z.unknown()).catch([]);
const schemas = z.array(schema).catch([]);
const limits = z.object({
	minimum: z.number().catch(Number.NEGATIVE_INFINITY),
	maximum: z.number().catch(Number.POSITIVE_INFINITY),
	minLength: z.number().catch(0),
	maxLength: z.number().catch(Number.POSITIVE_INFINITY),
	minItems: z.number().catch(0),
	maxItems: z.number().catch(Number.POSITIVE_INFINITY),
});

/** As much of JSON Schema as the description uses. */
function fits(value: unknown, node: Schema): boolean {
	const reference = typeof node.$ref === "string" ? spec.schemas[node.$ref.split("/").at(-1) ?? ""] : undefined;
	if (reference && !fits(value, reference)) return false;
	const types = [node.type ?? []].flat();
	if (types.length > 0 && !types.includes(kind(value))) return false;
	if (node.const !== undefined && node.const !== value) return false;
	if (Array.isArray(node.enum) && value !== null && !node.enum.includes(value)) return false;
	const either = [...schemas.parse(node.oneOf), ...schemas.parse(node.anyOf)];
	if (either.length > 0 && !either.some((each) => fits(value, each))) return false;
	return schemas.parse(node.allOf).every((each) => fits(value, each)) && fitsInside(value, node);
}

function fitsInside(value: unknown, node: Schema): boolean {
	const { minimum, maximum, minLength, maxLength, minItems, maxItems } = limits.parse(node);
	if (typeof value === "number") return value >= minimum && value <= maximum;
	if (typeof value === "string") {
		const shaped = typeof node.pattern !== "string" || new RegExp(node.pattern).test(value);
		return shaped && value.length >= minLength && value.length <= maxLength;
	}
	if (Array.isArray(value)) {
		const items = schema.catch({}).parse(node.items);
		return value.length >= minItems && value.length <= maxItems && value.every((each) => fits(each, items));
	}
	if (typeof value !== "object" || value === null) return true;
	const fields = new Map<string, unknown>(Object.entries(value));
	const described = z.record(z.string(), schema).catch({}).parse(node.properties);
	const complete = list.parse(node.required).every((name) => fields.has(String(name)));
	return (
		complete && Object.entries(described).every(([name, each]) => !fields.has(name) || fits(fields.get(name), each))
	);
}

function kind(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	return Number.isInteger(value) ? "integer" : typeof value;
}

/** Whether the description of the request lets the body pass. */
export function isDescribed(request: string, body: unknown): boolean {
	return fits(body, spec.requests[request] ?? {});
}
