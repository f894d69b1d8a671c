import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BackupFact, Backups, lastBackup } from "../../src/backup.ts";
import { s3Storage } from "../../src/s3/storage.ts";
import { backupTo } from "../../src/store/backup.ts";
import { eventually } from "../world.ts";
import { type Folder, linkedIn, linkSome, makeFolder } from "./folder.ts";
import { Storage } from "./storage.ts";

let folder: Folder;
let storage: Storage;
let running: Backups | undefined;
beforeEach(() => {
	folder = makeFolder();
	storage = new Storage({ accessKeyId: "key-id" });
	linkSome(folder.database, ["ann"]);
});
afterEach(async () => {
	running?.stop();
	running = undefined;
	await storage.stop();
	folder.remove();
});

const quick = { firstAfter: 0, every: 30, retryAfter: 10, longestRetry: 40 };
const once = { ...quick, every: 60_000 };

function send(timeoutMs?: number) {
	const { url: endpoint } = storage;
	const access = { accessKeyId: "key-id", secretAccessKey: "key", region: "auto" };
	return s3Storage({ endpoint, bucket: "bucket", prefix: "comms/", ...access }, timeoutMs);
}

type Words = {
	readonly keep?: number;
	readonly pace?: typeof quick;
	readonly make?: (file: string) => ReturnType<typeof backupTo>;
	readonly send?: ReturnType<typeof send>;
	/** What was sent before the program started. */
	readonly sent?: string;
};

function start(words: Words = {}) {
	const facts: BackupFact[] = [];
	let sent = words.sent;
	const backups = new Backups({
		folder: join(folder.path, "backups"),
		keep: words.keep ?? 3,
		make: words.make ?? ((file) => backupTo(folder.database, file)),
		send: words.send ?? null,
		sent: {
			get: () => sent,
			set(name) {
				sent = name;
			},
		},
		tell: (fact) => void facts.push(fact),
		pace: words.pace ?? once,
	});
	running = backups;
	backups.start();
	return { backups, facts, kinds: () => facts.map(({ kind }) => kind) };
}

const files = () => readdirSync(join(folder.path, "backups"));

test("given no backup yet, when the program starts, then one is made that can be opened, and only one a day", async () => {
	const { backups, facts } = start();
	expect(backups.lastAt()).toBeNull();
	await eventually(() => facts.length > 0, "a backup is made");
	await Bun.sleep(60);
	expect(facts.map(({ kind }) => kind)).toEqual(["made"]);
	expect(Date.now() - (backups.lastAt() ?? 0)).toBeLessThan(1_000);
	const { file } = lastBackup(join(folder.path, "backups")) ?? { file: "" };
	expect(linkedIn(file)).toEqual(["ann"]);
});

test("given a backup of an hour ago, when the program starts again, then none is made", async () => {
	const first = start();
	await eventually(() => first.facts.length > 0, "a backup is made");
	first.backups.stop();
	const second = start();
	await Bun.sleep(40);
	expect(second.facts).toEqual([]);
	expect(second.backups.lastAt()).toBe(first.backups.lastAt());
});

test("given many backups, when another is made, then the last ones are kept and other files are left alone", async () => {
	const { facts } = start({ pace: quick, keep: 2 });
	await eventually(() => facts.length > 0, "a backup is made");
	writeFileSync(join(folder.path, "backups", "notes.db"), "mine");
	await eventually(() => facts.length >= 4, "four are made");
	const names = facts.flatMap((fact) => (fact.kind === "made" ? [fact.backup.file.split("/").at(-1)] : []));
	expect(files().sort()).toEqual([...names.slice(-2), "notes.db"].map(String).sort());
});

test("given a disk that is full, when a backup fails, then that is told, tried again ever later, and works at last", async () => {
	let failures = 3;
	const make = (file: string) => {
		if (failures-- > 0) throw new Error("disk full");
		return backupTo(folder.database, file);
	};
	const { facts, kinds, backups } = start({ make });
	await eventually(() => facts.length >= 3, "three failures");
	expect(backups.lastAt()).toBeNull();
	await eventually(() => facts.length >= 4, "the fourth attempt");
	expect(kinds()).toEqual(["failed", "failed", "failed", "made"]);
	const waits = facts.flatMap((fact) => (fact.kind === "failed" ? [fact.retryAt] : []));
	const [first = 0, second = 0, third = 0] = waits;
	expect(third - second).toBeGreaterThan(second - first);
});

test("given a storage, when a backup is made, then it arrives there as it is", async () => {
	const { facts, kinds, backups } = start({ send: send() });
	await eventually(() => facts.length >= 2, "it is sent");
	expect(kinds()).toEqual(["made", "sent"]);
	const [name = ""] = files();
	const arrived = join(folder.path, "arrived.db");
	await Bun.write(arrived, storage.files.get(`/bucket/comms/${name}`) ?? "");
	expect(linkedIn(arrived)).toEqual(["ann"]);
	expect(backups.lastAt()).not.toBeNull();
});

test("given a storage that fails, when a backup was made, then it does not count until it arrived", async () => {
	storage.failing = 500;
	const { facts, kinds, backups } = start({ send: send() });
	await eventually(() => facts.length >= 3, "two attempts failed");
	expect(kinds().slice(0, 3)).toEqual(["made", "failed", "failed"]);
	expect(backups.lastAt()).toBeNull();
	storage.failing = null;
	await eventually(() => kinds().includes("sent"), "it is sent");
	expect(files()).toHaveLength(1);
	expect(backups.lastAt()).not.toBeNull();
});

test("given a storage that loses the end, when a backup is sent, then it is not taken for good", async () => {
	storage.isLossy = true;
	const { facts, kinds } = start({ send: send() });
	await eventually(() => facts.length >= 2, "an attempt failed");
	expect(kinds().slice(0, 2)).toEqual(["made", "failed"]);
});

test("given a key that the storage does not know, when a backup is sent, then the failure says so without the key", async () => {
	const options = { accessKeyId: "wrong", secretAccessKey: "very-secret", region: "auto", prefix: "" };
	const wrong = s3Storage({ ...options, endpoint: storage.url, bucket: "bucket" });
	const failure = await wrong(folder.database, "name.db").then(
		() => "sent",
		(error: unknown) => String(error),
	);
	expect(failure).not.toBe("sent");
	expect(failure).not.toContain("very-secret");
});

test("given a file of many parts, when it is sent, then it arrives whole", async () => {
	const large = join(folder.path, "large.db");
	const bytes = crypto.getRandomValues(new Uint8Array(65_536));
	await Bun.write(
		large,
		Array.from({ length: 180 }, () => bytes).flatMap((part) => [new Blob([part])]),
	);
	await send()(large, "large.db");
	expect(Bun.hash(storage.files.get("/bucket/comms/large.db") ?? "")).toBe(Bun.hash(await Bun.file(large).bytes()));
});

test("given a storage that never answers, when a backup is sent, then it is given up", async () => {
	const deaf = Bun.serve({ port: 0, fetch: () => new Promise<Response>(() => {}) });
	const access = { accessKeyId: "a", secretAccessKey: "b", region: "auto", prefix: "" };
	const put = s3Storage({ endpoint: `http://127.0.0.1:${deaf.port}`, bucket: "bucket", ...access }, 50);
	expect(put(folder.database, "x.db")).rejects.toThrow(/did not answer within/);
	await Bun.sleep(80);
	await deaf.stop(true);
});
