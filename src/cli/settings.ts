// The configuration as far as a verb needs it: looking at the inbox takes no Discord token.

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { type Config, readConfig } from "../config.ts";
import type { Environment } from "./console.ts";
import { Ending, exitCodes } from "./exit.ts";

/** Stands in for the required settings that a verb does not use. */
const unused = {
	DISCORD_TOKEN: "unused",
	FACEIT_API_KEY: "unused",
	FACEIT_WEBHOOK_SECRET: "unused".repeat(6),
};

/** The whole configuration, or an `Ending` that names every problem. */
export function settings(env: Environment): Config {
	const read = readConfig(env);
	if (read.ok) return read.config;
	const lines = read.problems.map((problem) => `  - ${problem}`);
	throw new Ending(`The configuration is wrong. Nothing was started.\n${lines.join("\n")}`, exitCodes.wrong);
}

/** The configuration in which only the named variables are read: what is wrong with others does not matter. */
export function settingsFrom(env: Environment, names: readonly string[]): Config {
	const needed = Object.fromEntries(names.map((name) => [name, env[name]]));
	const others = Object.entries(unused).filter(([name]) => !names.includes(name));
	return settings({ ...needed, ...Object.fromEntries(others) });
}

/** Where the database is. */
export function databasePath(env: Environment): string {
	return settingsFrom(env, ["DATABASE_PATH"]).databasePath;
}

/** The variables of a file, in the form of `.env`. What the environment sets itself wins. */
export function withFile(env: Environment, file: string | undefined): Environment {
	if (file === undefined) return env;
	try {
		return { ...parseEnv(readFileSync(file, "utf8")), ...env };
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new Ending(`The settings in ${file} cannot be read: ${why}.`, exitCodes.wrong);
	}
}
