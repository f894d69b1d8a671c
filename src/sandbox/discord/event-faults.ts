// What goes wrong with an event on its way to the client: it is lost, late, doubled, or not as documented.
import type { GatewayEvent } from "./world.ts";

/** The next so many events, or all that fit. */
export type Which = number | ((event: GatewayEvent) => boolean);

export type EventFault =
	/** A replayable one only misses the live connections. */
	| { readonly kind: "lost"; readonly replayable: boolean }
	| { readonly kind: "late"; readonly ms: number }
	| { readonly kind: "twice" }
	| { readonly kind: "changed"; readonly change: (data: object) => object };

export type EventFaults = {
	/** Each event meets the oldest fault that fits it. */
	add: (which: Which, fault: EventFault) => { remove: () => void };
	take: (event: GatewayEvent, kind?: EventFault["kind"]) => EventFault | undefined;
	clear: () => void;
};

export function createEventFaults(): EventFaults {
	const faults = new Set<{ fits: (event: GatewayEvent) => boolean; left: number; fault: EventFault }>();
	return {
		add: (which, fault) => {
			const counted = typeof which === "number";
			const added = { fits: counted ? () => true : which, left: counted ? which : Number.POSITIVE_INFINITY, fault };
			faults.add(added);
			return { remove: () => faults.delete(added) };
		},
		take: (event, kind) => {
			const found = faults
				.values()
				.find(({ left, fits, fault }) => left > 0 && (kind ?? fault.kind) === fault.kind && fits(event));
			if (found) found.left -= 1;
			return found?.fault;
		},
		clear: () => faults.clear(),
	};
}
