// Webhooks as fast as they are answered, each of another event, from a process that is no bottleneck: wrk, or autocannon.

import { join } from "node:path";
import { spawn } from "../processes.ts";
import { rivals } from "../rivals/rivals.ts";
import { webhookSecret } from "../stage.ts";
import { bodies } from "./bodies.ts";

export type Loaded = {
	readonly answered: number;
	readonly seconds: number;
	readonly p99Ms: number;
	/** Refused, broken off, or too late. */
	readonly failed: number;
};

export const connections = 32;

/** What makes the load on this machine; undefined if there is nothing. */
export function generator(): "wrk" | "autocannon" | undefined {
	if (Bun.which("wrk") !== null) return "wrk";
	return rivals() === undefined ? undefined : "autocannon";
}

/** Posts to the server for so many seconds over 32 connections. The bodies are written into `folder`. */
export async function load(url: string, seconds: number, folder: string): Promise<Loaded> {
	const file = join(folder, "bodies.jsonl");
	await Bun.write(file, await bodies());
	const to = `${url}/faceit-webhook`;
	const wrk = ["wrk", "-t2", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s"];
	const command =
		generator() === "wrk"
			? [...wrk, "-s", join(import.meta.dir, "wrk.lua"), to, "--", file, webhookSecret]
			: ["node", join(import.meta.dir, "autocannon.mjs"), to, `${connections}`, `${seconds}`, file, webhookSecret];
	await using child = spawn(command);
	const said = await child.said();
	const line = said.split("\n").findLast((each) => each.startsWith("{"));
	if (line === undefined) throw new Error(`the load generator said: ${said}`);
	const loaded: Loaded = JSON.parse(line);
	return loaded;
}
