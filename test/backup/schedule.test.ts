import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Backups, lastBackup } from "../../src/backup.ts";
import { systemClock } from "../../src/clock.ts";
import type { Backup, Fact } from "../../src/fact.ts";
import { s3Storage } from "../../src/s3/storage.ts";
import { backupTo } from "../../src/store/backup.ts";
import { type VirtualClock, virtualClock } from "../clock.ts";
import { eventually } from "../eventually.ts";
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
	await running?.stop();
	running = undefined;
	await storage.stop();
	folder.remove();
});

const hour = 3_600_000;
const day = 24 * hour;
const startAt = Date.UTC(2026, 10, 22, 3);

function send(timeoutMs?: number) {
	const { url: endpoint } = storage;
	const access = { accessKeyId: "key-id", secretAccessKey: "key", region: "auto" };
	return s3Storage({ endpoint, bucket: "bucket", prefix: "comms/", ...access }, systemClock(), timeoutMs);
}

type Words = {
	readonly clock?: VirtualClock;
	readonly keep?: number;
	readonly make?: (file: string, signal: AbortSignal) => Promise<Backup>;
	readonly send?: ReturnType<typeof send>;
	/** What was sent before the program started. */
	readonly sent?: string;
};

async function make(file: string): Promise<Backup> {
	const { bytes, tookMs } = backupTo(folder.database, file);
	return { file, bytes, tookMs };
}

function start(words: Words = {}) {
	const clock = words.clock ?? virtualClock(startAt);
	const facts: Fact[] = [];
	let sent = words.sent;
	const backups = new Backups({
		clock,
		folder: join(folder.path, "backups"),
		keep: words.keep ?? 3,
		make: words.make ?? make,
		send: words.send ?? null,
		sent: {
			get: () => sent,
			set(name) {
				sent = name;
			},
		},
		publish: (fact) => facts.push(fact),
	});
	running = backups;
	backups.start();
	return { clock, backups, facts, kinds: () => facts.map(({ kind }) => kind) };
}

const files = () => readdirSync(join(folder.path, "backups")).sort();

/** Puts a file into the folder that is named as a backup made at `at`. */
function putBackup(at: number): void {
	mkdirSync(join(folder.path, "backups"), { recursive: true });
	writeFileSync(join(folder.path, "backups", nameAt(at)), "");
}

function nameAt(at: number): string {
	return `faceit-comms-${new Date(at).toISOString().replaceAll(":", "-")}.db`;
}

test("given no backup yet, when the program starts, then one is made that can be opened, and then one a day", async () => {
	const { backups, clock, kinds } = start();
	expect(backups.lastAt()).toBeNull();
	await clock.advance(day);
	expect(kinds()).toEqual(["backupMade"]);
	expect(backups.lastAt()).toBe(startAt + 60_000);
	await clock.advance(2 * day);
	expect(files()).toEqual([60_000, day + 60_000, 2 * day + 60_000].map((ms) => nameAt(startAt + ms)));
	const { file } = lastBackup(join(folder.path, "backups")) ?? { file: "" };
	expect(linkedIn(file)).toEqual(["ann"]);
});

test("given a backup of an hour ago, when the program starts again, then the next one is made a day after it", async () => {
	const first = start();
	await first.clock.advance(hour);
	await first.backups.stop();
	const second = start({ clock: first.clock });
	expect(second.backups.lastAt()).toBe(startAt + 60_000);
	await second.clock.advance(23 * hour);
	expect(second.facts).toEqual([]);
	await second.clock.advance(60_000);
	expect(second.backups.lastAt()).toBe(startAt + 60_000 + day);
});

test("given many backups, when another is made, then the last ones are kept and other files are left alone", async () => {
	const { clock } = start({ keep: 2 });
	await clock.advance(hour);
	writeFileSync(join(folder.path, "backups", "notes.db"), "mine");
	await clock.advance(3 * day);
	await eventually(() => files().length === 3, "the older ones are removed");
	expect(files()).toEqual([nameAt(startAt + 2 * day + 60_000), nameAt(startAt + 3 * day + 60_000), "notes.db"]);
});

test("given a disk that is full, when a backup fails, then that is published, tried again ever later, and works at last", async () => {
	let failures = 3;
	const failing = async (file: string) => {
		if (failures-- > 0) throw new Error("disk full");
		return make(file);
	};
	const { backups, clock, facts, kinds } = start({ make: failing });
	await clock.advance(7 * 60_000);
	expect(backups.lastAt()).toBeNull();
	await clock.advance(60_000);
	expect(kinds()).toEqual(["backupFailed", "backupFailed", "backupFailed", "backupMade"]);
	const retries = facts.flatMap((fact) => (fact.kind === "backupFailed" ? [(fact.retryAt - startAt) / 60_000] : []));
	expect(retries).toEqual([2, 4, 8]);
});

test("given one that was being made when the program was killed, when the next is made, then nothing is left of it", async () => {
	putBackup(startAt - 2 * day);
	const left = `${nameAt(startAt - day)}-unfinished`;
	writeFileSync(join(folder.path, "backups", left), "half of it");
	writeFileSync(join(folder.path, "backups", "notes-unfinished"), "mine");
	const { clock } = start();
	await clock.advance(hour);
	await eventually(() => !files().includes(left), "it is removed");
	expect(files()).toEqual([nameAt(startAt - 2 * day), nameAt(startAt + 60_000), "notes-unfinished"]);
});

test("given a backup under way, when the program stops, then it is given up before that has stopped, and not told", async () => {
	const ended: string[] = [];
	const { backups, clock, facts } = start({
		make: (_, signal) =>
			new Promise((_, reject) => {
				signal.addEventListener("abort", () => {
					ended.push("given up");
					reject(signal.reason);
				});
			}),
	});
	await clock.advance(60_000);
	expect(ended).toEqual([]);
	await backups.stop();
	await clock.advance(day);
	expect([ended, facts]).toEqual([["given up"], []]);
});

test("given a wall clock that is set back, when a day has passed, then a backup is made, and it is the newest", async () => {
	const { backups, clock, kinds } = start({ keep: 1 });
	await clock.advance(hour);
	clock.shiftWall(-2 * day);
	await clock.advance(day);
	expect(kinds()).toEqual(["backupMade", "backupMade"]);
	expect(backups.lastAt()).toBe(startAt + 60_000 + day);
	await eventually(() => files().length === 1, "the older one is removed");
	expect(files()).toEqual([nameAt(startAt + 60_001)]);
});

test("given a wall clock that is set forward a day, when less than a day has passed, then no backup is made early", async () => {
	const { backups, clock, kinds } = start();
	await clock.advance(hour);
	clock.shiftWall(day);
	await clock.advance(23 * hour);
	expect([kinds(), backups.lastAt()]).toEqual([["backupMade"], startAt + 60_000]);
	await clock.advance(60_000);
	expect(kinds()).toEqual(["backupMade", "backupMade"]);
	expect(files().at(-1)).toBe(nameAt(startAt + 60_000 + 2 * day));
});

test("given a backup that an earlier run named in the future, when the program starts, then it counts as made now", async () => {
	putBackup(startAt + 100 * day);
	const { backups, clock, kinds } = start();
	expect(backups.lastAt()).toBe(startAt);
	await clock.advance(day - 1);
	expect(kinds()).toEqual([]);
	await clock.advance(1);
	expect(kinds()).toEqual(["backupMade"]);
	expect(files().at(-1)).toBe(nameAt(startAt + 100 * day + 1));
});

test("given a storage, when a backup is made, then it arrives there as it is", async () => {
	const { backups, clock, facts, kinds } = start({ send: send() });
	await clock.advance(60_000);
	await eventually(() => facts.length >= 2, "it is sent");
	expect(kinds()).toEqual(["backupMade", "backupSent"]);
	const [name = ""] = files();
	const arrived = join(folder.path, "arrived.db");
	await Bun.write(arrived, storage.files.get(`/bucket/comms/${name}`) ?? "");
	expect(linkedIn(arrived)).toEqual(["ann"]);
	expect(backups.lastAt()).toBe(startAt + 60_000);
});

test("given a storage that fails, when a backup was made, then it does not count until it arrived", async () => {
	storage.failing = 500;
	const { backups, clock, facts, kinds } = start({ send: send() });
	await clock.advance(60_000);
	await eventually(() => facts.length >= 2, "the first attempt failed");
	await clock.advance(60_000);
	await eventually(() => facts.length >= 3, "the second attempt failed");
	expect(kinds()).toEqual(["backupMade", "backupFailed", "backupFailed"]);
	expect(backups.lastAt()).toBeNull();
	storage.failing = null;
	await clock.advance(2 * 60_000);
	await eventually(() => kinds().includes("backupSent"), "it is sent");
	expect(files()).toHaveLength(1);
	expect(backups.lastAt()).toBe(startAt + 60_000);
});

test("given a storage that loses the end, when a backup is sent, then it is not taken for good", async () => {
	storage.isLossy = true;
	const { clock, facts, kinds } = start({ send: send() });
	await clock.advance(60_000);
	await eventually(() => facts.length >= 2, "an attempt failed");
	expect(kinds()).toEqual(["backupMade", "backupFailed"]);
});

test("given a key that the storage does not know, when a backup is sent, then the failure says so without the key", async () => {
	const options = { accessKeyId: "wrong", secretAccessKey: "very-secret", region: "auto", prefix: "" };
	const wrong = s3Storage({ ...options, endpoint: storage.url, bucket: "bucket" }, systemClock());
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
	const put = s3Storage({ endpoint: `http://127.0.0.1:${deaf.port}`, bucket: "bucket", ...access }, systemClock(), 50);
	await expect(put(folder.database, "x.db")).rejects.toThrow(/did not answer within/);
	await deaf.stop(true);
});
