// A form as somebody fills it in, in the shape in which Discord sends it.
import { type Chooser, checkChoice, chosenAlready, kindsOf } from "./choosing.ts";
import { choicesOf, type Field, type Modal } from "./form-body.ts";
import { numbered } from "./layout-rules.ts";
import { NotAllowed } from "./option-values.ts";
import type { Named } from "./resolved.ts";

/** Text; the values, or ids, that are chosen; whether a box is ticked. */
export type FieldValue = string | readonly string[] | boolean;
export type FieldValues = Readonly<Record<string, FieldValue>>;
export type Filled = { components: object[]; named: Named[] };

/** By the custom ids of its fields; what is left out stays as the form had it. Throws NotAllowed. */
export function filled(by: Chooser, { components }: Modal, values: FieldValues): Filled {
	const names = components.flatMap((part) => fieldsIn(part).map(({ custom_id }) => custom_id));
	const strange = Object.keys(values).find((name) => !names.includes(name));
	if (strange !== undefined) throw new NotAllowed(`The form has no field ${strange}`);
	const named: Named[] = [];
	const fill = (field: Field) => {
		const answer = answered(by, field, values[field.custom_id]);
		for (const id of answer.values ?? []) named.push({ id, kinds: kindsOf(field) });
		return { type: field.type, custom_id: field.custom_id, ...answer };
	};
	const sent = components.map((part): object => {
		if (part.type === 18) return { type: 18, component: fill(part.component) };
		return part.type === 1 ? { type: 1, components: part.components.map(fill) } : { type: 10 };
	});
	return { components: numbered(sent).filter((part) => typeof part === "object" && part !== null), named };
}

function fieldsIn(part: Modal["components"][number]): Field[] {
	if (part.type === 18) return [part.component];
	return part.type === 1 ? part.components : [];
}

type Answer = { value?: string | boolean | null; values?: readonly string[] };

function answered(by: Chooser, field: Field, given: FieldValue | undefined): Answer {
	const name = field.custom_id;
	switch (field.type) {
		case 4: {
			const value = given ?? field.value ?? "";
			if (typeof value !== "string") throw new NotAllowed(`${name} wants a text`);
			checkLength(field, value);
			return { value };
		}
		case 23: {
			const value = given ?? field.default ?? false;
			if (typeof value !== "boolean") throw new NotAllowed(`${name} is ticked or not`);
			return { value };
		}
		default: {
			const chosen = typeof given === "string" ? [given] : (given ?? chosenAlready(field));
			if (typeof chosen === "boolean") throw new NotAllowed(`${name} wants values`);
			const limits = choicesOf(field);
			// What need not be answered may be left empty, whatever the minimum is for those who do.
			if (chosen.length > 0 || limits[0] > 0) checkChoice(by, field, chosen, limits);
			return field.type === 21 ? { value: chosen[0] ?? null } : { values: chosen };
		}
	}
}

function checkLength(field: Extract<Field, { type: 4 }>, { length }: string): void {
	const { custom_id: name, required, min_length: least, max_length: most } = field;
	if (length === 0 && required !== false) throw new NotAllowed(`${name} is required`);
	if (length > 0 && length < (least ?? 0)) throw new NotAllowed(`${name} wants ${least} letters or more`);
	if (length > (most ?? 4000)) throw new NotAllowed(`${name} takes ${most ?? 4000} letters or fewer`);
}
