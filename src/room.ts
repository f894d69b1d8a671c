// How a room is named: the team's name, and a short code by which it is found again when its id was never learned.

const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const codePattern = /· ([2-9A-HJ-NP-Z]{4})$/u;
/** Discord allows names of 1 to 100 characters. */
const nameLength = 100;

/** A new code of four letters and digits, without those that look alike; none for which `isTaken`. */
export function roomCode(isTaken: (code: string) => boolean): string {
	for (;;) {
		const draw = crypto.getRandomValues(new Uint8Array(4));
		const code = Array.from(draw, (byte) => letters[byte % letters.length]).join("");
		if (!isTaken(code)) return code;
	}
}

/** "Team Vale · 4F2A", cut so that the code always fits. Team names are foreign text: control characters are dropped. */
export function roomName(teamName: string, code: string): string {
	const clean = teamName.replaceAll(/[\p{Cc}\p{Cf}]/gu, "").trim() || "Team";
	const room = nameLength - ` · ${code}`.length;
	return `${[...clean].slice(0, room).join("").slice(0, room).trim()} · ${code}`;
}

/** The code that ends a channel's name, if one does. */
export function codeOf(channelName: string): string | undefined {
	return codePattern.exec(channelName)?.[1];
}
