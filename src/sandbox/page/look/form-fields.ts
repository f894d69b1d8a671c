// A form's components as the fields that it asks for, whichever of Discord's ways they were written in.

import {
	type APIComponentInLabel,
	type APIModalInteractionResponseCallbackComponent,
	type APITextInputComponent,
	ComponentType,
} from "discord-api-types/v10";
import { chosenIn } from "./choices.ts";
import type { FormValue, FormValues } from "./form-json.ts";

export type Control = Exclude<APIComponentInLabel, { type: ComponentType.FileUpload }>;

export type Field = {
	readonly is: "field";
	readonly label: string;
	readonly description: string | undefined;
	readonly isRequired: boolean;
	readonly control: Control;
};

/** Text between fields; `isMissing` for a component that the sandbox does not draw. */
type Words = { readonly is: "words"; readonly text: string; readonly isMissing?: boolean };

export function formParts(components: readonly APIModalInteractionResponseCallbackComponent[]): (Field | Words)[] {
	return components.flatMap((part): (Field | Words)[] => {
		switch (part.type) {
			case ComponentType.ActionRow:
				return part.components.map((input) => field(input.label ?? "", undefined, input));
			case ComponentType.TextDisplay:
				return [{ is: "words", text: part.content }];
			case ComponentType.Label:
				if (part.component.type === ComponentType.FileUpload)
					return [{ is: "words", text: `${part.label}: files cannot be sent from here.`, isMissing: true }];
				return [field(part.label, part.description, part.component)];
			default:
				throw new Error(`no such part of a form: ${part satisfies never}`);
		}
	});
}

/** A field is required unless it says that it is not; a single box always has an answer. */
function field(label: string, description: string | undefined, control: Control): Field {
	const isRequired = control.type !== ComponentType.Checkbox && control.required !== false;
	return { is: "field", label, description, isRequired, control };
}

/** What is in the fields when the form opens. */
export function initialValues(fields: readonly Field[]): FormValues {
	return Object.fromEntries(fields.map(({ control }) => [control.custom_id, initialValue(control)]));
}

function initialValue(control: Control): FormValue {
	switch (control.type) {
		case ComponentType.TextInput:
			return control.value ?? "";
		case ComponentType.Checkbox:
			return control.default ?? false;
		case ComponentType.RadioGroup:
			return control.options.find((option) => option.default === true)?.value ?? null;
		case ComponentType.CheckboxGroup:
			return control.options.filter((option) => option.default === true).map(({ value }) => value);
		default:
			return [...chosenIn(control)];
	}
}

/** What is wrong with a value, for the person who fills the form in; undefined if nothing is. */
export function fault({ isRequired, control }: Field, value: FormValue | undefined): string | undefined {
	const isEmpty = value == null || value === "" || (Array.isArray(value) && value.length === 0);
	if (isEmpty) return isRequired ? "This field is required" : undefined;
	if (control.type === ComponentType.TextInput) return textFault(control, String(value));
	if (!Array.isArray(value) || !("min_values" in control)) return undefined;
	const least = control.min_values ?? 1;
	return value.length < least ? `Choose at least ${least}` : undefined;
}

function textFault({ min_length: least, max_length: most }: APITextInputComponent, text: string): string | undefined {
	if (least !== undefined && text.length < least) return `Write at least ${least} characters`;
	return most !== undefined && text.length > most ? `Write at most ${most} characters` : undefined;
}
