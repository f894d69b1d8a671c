// Builds the executable, or with --all one for each supported system, with checksums.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commitIn, shortened } from "./commit.ts";

const root = join(import.meta.dir, "..");

/** Each system by the name its executable carries, and Bun's name for it. */
const systems = {
	"linux-x64": "bun-linux-x64",
	"linux-arm64": "bun-linux-arm64",
	"linux-x64-musl": "bun-linux-x64-musl",
	"linux-arm64-musl": "bun-linux-arm64-musl",
	"macos-x64": "bun-darwin-x64",
	"macos-arm64": "bun-darwin-arm64",
	"windows-x64": "bun-windows-x64",
} as const satisfies Record<string, Bun.Build.CompileTarget>;

type Executable = {
	readonly entry: string;
	readonly outfile: string;
	/** This machine's own if left out; Bun downloads the others from the npm registry. */
	readonly target?: Bun.Build.CompileTarget;
};

/** Code that runs in threads of its own: Bun embeds it under its path in src/. */
const threads = [join(root, "src/store/wal-thread.ts")];

/** Builds one executable. It reads no file of the folder it is started in: neither .env nor bunfig.toml. */
export async function build({ entry, outfile, target }: Executable): Promise<void> {
	const { outputs } = await Bun.build({
		entrypoints: [entry, ...threads],
		root: join(root, "src"),
		target: "bun",
		// Allows top-level `await`, which bytecode would otherwise forbid.
		format: "esm",
		// Not the identifiers: a stack trace names functions and classes as the source does.
		minify: { whitespace: true, syntax: true, identifiers: false, keepNames: true },
		bytecode: true,
		// What is imported while the program runs is a file of its own within the executable, and read only then.
		splitting: true,
		sourcemap: "inline",
		define: { "process.env.NODE_ENV": '"production"', FACEIT_COMMS_COMMIT: JSON.stringify(currentCommit()) },
		compile: {
			...(target === undefined ? {} : { target }),
			outfile,
			assets: [join(root, "drizzle")],
			autoloadDotenv: false,
			autoloadBunfig: false,
			autoloadTsconfig: false,
			autoloadPackageJson: false,
		},
	});
	// The source maps are embedded; Bun also leaves these copies beside the executable.
	for (const { kind, path } of outputs) if (kind === "sourcemap") rmSync(path, { force: true });
}

/** The commit the source is at. The environment names it where the repository is left behind, as on some platforms. */
function currentCommit(): string {
	return shortened(process.env.FACEIT_COMMS_COMMIT || commitIn(root) || "unknown");
}

/** Continues after a failed system. Returns whether all were built. */
async function buildAll(entry: string, folder: string): Promise<boolean> {
	const built: string[] = [];
	for (const [system, target] of Object.entries(systems)) {
		const file = `faceit-comms-${system}${system.startsWith("windows") ? ".exe" : ""}`;
		try {
			await build({ entry, outfile: join(folder, file), target });
			built.push(file);
			say(`built ${file}`);
		} catch (error) {
			say(
				`FAILED ${file}: ${reason(error)}\n  Bun's runtime for ${target} comes from the npm registry: can it be reached?`,
			);
		}
	}
	const sums = await Promise.all(built.map(async (file) => `${await sha256(join(folder, file))}  ${file}\n`));
	await Bun.write(join(folder, "SHA256SUMS"), sums.join(""));
	return built.length === Object.keys(systems).length;
}

async function sha256(file: string): Promise<string> {
	const hash = new Bun.CryptoHasher("sha256");
	for await (const chunk of Bun.file(file).stream()) hash.update(chunk);
	return hash.digest("hex");
}

function reason(error: unknown): string {
	if (error instanceof AggregateError) return error.errors.map(String).join("; ");
	return String(error);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

if (import.meta.main) {
	const entry = join(root, "src/main.ts");
	const folder = join(root, "dist");
	mkdirSync(folder, { recursive: true });
	if (process.argv.includes("--all")) {
		process.exitCode = (await buildAll(entry, folder)) ? 0 : 1;
	} else {
		await build({ entry, outfile: join(folder, "faceit-comms") });
		say("built dist/faceit-comms");
	}
}
