// FACEIT's side: a match begins, changes and ends at the press of a button.

import { useState } from "preact/hooks";
import type { State } from "./state-json.ts";

type Props = { faceit: State["faceit"]; onFire: (event: string, matchId: string | null) => void };

export function FaceitPanel({ faceit, onFire }: Props) {
	const [chosen, setChosen] = useState<string>();
	const matchId = faceit.matches.find(({ id }) => id === chosen)?.id ?? faceit.matches.at(-1)?.id ?? null;
	return (
		<section class="faceit" aria-labelledby="faceit">
			<h2 id="faceit">FACEIT</h2>
			<button type="button" class="wide" onClick={() => onFire("new", null)}>
				New match
			</button>
			{matchId !== null && (
				<>
					<label>
						<span>Match</span>
						<select value={matchId} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
							{faceit.matches.map(({ id, name, status }) => (
								<option key={id} value={id}>
									{name} – {status}
								</option>
							))}
						</select>
					</label>
					<div class="events">
						{faceit.events.map((event) => (
							<button type="button" key={event} onClick={() => onFire(event, matchId)}>
								{event}
							</button>
						))}
					</div>
				</>
			)}
		</section>
	);
}
