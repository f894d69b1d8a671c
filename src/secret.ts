// Secrets that nobody can guess: drawn by the system, not by chance that a test may steer.

/** 32 random bytes as 43 characters: letters, digits, dash and underscore. */
export function drawSecret(): string {
	return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}
