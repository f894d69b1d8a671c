// Which member one is, and what can be done with the others.

import { useState } from "preact/hooks";
import type { State } from "./state-json.ts";

type Props = {
	state: State;
	onSwitch: (memberId: string) => void;
	/** A command is chosen from a member's menu. */
	onMenu: (command: string, targetId: string) => void;
};

export function MemberBar({ state, onSwitch, onMenu }: Props) {
	const [target, setTarget] = useState("");
	const people = state.people.filter(({ isBot }) => !isBot);
	const menu = state.commands.filter(({ isOfMember }) => isOfMember);
	return (
		<div class="member-bar">
			<label>
				<span>You are</span>
				<select value={state.memberId} onChange={({ currentTarget }) => onSwitch(currentTarget.value)}>
					{people.map(({ id, name }) => (
						<option key={id} value={id}>
							{name}
						</option>
					))}
				</select>
			</label>
			{menu.length > 0 && (
				<div class="menu-of-member">
					<label>
						<span>Look at</span>
						<select value={target} onChange={({ currentTarget }) => setTarget(currentTarget.value)}>
							<option value="">a member</option>
							{state.people.map(({ id, name }) => (
								<option key={id} value={id}>
									{name}
								</option>
							))}
						</select>
					</label>
					{menu.map(({ name }) => (
						<button type="button" key={name} disabled={target === ""} onClick={() => onMenu(name, target)}>
							{name}
						</button>
					))}
				</div>
			)}
		</div>
	);
}
