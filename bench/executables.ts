// The executables that are measured, all built the same way: the product, and what it is compared with.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "../scripts/build.ts";

const built = new Map<string, Promise<string>>();

/** The product; another build of it where BENCH_EXECUTABLE names one. Always of the sources as they are now. */
export function product(): Promise<string> {
	const given = process.env.BENCH_EXECUTABLE ?? "";
	return given === "" ? compiled("../src/main.ts", "faceit-comms") : Promise.resolve(given);
}

/** Compiles a module of the bench, once; resolves with the executable's path. */
export function compiled(module: string, name: string): Promise<string> {
	const outfile = join(import.meta.dir, "dist", name);
	const building = built.get(name) ?? make(join(import.meta.dir, module), outfile);
	built.set(name, building);
	return building;
}

async function make(entry: string, outfile: string): Promise<string> {
	mkdirSync(join(import.meta.dir, "dist"), { recursive: true });
	await build({ entry, outfile });
	return outfile;
}
