// How the gateway is entered and left: patiently, each sign-in in its turn, and by one connection only.

import { SimpleShardingStrategy, type WebSocketOptions } from "discord.js";

/** Resolves when the next sign-in may start, and counts it; rejects when the connection is lost meanwhile. */
export type SignInTurn = (signal: AbortSignal) => Promise<void>;

/**
 * A first connection that fails tries again by itself. discord.js, left alone, takes the failure for the end of its
 * login, while the connection goes on trying beside the one of the next login: they take the session from each other.
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

	/** Says goodbye. After a login that failed, discord.js' own `destroy` does nothing. */
	async leave(): Promise<void> {
		await this.#strategy?.destroy({ code: 1000, reason: "Leaving" });
	}
}
