// Hubs, championships and organizers of the sandbox's FACEIT, and how the Data API writes them.

import { type Chance, drawUuid } from "../chance.ts";
import type { Json } from "./sides.ts";

export type Institution = {
	readonly kind: "hub" | "championship" | "organizer";
	readonly id: string;
	readonly name: string;
	readonly game: string;
	readonly region: string;
	/** Whose it is; an organizer is its own. */
	readonly organizerId: string;
};

export type NewInstitution = Pick<Institution, "kind" | "name"> & Partial<Institution>;

export function newInstitution(words: NewInstitution, chance: Chance): Institution {
	const id = words.id ?? drawUuid(chance);
	const organizerId = words.kind === "organizer" ? id : "3fae95d3-4c71-5b1d-a8bb-3b895050fe4d";
	return { game: "cs2", region: "EU", organizerId, ...words, id };
}

/** As its own address answers. */
export function institutionJson({ kind, id, name, game, region, organizerId }: Institution): Json {
	const shown = {
		name,
		avatar: "",
		description: "",
		faceit_url: `https://www.faceit.com/{lang}/${kind}/${id}/${name}`,
	};
	switch (kind) {
		case "organizer":
			return { ...shown, organizer_id: id, cover: "", type: "premium", followers_count: 0 };
		case "hub":
			return { ...shown, hub_id: id, game_id: game, region, organizer_id: organizerId, players_joined: 10 };
		case "championship":
			return {
				...{ ...shown, id, championship_id: id, game_id: game, region, organizer_id: organizerId },
				...{ status: "started", type: "bracket", featured: false },
			};
		default:
			throw new Error(`no such kind: ${kind satisfies never}`);
	}
}

/** As a search gives it. */
export function foundInstitutionJson({ kind, id, name, game, region, organizerId }: Institution): Json {
	if (kind === "organizer") {
		return { organizer_id: id, name, active: true, avatar: "", countries: [], games: [game], regions: [region] };
	}
	return {
		...{ competition_id: id, competition_type: kind, name, game, region, status: "started" },
		...{ organizer_id: organizerId, organizer_name: "", organizer_type: "", number_of_members: 10, players_joined: 10 },
	};
}
