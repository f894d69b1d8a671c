// doctor: checks everything that the program needs, and says what to do about what is wrong.

import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { type Finding, failing, type Level, worst } from "../finding.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { progress } from "./progress.ts";
import { counted, harmless, json } from "./table.ts";

const codes: Record<Level, ExitCode> = { ok: exitCodes.done, warning: exitCodes.failed, error: exitCodes.wrong };

export function addDoctor(program: Command, console: Console): void {
	program
		.command("doctor")
		.description("check settings, database, Discord, FACEIT and the way in, and say what to do")
		.option("--json", "for a machine")
		.addHelpText(
			"after",
			`
Run it with the settings of the program, while that runs. It signs in to Discord for a moment, asks FACEIT for one
player and whether its login answers, and posts a test delivery to PUBLIC_URL, or else to PORT on this machine. That is
kept for a week like any other; nothing else is changed. It ends with 0 if all is well, 1 if there are warnings, 2 if
there are errors.

Examples:
  faceit-comms doctor
  faceit-comms doctor --env-file /etc/faceit-comms/env --json`,
		)
		.action(async ({ json: asJson = false }: { json?: boolean }) => {
			const findings = await diagnose(console, asJson ? () => {} : (finding) => console.write(line(finding)));
			console.write(asJson ? forMachine(findings) : summary(findings));
			console.end(codes[worst(findings)]);
		});
}

async function diagnose(console: Console, say: (finding: Finding) => void): Promise<readonly Finding[]> {
	const findings: Finding[] = [];
	const shown = progress(console);
	const found = (finding: Finding) => {
		shown.clear();
		findings.push(finding);
		say(finding);
	};
	try {
		const read = readConfig(console.env());
		if (read.ok) {
			const { examine } = await import("../doctor/doctor.ts");
			const { scopePermissions } = await import("../keeper/actions/handlers.ts");
			const needs = { clock: console.clock, scopes: scopePermissions };
			await examine(read.config, needs, { found, doing: (what) => shown.at(`${what} …`) });
		} else for (const problem of read.problems) found(misconfigured(problem));
		return findings;
	} finally {
		shown.end();
	}
}

/** "PORT must be …": the sentence says what to do. The rest can only be checked once that is done. */
function misconfigured(problem: string): Finding {
	return failing("configuration", problem, "set it in the environment, or in a file given with --env-file");
}

function line({ about, level, what, fix }: Finding): string {
	const first = `${level.padEnd(8)} ${harmless(about)}: ${harmless(what)}\n`;
	return fix === null ? first : `${first}${" ".repeat(9)}→ ${harmless(fix)}\n`;
}

function summary(findings: readonly Finding[]): string {
	const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
	return `\n${count("ok")} ok, ${counted(count("warning"), "warning")}, ${counted(count("error"), "error")}.\n`;
}

function forMachine(findings: readonly Finding[]): string {
	return json({ result: worst(findings), findings });
}
