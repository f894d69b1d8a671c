// A menu: a box that shows what is chosen, and under it, once it is opened, a list to choose from. Made after the ARIA
// pattern of a combobox: the focus stays in the box, and the arrow keys go through the list.

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type Choice, matching } from "./choices.ts";
import { Icon } from "./icon.tsx";
import { keyAction } from "./select-keys.ts";
import { Chosen, OptionList } from "./select-list.tsx";

export type SelectProps = {
	/** The id of the box, for a label outside. */
	id?: string;
	/** What the menu is called, where no label does. */
	name?: string;
	/** The id of what else is said about it. */
	describedBy?: string | undefined;
	placeholder: string;
	choices: readonly Choice[];
	chosen: readonly string[];
	least: number;
	most: number;
	/** Long lists are searched by typing; in others a letter goes to the next entry that begins with it. */
	isSearched: boolean;
	isDisabled?: boolean;
	isInvalid?: boolean;
	/** Another one when the choice is to be what `chosen` says again. */
	revision?: string;
	/** For a menu of which several can be chosen, once it is closed. */
	onChoose: (values: string[]) => void;
};

export function Select(props: SelectProps) {
	const { choices, least, most, isSearched, onChoose } = props;
	const [isOpen, setOpen] = useState(false);
	const [picked, setPicked] = useState(props.chosen);
	const [words, setWords] = useState("");
	const [active, setActive] = useState(0);
	const listId = useId();
	const before = useRef(props.chosen);
	const isMany = most > 1;
	const listed = isSearched ? matching(choices, words) : choices;

	const chosenKey = JSON.stringify([props.chosen, props.revision]);
	useEffect(() => setPicked(props.chosen), [chosenKey]);

	const open = () => {
		if (isOpen || props.isDisabled) return;
		before.current = picked;
		const first = choices.findIndex(({ value }) => picked.includes(value));
		setActive(Math.max(0, first));
		setWords("");
		setOpen(true);
	};
	const close = () => {
		if (!isOpen) return;
		setOpen(false);
		setWords("");
		if (!isMany) return;
		if (picked.length < least) setPicked(before.current);
		else if (!isSame(picked, before.current)) onChoose([...picked]);
	};
	const pick = (choice: Choice | undefined) => {
		if (choice === undefined) return;
		const isPicked = picked.includes(choice.value);
		if (isMany) {
			const others = picked.filter((value) => value !== choice.value);
			if (isPicked || picked.length < most) setPicked(isPicked ? others : [...picked, choice.value]);
			return;
		}
		setOpen(false);
		setWords("");
		if (isPicked) return;
		setPicked([choice.value]);
		onChoose([choice.value]);
	};
	const clear = () => {
		setPicked([]);
		before.current = [];
		onChoose([]);
	};
	const search = (text: string) => {
		open();
		setWords(text);
		setActive(0);
	};
	const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>) => {
		const act = keyAction(event.key, { isOpen, isSearched, active, count: listed.length });
		if (act === undefined) {
			if (!isSearched && isLetter(event)) goTo(event.key);
			return;
		}
		if (act.is === "leave") return close();
		event.preventDefault();
		event.stopPropagation();
		if (act.is === "go") setActive(act.to);
		else if (act.is === "pick") pick(listed[active]);
		else if (act.is === "open") open();
		else close();
	};
	const goTo = (letter: string) => {
		open();
		const begins = ({ label }: Choice) => label.toLowerCase().startsWith(letter.toLowerCase());
		const next = choices.findIndex((choice, index) => index > active && begins(choice));
		const found = next === -1 ? choices.findIndex(begins) : next;
		if (found !== -1) setActive(found);
	};

	const common = {
		id: props.id,
		role: "combobox" as const,
		class: "look-select-control",
		"aria-expanded": isOpen,
		"aria-haspopup": "listbox" as const,
		"aria-controls": isOpen ? listId : undefined,
		"aria-activedescendant": isOpen && listed.length > 0 ? `${listId}-${active}` : undefined,
		"aria-label": props.name,
		"aria-describedby": [props.describedBy, isSearched && `${listId}-chosen`].filter(Boolean).join(" ") || undefined,
		"aria-invalid": props.isInvalid ? true : undefined,
		disabled: props.isDisabled,
		onKeyDown,
		onBlur: close,
	};
	const shown = picked.flatMap((value) => choices.find((choice) => choice.value === value) ?? []);
	const canClear = least === 0 && picked.length > 0 && !isOpen && !props.isDisabled;
	return (
		<div class={`look-select${isOpen ? " look-open" : ""}`}>
			<div class="look-select-box">
				{isSearched ? (
					<>
						{!(isOpen && !isMany) && <Chosen id={`${listId}-chosen`} choices={shown} isMany={isMany} />}
						<input
							{...common}
							type="text"
							autoComplete="off"
							spellcheck={false}
							aria-autocomplete="list"
							placeholder={shown.length === 0 || isOpen ? props.placeholder : ""}
							value={words}
							onClick={open}
							onInput={({ currentTarget }) => search(currentTarget.value)}
						/>
					</>
				) : (
					<button {...common} type="button" onClick={() => (isOpen ? close() : open())}>
						{shown.length === 0 ? (
							<span class="look-placeholder">{props.placeholder}</span>
						) : (
							<Chosen choices={shown} isMany={isMany} />
						)}
					</button>
				)}
				{canClear && (
					<button type="button" class="look-select-clear" aria-label="Clear the selection" onClick={clear}>
						<Icon name="close" />
					</button>
				)}
				<Icon name="chevron" />
			</div>
			{isOpen && (
				<OptionList
					id={listId}
					name={props.name ?? props.placeholder}
					choices={listed}
					picked={picked}
					active={active}
					isMany={isMany}
					isFull={isMany && picked.length >= most}
					onPick={pick}
				/>
			)}
		</div>
	);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
	return some.length === others.length && some.every((one) => others.includes(one));
}

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
	return key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
}
