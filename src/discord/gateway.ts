// Connecting to the gateway and leaving it: each sign-in waits its turn, and there is only ever one connection.

import { SimpleShardingStrategy, type WebSocketOptions } from "discord.js";

/** Resolves when the next sign-in may start, and counts it; rejects when the connection is lost meanwhile. */
export type SignInTurn = (signal: AbortSignal) => Promise<void>;

/**
 * A first connection that fails retries by itself. discord.js, left alone, treats the failure as the end of its login,
 * while the connection keeps trying alongside the next login's: they steal the session from each other.
 */
class PatientStrategy extends SimpleShardingStrategy {
	override async connect(): Promise<void> {
		await super.connect().catch(() => {});
	}
}

export class Gateway {
	readonly #turn: SignInTurn;
	#strategy: PatientStrategy | undefined;

	constructor(turn: SignInTurn = async () => {}) {
		this.#turn = turn;
	}

	/** For discord.js' client. */
	options(): WebSocketOptions {
		return {
			buildStrategy: (manager) => {
				this.#strategy = new PatientStrategy(manager);
				return this.#strategy;
			},
			buildIdentifyThrottler: async () => ({ waitForIdentify: (_shardId, signal) => this.#turn(signal) }),
		};
	}

	/** Closes the connection. After a failed login, discord.js' own `destroy` does nothing. */
	async leave(): Promise<void> {
		await this.#strategy?.destroy({ code: 1000, reason: "Leaving" });
	}
}
