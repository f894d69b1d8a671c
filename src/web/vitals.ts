// Whether the program is well: its health and its numbers, read from the parts that know.

import { Durability } from "./durability.ts";
import type { Gauges } from "./gauges.ts";
import { createMetrics, type Metrics } from "./metrics.ts";

type Needs = Omit<Gauges, "problems"> & {
	/** Writes something durably, or throws. */
	readonly write: () => void;
};

export type Vitals = Metrics & {
	/** Why a webhook could not be kept now, in words; none when it could. */
	readonly problems: () => readonly string[];
	readonly isGatewayUp: () => boolean;
};

export function openVitals({ write, ...gauges }: Needs): Vitals {
	const durability = new Durability({
		write,
		freeBytes: () => gauges.database().freeBytes,
		waiting: () => gauges.inbox().waiting,
	});
	const problems = () => durability.problems(Date.now());
	const metrics = createMetrics({ ...gauges, problems });
	return {
		...metrics,
		problems,
		isGatewayUp: () => gauges.gateway().isReady,
		webhook(answer) {
			if (answer.status === 503) durability.refused(Date.now());
			metrics.webhook(answer);
		},
	};
}
