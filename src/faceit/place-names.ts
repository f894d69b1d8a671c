// What people call the maps and servers that FACEIT names by ids.

import { isObject, shortName } from "./teams.ts";

/** The name of what was picked: FACEIT describes all that there was to pick from. Undefined for a blank one. */
export function nameOfPick(pick: string, entities: readonly unknown[] = []): string | undefined {
	const entity = entities.filter(isObject).find((one) => {
		const ids = [one.guid, one.game_map_id, one.game_location_id, one.class_name];
		return ids.some((id) => typeof id === "string" && id.trim() === pick);
	});
	return shortName(entity?.name) ?? nameOfMap(pick);
}

/** "de_dust2" is Dust2, "workshop/3070/de_thera" is Thera. Undefined for a blank one. */
export function nameOfMap(id: string): string | undefined {
	const words = (id.split("/").at(-1) ?? "").trim().replace(/^(?:de|cs|ar)_/, "");
	return shortName(words.replaceAll("_", " ").replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()));
}
