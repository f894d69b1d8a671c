// A field of a form: its label, what is said about it, its control, and what is wrong with what is in it.

import { ComponentType, TextInputStyle } from "discord-api-types/v10";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { choicesOf } from "./choices.ts";
import type { Field } from "./form-fields.ts";
import type { FormValue } from "./form-json.ts";
import type { Names } from "./names.ts";
import { Options } from "./options.tsx";
import { Select } from "./select.tsx";

type Props = {
	field: Field;
	names: Names;
	value: FormValue;
	error: string | undefined;
	onChange: (value: FormValue) => void;
};

export function FieldView(props: Props) {
	const { field, error } = props;
	const { control, label, description, isRequired } = field;
	const id = useId();
	const isGroup = control.type === ComponentType.RadioGroup || control.type === ComponentType.CheckboxGroup;
	const words = (
		<>
			{label}
			{isRequired && (
				<span class="look-required" title="Required">
					<span aria-hidden="true">*</span>
				</span>
			)}
		</>
	);
	const notes = [description !== undefined && `${id}-about`, error !== undefined && `${id}-error`];
	const describedBy = notes.filter((note) => note !== false).join(" ") || undefined;
	const about = (
		<>
			{description !== undefined && (
				<p class="look-about" id={`${id}-about`}>
					{description}
				</p>
			)}
			<ControlView {...props} id={id} describedBy={describedBy} />
			{error !== undefined && (
				<p class="look-error" id={`${id}-error`} role="alert">
					{error}
				</p>
			)}
		</>
	);
	return isGroup ? (
		<fieldset class="look-field-box" aria-describedby={describedBy}>
			<legend class="look-label">{words}</legend>
			{about}
		</fieldset>
	) : (
		<Labelled id={id} words={words}>
			{about}
		</Labelled>
	);
}

function Labelled({ id, words, children }: { id: string; words: ComponentChildren; children: ComponentChildren }) {
	return (
		<div class="look-field-box">
			<label class="look-label" for={id}>
				{words}
			</label>
			{children}
		</div>
	);
}

type ControlProps = Props & { id: string; describedBy: string | undefined };

function ControlView({ field, names, value, error, onChange, id, describedBy }: ControlProps) {
	const { control, isRequired } = field;
	const isInvalid = error !== undefined;
	const common = { id, "aria-describedby": describedBy, "aria-invalid": isInvalid, "aria-required": isRequired };
	const values = Array.isArray(value) ? value : [];
	switch (control.type) {
		case ComponentType.TextInput: {
			const text = { ...common, value: String(value ?? ""), maxLength: control.max_length, class: "look-input" };
			return control.style === TextInputStyle.Short ? (
				<input
					{...text}
					type="text"
					autoComplete="off"
					placeholder={control.placeholder ?? ""}
					onInput={({ currentTarget }) => onChange(currentTarget.value)}
				/>
			) : (
				<span class="look-paragraph">
					<textarea
						{...text}
						rows={4}
						placeholder={control.placeholder ?? ""}
						onInput={({ currentTarget }) => onChange(currentTarget.value)}
					/>
					{control.max_length !== undefined && (
						<span class="look-count" aria-hidden="true">
							{control.max_length - String(value ?? "").length}
						</span>
					)}
				</span>
			);
		}
		case ComponentType.Checkbox:
			return (
				<input
					{...{ id, "aria-describedby": describedBy }}
					type="checkbox"
					class="look-checkbox"
					checked={value === true}
					onChange={({ currentTarget }) => onChange(currentTarget.checked)}
				/>
			);
		case ComponentType.RadioGroup:
			return (
				<Options
					name={id}
					options={control.options}
					chosen={typeof value === "string" ? [value] : []}
					most={1}
					isOne
					onChange={([chosen]) => onChange(chosen ?? null)}
				/>
			);
		case ComponentType.CheckboxGroup:
			return (
				<Options
					name={id}
					options={control.options}
					chosen={values}
					most={control.max_values ?? control.options.length}
					onChange={onChange}
				/>
			);
		default:
			return (
				<Select
					id={id}
					describedBy={describedBy}
					placeholder={control.placeholder ?? "Make a selection"}
					choices={choicesOf(control, names)}
					chosen={values}
					least={isRequired ? (control.min_values ?? 1) : 0}
					most={control.max_values ?? 1}
					isSearched={control.type !== ComponentType.StringSelect}
					isInvalid={isInvalid}
					onChoose={onChange}
				/>
			);
	}
}
