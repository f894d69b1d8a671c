// A linked player as tests name them: a claim, unless they say otherwise.

import type { Known } from "../src/link.ts";

export function knownAs(faceitId: string, discordId: string, guildId: string | null, more: Partial<Known> = {}): Known {
	return { faceitId, discordId, guildId, proof: "claimed", isVouched: false, isOptedOut: false, ...more };
}
