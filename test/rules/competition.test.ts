// What a pasted link, an id or a name of a competition says.

import { expect, test } from "bun:test";
import { readCompetition } from "../../src/competition.ts";

const id = "05c90233-fcc2-5528-a9f7-d2c9a3214d87";

test.each([
	[`https://www.faceit.com/en/hub/${id}/EU%205v5`, { is: "id", kind: "hub", id }],
	[`https://www.faceit.com/en/hub/${id}`, { is: "id", kind: "hub", id }],
	[`https://www.faceit.com/en/hubs/${id}/`, { is: "id", kind: "hub", id }],
	[`https://www.faceit.com/en/club/${id}/matches?tab=1`, { is: "id", kind: "hub", id }],
	[`https://www.faceit.com/pt-br/clubs/${id}#top`, { is: "id", kind: "hub", id }],
	[`<https://faceit.com/hub/${id.toUpperCase()}>`, { is: "id", kind: "hub", id }],
	[`www.faceit.com/de/championship/${id}/Cup/overview`, { is: "id", kind: "championship", id }],
	[`faceit.com/en/organizers/${id}`, { is: "id", kind: "organizer", id }],
	["https://www.faceit.com/en/organizers/Vale%20Gaming", { is: "organizerName", name: "Vale Gaming" }],
	["https://www.faceit.com/en/organizers/100%", { is: "organizerName", name: "100%" }],
	[`  ${id}  `, { is: "id", kind: undefined, id }],
	[id.toUpperCase(), { is: "id", kind: undefined, id }],
	["EU 5v5", { is: "name", name: "EU 5v5" }],
	["our club at faceit", { is: "name", name: "our club at faceit" }],
	["https://notfaceit.com/en/hub/x", { is: "name", name: "https://notfaceit.com/en/hub/x" }],
	["https://www.faceit.com/en/players/vale", undefined],
	["https://www.faceit.com/en/hub/EU%205v5", undefined],
	["https://www.faceit.com/", undefined],
	["  ", undefined],
] as const)("%p", (text, expected) => {
	expect(readCompetition(text)).toEqual(expected);
});
