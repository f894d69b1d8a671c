// The page's line to the sandbox: what the chosen member sees comes in, what they do goes out.

import { useEffect, useState } from "preact/hooks";
import type { Deed, Outcome, State, Typing } from "./state-json.ts";

/** What the member sees now; undefined before the first word. */
export function useSandbox(as: string): State | undefined {
	const [state, setState] = useState<State>();
	useEffect(() => {
		const source = new EventSource(`/state?as=${encodeURIComponent(as)}`);
		source.onmessage = ({ data }: MessageEvent<string>) => {
			const told: State = JSON.parse(data);
			setState(told);
		};
		return () => source.close();
	}, [as]);
	return state;
}

/** Does it; gives what Discord's client would say if it cannot be done. */
export async function act(deed: Deed): Promise<string | null> {
	const outcome: Outcome = await post("/act", deed);
	return outcome.problem;
}

export async function suggest(typing: Typing): Promise<readonly { readonly name: string; readonly value: string }[]> {
	return post("/suggest", typing);
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
	const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
	const answer: Answer = await response.json();
	return answer;
}
