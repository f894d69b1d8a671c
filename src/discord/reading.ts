// How fast messages of the gateway are read. After a sign-in guilds come by the hundred, many in one turn of the event
// loop, and each takes milliseconds: others must have their turn in between.

import type { Clock } from "../clock.ts";

export type Message = {
	readonly data: string | ArrayBuffer;
	/** False once its connection is over: whatever was not read of it, Discord sends again. */
	readonly isCurrent: () => boolean;
};

/** How much is read in one turn, characters: it takes a few milliseconds. However long it is, one message is read. */
const mostInTurn = 32_768;

/**
 * Returns what takes each message: it is read at once as a rule, and in one of the next turns of the event loop where
 * much has come before it. The order stays, and what waits longer than its connection lasts is dropped.
 */
export function readInTurns<One extends Message>(clock: Pick<Clock, "soon">, read: (message: One) => void) {
	const waiting: One[] = [];
	let left = mostInTurn;

	function take(message: One): void {
		if (!message.isCurrent()) return;
		if (left === mostInTurn) clock.soon(nextTurn);
		left -= sizeOf(message.data);
		read(message);
	}

	function nextTurn(): void {
		left = mostInTurn;
		let taken = 0;
		for (const message of waiting) {
			if (left <= 0) break;
			taken += 1;
			take(message);
		}
		waiting.splice(0, taken);
	}

	return (message: One) => {
		if (waiting.length > 0 || left <= 0) waiting.push(message);
		else take(message);
	};
}

function sizeOf(data: Message["data"]): number {
	return typeof data === "string" ? data.length : data.byteLength;
}
