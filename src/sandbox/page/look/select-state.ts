// What happens in a menu: it opens and closes, the arrow keys go through its entries, entries are chosen.

import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Choice, matching } from "./choices.ts";
import { keyAction } from "./select-keys.ts";

export type SelectRules = {
	choices: readonly Choice[];
	/** The values that are chosen at first. */
	chosen: readonly string[];
	/** How many may be chosen. */
	least: number;
	most: number;
	/** Long lists are searched by typing; in others a letter goes to the next entry that begins with it. */
	isSearched: boolean;
	isDisabled?: boolean;
	/** Another one when the choice is to be what `chosen` says again. */
	revision?: string;
	/** At once if one can be chosen; if several can, once the menu is closed. */
	onChoose: (values: string[]) => void;
};

export function useSelect({ choices, chosen, least, most, isSearched, isDisabled, revision, onChoose }: SelectRules) {
	const [isOpen, setOpen] = useState(false);
	const [picked, setPicked] = useState(chosen);
	const [words, setWords] = useState("");
	const [active, setActive] = useState(0);
	const before = useRef(chosen);
	const listed = isSearched ? matching(choices, words) : choices;
	const isMany = most > 1;

	const given = JSON.stringify([chosen, revision]);
	useEffect(() => setPicked(chosen), [given]);

	const open = () => {
		if (isOpen || isDisabled) return;
		before.current = picked;
		const first = choices.findIndex(({ value }) => picked.includes(value));
		setActive(Math.max(0, first));
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
		close();
		if (isPicked) return;
		setPicked([choice.value]);
		onChoose([choice.value]);
	};
	const clear = () => {
		setPicked([]);
		onChoose([]);
	};
	const search = (text: string) => {
		open();
		setWords(text);
		setActive(0);
	};
	const goTo = (letter: string) => {
		open();
		const begins = ({ label }: Choice) => label.toLowerCase().startsWith(letter.toLowerCase());
		const next = choices.findIndex((choice, index) => index > active && begins(choice));
		const found = next === -1 ? choices.findIndex(begins) : next;
		if (found !== -1) setActive(found);
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
	return { isOpen, isMany, picked, words, active, listed, open, close, pick, clear, search, onKeyDown };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
	return some.length === others.length && some.every((one) => others.includes(one));
}

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
	return key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
}
