// The verbs: what the program is asked to do, and how it ends.

import { Command, CommanderError } from "commander";
import { addBackup, addRestore } from "./cli/backup.ts";
import type { Console, Surroundings } from "./cli/console.ts";
import { addDemo } from "./cli/demo.ts";
import { addDoctor } from "./cli/doctor.ts";
import { Ending, type ExitCode, exitCodes, exitHelp } from "./cli/exit.ts";
import { addInbox } from "./cli/inbox.ts";
import { addLinks } from "./cli/links.ts";
import { addRooms } from "./cli/rooms.ts";
import { addServe } from "./cli/serve.ts";
import { withFile } from "./cli/settings.ts";
import { StoreRefused } from "./store/refused.ts";
import { versionLine } from "./version.ts";

const verbs = [addServe, addDemo, addDoctor, addBackup, addRestore, addLinks, addInbox, addRooms];

/** Does what the arguments say; resolves with the exit code. */
export async function run(args: readonly string[], { env, ...outlets }: Surroundings): Promise<ExitCode> {
	const program = new Command("faceit-comms");
	let code: ExitCode = exitCodes.done;
	const console: Console = {
		...outlets,
		env: () => withFile(env, program.opts<{ envFile?: string }>().envFile),
		end(as) {
			code = as;
		},
	};
	try {
		describe(program, console);
		for (const add of verbs) add(program, console);
		await program.parseAsync(withVerb(program, args), { from: "user" });
		return code;
	} catch (error) {
		return ended(error, console);
	}
}

/** What all verbs share; they inherit it, so it comes before them. */
function describe(program: Command, { write, writeError }: Console): void {
	program
		.description("Private Discord voice rooms for FACEIT matches: everyone in, everyone back, nothing left behind.")
		.usage("[verb] [options]")
		.version(versionLine(), "-V, --version", "show the versions of the program, Bun and SQLite")
		.helpOption("-h, --help", "show this help; also after a verb")
		.option("--env-file <file>", "read settings from this file as well; what the environment sets itself wins")
		.exitOverride()
		.configureOutput({ writeOut: write, writeErr: writeError })
		.configureHelp({ showGlobalOptions: true, helpWidth: 110 })
		.showHelpAfterError("(see --help for usage)")
		.commandsGroup("Verbs:")
		.helpCommand("help [verb]", "show the help of a verb")
		.addHelpText("after", exitHelp);
}

/** Serving is what the program is for: no verb means `serve`. */
function withVerb(program: Command, args: readonly string[]): string[] {
	const { operands, unknown } = program.parseOptions([...args]);
	const asksForHelp = unknown.some((each) => each === "-h" || each === "--help");
	return operands.length > 0 || asksForHelp ? [...args] : ["serve", ...args];
}

/** Turns every failure into a sentence and an exit code; a stack only for the unforeseen. */
function ended(error: unknown, { writeError }: Console): ExitCode {
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrong;
	if (error instanceof StoreRefused) {
		writeError(`${error.message}\n`);
		return exitCodes.refused;
	}
	if (error instanceof Ending) {
		writeError(`${error.message}\n`);
		return error.exitCode;
	}
	writeError(`${refusalOfSystem(error) ?? `This is a bug in faceit-comms, please report it: ${stackOf(error)}`}\n`);
	return exitCodes.failed;
}

/** What to do when the operating system refuses something; undefined for any other error. */
function refusalOfSystem(error: unknown): string | undefined {
	if (!(error instanceof Error && "code" in error && "path" in error)) return undefined;
	const remedy = remedies.get(String(error.code));
	return remedy === undefined ? undefined : `${error.path} cannot be used (${error.message}): ${remedy}.`;
}

const remedies: ReadonlyMap<string, string> = new Map([
	["EACCES", "give the user who runs this access to it"],
	["EPERM", "give the user who runs this access to it"],
	["EROFS", "choose a place that can be written"],
	["ENOSPC", "free some space on the disk"],
	["EDQUOT", "free some space on the disk"],
	["EIO", "the disk reports a fault"],
]);

function stackOf(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
