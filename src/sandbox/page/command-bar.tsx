// Where a command is typed: the slash lists them all, and each option is a field of its own.

import { useEffect, useMemo, useState } from "preact/hooks";
import { type OptionSeen, type Usable, usables } from "./options.ts";
import type { State } from "./state-json.ts";
import { suggest } from "./wire.ts";

type Values = Readonly<Record<string, string | number | boolean>>;

type Props = { state: State; onUse: (command: string, options: Values) => void };

export function CommandBar({ state, onUse }: Props) {
	const [typed, setTyped] = useState("");
	const [values, setValues] = useState<Values>({});
	const all = useMemo(() => usables(state.commands), [state.commands]);
	const chosen = all.find(({ name }) => `/${name}` === typed.trim());
	const send = (event: Event) => {
		event.preventDefault();
		if (chosen === undefined) return;
		onUse(chosen.name, values);
		setTyped("");
		setValues({});
	};
	return (
		<form class="command-bar" onSubmit={send}>
			<label>
				<span class="unseen">Command</span>
				<input
					list="commands"
					value={typed}
					placeholder="Type / for a command, such as /register"
					autoComplete="off"
					onInput={({ currentTarget }) => {
						setTyped(currentTarget.value);
						setValues({});
					}}
				/>
			</label>
			<datalist id="commands">
				{all.map(({ name, description }) => (
					<option key={name} value={`/${name}`}>
						{description}
					</option>
				))}
			</datalist>
			{chosen?.options.map((option) => (
				<OptionField
					key={option.name}
					{...{ option, state, command: chosen, values }}
					onChange={(value) => setValues(withValue(values, option.name, value))}
				/>
			))}
			<button type="submit" class="send" disabled={chosen === undefined}>
				Send
			</button>
			{chosen !== undefined && <p class="quiet">{chosen.description}</p>}
		</form>
	);
}

function withValue(values: Values, name: string, value: string | number | boolean | undefined): Values {
	const { [name]: _, ...rest } = values;
	return value === undefined || value === "" ? rest : { ...rest, [name]: value };
}

type FieldProps = {
	option: OptionSeen;
	command: Usable;
	state: State;
	values: Values;
	onChange: (value: string | number | boolean | undefined) => void;
};

function OptionField({ option, command, state, values, onChange }: FieldProps) {
	const { name, description, kind, isRequired, choices } = option;
	const entries = entriesOf(option, state);
	const fieldId = `option-${name}`;
	return (
		<div class="option">
			<label htmlFor={fieldId}>
				{name}
				{isRequired && " *"}
			</label>
			{kind === "yes" ? (
				<input
					id={fieldId}
					type="checkbox"
					onChange={({ currentTarget }) => onChange(currentTarget.checked || undefined)}
				/>
			) : entries.length > 0 || choices.length > 0 ? (
				<select
					id={fieldId}
					required={isRequired}
					title={description}
					onChange={({ currentTarget }) => onChange(currentTarget.value)}
				>
					<option value="">–</option>
					{entries.map(([id, label]) => (
						<option key={id} value={id}>
							{label}
						</option>
					))}
				</select>
			) : (
				<TypedField {...{ option, command, state, values, onChange }} />
			)}
		</div>
	);
}

function entriesOf({ kind, choices }: OptionSeen, { people, names }: State): readonly (readonly [string, string])[] {
	switch (kind) {
		case "member":
			return people.map(({ id, name }) => [id, name]);
		case "channel":
			return Object.entries(names.channels).map(([id, { name }]) => [id, name]);
		case "role":
			return Object.entries(names.roles).map(([id, { name }]) => [id, name]);
		default:
			return choices.map(({ name, value }) => [String(value), name]);
	}
}

/** What the bot suggests comes as one types. */
function TypedField({ option, command, state, values, onChange }: FieldProps) {
	const [offered, setOffered] = useState<readonly { readonly name: string; readonly value: string }[]>([]);
	const typed = values[option.name];
	useEffect(() => {
		if (!option.isSuggested) return;
		let isCurrent = true;
		const options = { ...values, [option.name]: typed ?? "" };
		void suggest({ as: state.memberId, command: command.name, option: option.name, options }).then((found) => {
			if (isCurrent) setOffered(found);
		});
		return () => {
			isCurrent = false;
		};
	}, [typed, command.name, option.name]);
	const listId = `offered-${option.name}`;
	return (
		<>
			<input
				id={`option-${option.name}`}
				list={listId}
				type={option.kind === "number" ? "number" : "text"}
				required={option.isRequired}
				title={option.description}
				autoComplete="off"
				onInput={({ currentTarget }) =>
					onChange(
						option.kind === "number" && currentTarget.value !== "" ? Number(currentTarget.value) : currentTarget.value,
					)
				}
			/>
			<datalist id={listId}>
				{offered.map(({ name, value }) => (
					<option key={value} value={value}>
						{name}
					</option>
				))}
			</datalist>
		</>
	);
}
