// What was last published of a guild, so that each change is published once.

export class Published {
	/** The words about each topic. */
	readonly #words = new Map<string, string>();
	/** The members who waited for Discord's limit at the last look. */
	#waiting: ReadonlySet<string> = new Set();
	/** For each match, which opening it was that everyone was last moved for, and whether that is done. */
	readonly #placing = new Map<string, { readonly opening: number; readonly isDone: boolean }>();

	/** True once for each change of what there is to say about a topic; nothing to say is "". */
	isNews(topic: string, words: string): boolean {
		const isSame = (this.#words.get(topic) ?? "") === words;
		this.#words.set(topic, words);
		return !isSame;
	}

	/** The members among these who were not yet waiting for Discord's limit at the last look. */
	newlyWaiting(discordIds: readonly string[]): readonly string[] {
		const former = this.#waiting;
		this.#waiting = new Set(discordIds);
		return discordIds.filter((discordId) => !former.has(discordId));
	}

	/**
	 * True once for each opening of a match: when nobody is left to be moved for it, of those who were there at the
	 * beginning. `isOld`: somebody was placed for it before this process knew of it.
	 */
	isPlaced(matchId: string, opening: number, { isMoving, isOld }: { isMoving: boolean; isOld: boolean }): boolean {
		const former = this.#placing.get(matchId);
		const current = former?.opening === opening ? former : undefined;
		if (current === undefined ? !isMoving : isMoving || current.isDone) return false;
		this.#placing.set(matchId, { opening, isDone: current !== undefined || isOld });
		return current !== undefined;
	}

	/** The match does not concern the guild any more. */
	drop(matchId: string): void {
		this.#placing.delete(matchId);
	}
}
