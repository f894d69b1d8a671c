// A gateway session: its numbered events, kept for a while so that a client which comes back can be told what it missed.
import { GatewayOpcodes } from "discord-api-types/v10";
import type { Shard } from "./sharding.ts";

/** `d` is JSON already: what the client is told later must not have changed meanwhile. */
export type Frame = { op: GatewayOpcodes; d: string; s: number | null; t: string | null };

const REPLAYABLE = 1000;

export type Session = {
	readonly id: string;
	readonly intents: number;
	readonly shard: Shard;
	/** Numbers an event and keeps it. */
	record: (name: string, json: string) => Frame;
	/** Everything after seq, or nothing when too much of it is gone. */
	since: (seq: number) => Frame[] | undefined;
};

export function createSession(id: string, intents: number, shard: Shard): Session {
	let seq = 0;
	const kept: Frame[] = [];
	return {
		id,
		intents,
		shard,
		record: (name, json) => {
			seq += 1;
			const frame = { op: GatewayOpcodes.Dispatch, d: json, s: seq, t: name };
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

/** The frame as it goes over the wire. */
export function encode({ op, d, s, t }: Frame): string {
	return `{"op":${op},"d":${d},"s":${s},"t":${JSON.stringify(t)}}`;
}
