// The choices of a form that are all in sight: of which one is right (radio), or several (boxes).

import type { APICheckboxGroupOption } from "discord-api-types/v10";

type Props = {
	/** The same for all choices of one question, and for no others. */
	name: string;
	options: readonly APICheckboxGroupOption[];
	chosen: readonly string[];
	most: number;
	isOne?: boolean;
	onChange: (values: string[]) => void;
};

export function Options({ name, options, chosen, most, isOne = false, onChange }: Props) {
	const toggled = (value: string) => {
		if (isOne) return [value];
		return chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
	};
	return (
		<div class="look-checks">
			{options.map(({ value, label, description }) => (
				<label key={value} class="look-check">
					<input
						type={isOne ? "radio" : "checkbox"}
						class="look-checkbox"
						name={name}
						checked={chosen.includes(value)}
						disabled={!isOne && chosen.length >= most && !chosen.includes(value)}
						onChange={() => onChange(toggled(value))}
					/>
					<span>
						{label}
						{description !== undefined && <small>{description}</small>}
					</span>
				</label>
			))}
		</div>
	);
}
