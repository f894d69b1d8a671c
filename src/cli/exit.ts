// The exit codes, the same for every verb, and how a verb ends early with a sentence for the person who called it.

export const exitCodes = { done: 0, failed: 1, wrong: 2, refused: 3 } as const;

export type ExitCode = number;

export const exitHelp = `
Exit codes:
  0    it was done; serve: it was asked to stop and has
  1    it failed, what is wrong is said; doctor: there are warnings
  2    the command line or the configuration is wrong, nothing was started; doctor: there are errors
  3    the database or a backup was refused, nothing was changed
  130  ended at once by a second Ctrl-C (SIGINT)
  143  ended at once by a second SIGTERM`;

/** Ends a verb. Its message says what is wrong and what to do. */
export class Ending extends Error {
	override readonly name = "Ending";
	readonly exitCode: ExitCode;

	constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
		super(message);
		this.exitCode = exitCode;
	}
}
