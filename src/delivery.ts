// One webhook as it came: stored before it is answered, and processed once, in the order of arrival.

export type Delivery = {
	readonly deliveryId: number;
	/** FACEIT's `event_id`, or a hash of the body where it is missing: repeated deliveries are recognised by it. */
	readonly eventKey: string;
	readonly event: string;
	readonly matchId: string | null;
	readonly body: string;
	/** `kept` waits its turn; `failed` could not be read. */
	readonly state: "kept" | "done" | "failed";
	readonly error: string | null;
	/** Epoch ms, like `doneAt`. */
	readonly receivedAt: number;
	readonly doneAt: number | null;
};

export type NewDelivery = Pick<Delivery, "eventKey" | "event" | "matchId" | "body" | "receivedAt">;

/** What is told of one that was processed. */
export type Processed = Pick<Delivery, "deliveryId" | "event" | "receivedAt">;
