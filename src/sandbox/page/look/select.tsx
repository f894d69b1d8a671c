// A menu: a box that shows what is chosen, and under it, once it is opened, a list to choose from. Made after the ARIA
// pattern of a combobox: the focus stays in the box, and the arrow keys go through the list.

import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { Chosen, OptionList } from "./select-list.tsx";
import { type SelectRules, useSelect } from "./select-state.ts";

type Props = SelectRules & {
	/** The id of the box, for a label outside. */
	id?: string;
	/** What the menu is called, where no label does. */
	name?: string;
	/** The id of what else is said about it. */
	describedBy?: string | undefined;
	placeholder: string;
	isInvalid?: boolean;
};

export function Select(props: Props) {
	const { choices, least, most, isSearched, isDisabled = false, placeholder } = props;
	const menu = useSelect(props);
	const { isOpen, isMany, picked, active, listed } = menu;
	const listId = useId();
	const chosenId = `${listId}-chosen`;
	const control = {
		id: props.id,
		role: "combobox" as const,
		class: "look-select-control",
		"aria-expanded": isOpen,
		"aria-haspopup": "listbox" as const,
		"aria-controls": isOpen ? listId : undefined,
		"aria-activedescendant": isOpen && listed.length > 0 ? `${listId}-${active}` : undefined,
		"aria-label": props.name,
		"aria-describedby": [props.describedBy, isSearched && chosenId].filter(Boolean).join(" ") || undefined,
		"aria-invalid": props.isInvalid ? true : undefined,
		disabled: isDisabled,
		onKeyDown: menu.onKeyDown,
		onBlur: menu.close,
	};
	const shown = picked.flatMap((value) => choices.find((choice) => choice.value === value) ?? []);
	// What is searched for takes the place of the one that is chosen.
	const inBox = isOpen && isSearched && !isMany ? [] : shown;
	return (
		<div class={isOpen ? "look-select look-open" : "look-select"}>
			<div class="look-select-box">
				{isSearched ? (
					<>
						<Chosen id={chosenId} choices={inBox} isMany={isMany} />
						<input
							{...control}
							type="text"
							autoComplete="off"
							spellcheck={false}
							aria-autocomplete="list"
							placeholder={inBox.length === 0 ? placeholder : ""}
							value={menu.words}
							onClick={menu.open}
							onInput={({ currentTarget }) => menu.search(currentTarget.value)}
						/>
					</>
				) : (
					<button {...control} type="button" onClick={isOpen ? menu.close : menu.open}>
						{inBox.length === 0 ? (
							<span class="look-placeholder">{placeholder}</span>
						) : (
							<Chosen choices={inBox} isMany={isMany} />
						)}
					</button>
				)}
				{least === 0 && picked.length > 0 && !isOpen && !isDisabled && (
					<button type="button" class="look-select-clear" aria-label="Clear the selection" onClick={menu.clear}>
						<Icon name="close" />
					</button>
				)}
				<Icon name="chevron" />
			</div>
			{isOpen && (
				<OptionList
					id={listId}
					name={props.name ?? placeholder}
					choices={listed}
					picked={picked}
					active={active}
					isMany={isMany}
					isFull={isMany && picked.length >= most}
					onPick={menu.pick}
				/>
			)}
		</div>
	);
}
