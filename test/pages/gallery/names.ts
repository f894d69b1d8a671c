// Who and what the gallery's messages speak of.
import type { Names } from "../../../src/sandbox/page/look/names.ts";

export const ids = {
	bot: "1046783920011223300",
	ann: "1046783920011223301",
	ben: "1046783920011223302",
	cleo: "1046783920011223303",
	captain: "1046783920011223311",
	staff: "1046783920011223312",
	general: "1046783920011223321",
	lobby: "1046783920011223322",
	roomVale: "1046783920011223323",
	rooms: "1046783920011223324",
	stage: "1046783920011223325",
	guild: "1046783920011223399",
} as const;

export const names: Names = {
	users: { [ids.bot]: "faceit-comms", [ids.ann]: "Ann the Great", [ids.ben]: "ben", [ids.cleo]: "Cleo" },
	roles: { [ids.captain]: { name: "Captain", color: 0xf0b232 }, [ids.staff]: { name: "Staff" } },
	channels: {
		[ids.general]: { name: "general", kind: "text" },
		[ids.lobby]: { name: "Lobby", kind: "voice" },
		[ids.roomVale]: { name: "Team Vale · 4F2A", kind: "voice" },
		[ids.rooms]: { name: "FACEIT", kind: "category" },
		[ids.stage]: { name: "Finals", kind: "stage" },
	},
};
