// What the figures were measured on: they mean little without it.

import { Database } from "bun:sqlite";
import { cpus, loadavg, totalmem } from "node:os";

/** What else the machine was doing: before the bench begins, so that its own work does not count. */
const [loadBefore = Number.NaN] = loadavg();

/** One line: when, at which commit, on which machine, with which versions. */
export async function conditions(): Promise<string> {
	const [processor] = cpus();
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	const machine = `${cpus().length} × ${processor?.model ?? "unknown processor"}, ${gigabytes} GB, ${process.platform}, load ${loadBefore.toFixed(1)} before the run`;
	const versions = [
		`Bun ${Bun.version}`,
		`SQLite ${sqliteVersion()}`,
		`Node ${said(["node", "--version"]).replace("v", "") || "none"}`,
		...(await Promise.all(["fastify", "better-sqlite3"].map(versionOf))),
		`discord.js ${await discordJs()}`,
	];
	const commit = said(["git", "rev-parse", "--short", "HEAD"]) || "unknown";
	const isChanged = said(["git", "status", "--porcelain", "--untracked-files=no", "src"]) !== "";
	const day = new Date().toISOString().slice(0, 10);
	return `${day}, commit ${commit}${isChanged ? " with changes" : ""}; ${machine}; ${versions.join(", ")}`;
}

function said(command: readonly string[]): string {
	if (Bun.which(command[0] ?? "") === null) return "";
	const child = Bun.spawnSync([...command], { cwd: import.meta.dir, stderr: "ignore" });
	return child.success ? child.stdout.toString().trim() : "";
}

async function versionOf(name: string): Promise<string> {
	const manifest = Bun.file(`${import.meta.dir}/node_modules/${name}/package.json`);
	return `${name} ${(await manifest.exists()) ? (await manifest.json()).version : "none"}`;
}

async function discordJs(): Promise<string> {
	return (await Bun.file(`${import.meta.dir}/../package.json`).json()).dependencies["discord.js"];
}

function sqliteVersion(): string {
	using sqlite = new Database(":memory:");
	return sqlite.query<{ version: string }, []>("SELECT sqlite_version() AS version").get()?.version ?? "unknown";
}
