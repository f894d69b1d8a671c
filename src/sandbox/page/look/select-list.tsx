// The list of a menu that is open, above everything else on the page; and what is chosen, in its box.

import { useLayoutEffect, useRef } from "preact/hooks";
import { Avatar } from "./avatar.tsx";
import type { Choice } from "./choices.ts";
import { Icon } from "./icon.tsx";

type ListProps = {
	id: string;
	name: string;
	choices: readonly Choice[];
	picked: readonly string[];
	/** Which one the arrow keys are at. */
	active: number;
	isMany: boolean;
	/** As many are chosen as may be. */
	isFull: boolean;
	onPick: (choice: Choice) => void;
};

export function OptionList({ id, name, choices, picked, active, isMany, isFull, onPick }: ListProps) {
	const list = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => list.current?.showPopover(), []);
	useLayoutEffect(() => list.current?.querySelector(".look-active")?.scrollIntoView({ block: "nearest" }), [active]);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: a press anywhere in it keeps the focus in the box
		<div class="look-options" popover="manual" ref={list} onMouseDown={(event) => event.preventDefault()}>
			{choices.length === 0 && <p role="status">Nothing found.</p>}
			<div id={id} role="listbox" aria-label={name} aria-multiselectable={isMany}>
				{choices.map((choice, index) => {
					const isPicked = picked.includes(choice.value);
					return (
						// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the active option
						// biome-ignore lint/a11y/useKeyWithClickEvents: the box has the keys
						<div
							key={choice.value}
							id={`${id}-${index}`}
							role="option"
							class={index === active ? "look-option look-active" : "look-option"}
							aria-selected={isPicked}
							aria-disabled={isFull && !isPicked}
							onClick={() => onPick(choice)}
						>
							<ChoiceMark choice={choice} />
							<span class="look-option-text">
								<span>{choice.label}</span>
								{choice.description !== undefined && <small>{choice.description}</small>}
							</span>
							{isMany ? (
								<span class="look-tick">{isPicked && <Icon name="check" />}</span>
							) : (
								isPicked && <Icon name="check" />
							)}
						</div>
					);
				})}
			</div>
		</div>
	);
}

export function Chosen({ id, choices, isMany }: { id?: string; choices: readonly Choice[]; isMany: boolean }) {
	return (
		<span class="look-chosen" id={id}>
			{choices.map((choice) => (
				<span key={choice.value} class={isMany ? "look-pill" : "look-chosen-one"}>
					<ChoiceMark choice={choice} />
					<span>{choice.label}</span>
				</span>
			))}
		</span>
	);
}

function ChoiceMark({ choice: { kind, value, label, emoji } }: { choice: Choice }) {
	if (kind === "entry") return emoji === undefined ? null : <span class="look-emoji">{emoji}</span>;
	return kind === "user" ? <Avatar id={value} name={label} /> : <Icon name={kind} />;
}
