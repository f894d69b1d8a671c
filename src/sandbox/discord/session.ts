// A gateway session: its numbered events, kept for a while so that a client which comes back can be told what it missed.
import { GatewayOpcodes } from "discord-api-types/v10";

export type Frame = { op: GatewayOpcodes; d: unknown; s: number | null; t: string | null };

const REPLAYABLE = 1000;

export type Session = {
	readonly id: string;
	readonly intents: number;
	/** Numbers an event and keeps it. */
	record: (name: string, data: unknown) => Frame;
	/** Everything after seq, or nothing when too much of it is gone. */
	since: (seq: number) => Frame[] | undefined;
};

export function createSession(intents: number): Session {
	let seq = 0;
	const kept: Frame[] = [];
	return {
		id: crypto.randomUUID().replaceAll("-", ""),
		intents,
		record: (name, data) => {
			seq += 1;
			// The data as it is now: what the client is told later must not have changed meanwhile.
			const frame = { op: GatewayOpcodes.Dispatch, d: structuredClone(data), s: seq, t: name };
			kept.push(frame);
			if (kept.length > REPLAYABLE) kept.shift();
			return frame;
		},
		since: (known) => {
			const missed = kept.filter((frame) => (frame.s ?? 0) > known);
			return known <= seq && missed.length === seq - known ? missed : undefined;
		},
	};
}
