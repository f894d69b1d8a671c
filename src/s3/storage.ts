// A storage elsewhere that speaks S3: Amazon's, Cloudflare's, Backblaze's, Tigris', MinIO.

import { S3Client } from "bun";
import type { BackupStorage } from "../config.ts";

/** Bun's client waits for ever, ms. */
const patienceMs = 10 * 60_000;

/**
 * Sends the file and asks whether it arrived whole; rejects otherwise. Nothing is ever deleted there, so the key needs no
 * right to: whoever takes this machine over cannot take the backups. How long they stay is for the bucket's own rule.
 */
export function s3Storage(storage: BackupStorage, timeoutMs: number = patienceMs) {
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
		await within(timeoutMs, send());
	};
}

async function within(ms: number, work: Promise<void>): Promise<void> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new Error(`the storage did not answer within ${ms / 1000} s`)), ms);
	try {
		await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
