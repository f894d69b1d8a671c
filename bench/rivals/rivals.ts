// The packages of what we compare with: installed on demand into bench/node_modules, never with the product.

import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dir, "..");

/** How to start a rival that runs on Node; undefined where that, or its packages, cannot be had. */
export function rivals(): { readonly node: string } | undefined {
	const node = Bun.which("node");
	if (node === null) return undefined;
	return isInstalled() || install() ? { node } : undefined;
}

function isInstalled(): boolean {
	return ["fastify", "better-sqlite3", "autocannon"].every((name) => existsSync(join(folder, "node_modules", name)));
}

let hasFailed = false;

function install(): boolean {
	if (hasFailed || Bun.which("npm") === null) return false;
	process.stderr.write("installing what the bench compares with …\n");
	const { success } = Bun.spawnSync(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], {
		...{ cwd: folder, stdin: "ignore", stdout: "ignore", stderr: "inherit" },
	});
	hasFailed = !success;
	return success;
}
