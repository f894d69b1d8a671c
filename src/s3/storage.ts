// Remote storage that speaks S3: Amazon's, Cloudflare's, Backblaze's, Tigris's, MinIO.

import { S3Client } from "bun";
import type { Clock } from "../clock.ts";
import type { BackupStorage } from "../config.ts";

/** How long an upload may take, ms; Bun's client has no timeout of its own. */
const patienceMs = 10 * 60_000;

/**
 * Returns a function that uploads a file and checks that it arrived complete; it rejects otherwise. Nothing is ever
 * deleted there, so the key needs no permission to delete: an intruder on this machine cannot destroy the backups. How
 * long they are kept is up to the bucket's lifecycle rules.
 */
export function s3Storage(storage: BackupStorage, clock: Clock, timeoutMs: number = patienceMs) {
	const { prefix, ...options } = storage;
	const client = new S3Client(options);
	return async (file: string, name: string): Promise<void> => {
		const key = `${prefix}${name}`;
		const send = async () => {
			const { size } = Bun.file(file);
			await client.write(key, Bun.file(file), { type: "application/vnd.sqlite3" });
			const arrived = await client.size(key);
			if (arrived !== size) throw new Error(`${arrived} of ${size} bytes arrived in the storage`);
		};
		await within(clock, timeoutMs, send());
	};
}

async function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
	const late = Promise.withResolvers<never>();
	const cancel = clock.setTimeout(() => late.reject(new Error(`the storage did not answer within ${ms / 1000} s`)), ms);
	try {
		await Promise.race([work, late.promise]);
	} finally {
		cancel();
	}
}
