// A form in front of everything else, until it is sent or closed.

import type { TargetedSubmitEvent } from "preact";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { FieldView } from "./field-view.tsx";
import { type Field, fault, formParts, initialValues } from "./form-fields.ts";
import type { FormJson, FormValues } from "./form-json.ts";
import { Icon } from "./icon.tsx";
import { Markdown } from "./markdown.tsx";
import type { Names } from "./names.ts";

export type FormProps = {
	form: FormJson;
	names: Names;
	/** Only what the fields allow is submitted. */
	onSubmit: (values: FormValues) => void;
	onClose: () => void;
	/** What went wrong after it was submitted. */
	failure?: string | undefined;
};

export function FormView({ form, names, onSubmit, onClose, failure }: FormProps) {
	const parts = useMemo(() => formParts(form.components), [form]);
	const fields = parts.filter((part): part is Field => part.is === "field");
	const [values, setValues] = useState(() => initialValues(fields));
	const [isTried, setTried] = useState(false);
	const dialog = useRef<HTMLDialogElement>(null);
	const titleId = useId();

	useLayoutEffect(() => {
		const shown = dialog.current;
		shown?.showModal();
		shown?.querySelector<HTMLElement>(controls)?.focus();
		// Closing it gives the focus back to whatever had it before.
		return () => shown?.close();
	}, []);

	const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
		event.preventDefault();
		setTried(true);
		const wrong = fields.findIndex((field) => fault(field, values[field.control.custom_id]) !== undefined);
		if (wrong === -1) return onSubmit(values);
		event.currentTarget.querySelectorAll(".look-field-box")[wrong]?.querySelector<HTMLElement>(controls)?.focus();
	};
	return (
		<dialog
			class="look-form"
			aria-labelledby={titleId}
			ref={dialog}
			onCancel={(event) => {
				event.preventDefault();
				onClose();
			}}
		>
			<form noValidate onSubmit={submit}>
				<header>
					<h2 id={titleId}>{form.title}</h2>
					<button type="button" class="look-close" aria-label="Close" onClick={onClose}>
						<Icon name="close" />
					</button>
				</header>
				<div class="look-form-body">
					{failure !== undefined && (
						<p class="look-error" role="alert">
							{failure}
						</p>
					)}
					{parts.map((part, index) =>
						part.is === "words" ? (
							<Markdown key={index} text={part.text} names={names} />
						) : (
							<FieldView
								key={part.control.custom_id}
								field={part}
								names={names}
								value={values[part.control.custom_id] ?? null}
								error={isTried ? fault(part, values[part.control.custom_id]) : undefined}
								onChange={(value) => setValues((old) => ({ ...old, [part.control.custom_id]: value }))}
							/>
						),
					)}
				</div>
				<footer>
					<button type="button" class="look-button look-button-secondary" onClick={onClose}>
						Cancel
					</button>
					<button type="submit" class="look-button look-button-primary">
						Submit
					</button>
				</footer>
			</form>
		</dialog>
	);
}

/** What the focus goes to: not the cross in the corner, which comes first. */
const controls = ":is(input, textarea, button):not(.look-close)";
