// Runs the tests again and again while four loops keep the processors busy: what holds only on an idle machine fails here.
// `bun scripts/busy.ts [runs]`. Ends with 1 unless every run was green.

const runs = Number(process.argv[2] ?? 10);
const loops = 4;
/** A run that takes longer hangs: it is ended, and counts as failed, ms. */
const longestRunMs = 600_000;

/** A loop ends by itself once nobody feeds its standard input any longer, however this process ends. */
const busy =
	"setInterval(() => { const end = performance.now() + 90; while (performance.now() < end); }, 90);" +
	"for await (const _ of Bun.stdin.stream()); process.exit();";

const children = Array.from({ length: loops }, () =>
	Bun.spawn([process.execPath, "-e", busy], { stdin: "pipe", stdout: "ignore", stderr: "inherit" }),
);

/** The run of the tests that is on, which leads a process group of its own. */
let current: number | undefined;

function stop(): void {
	for (const child of children) child.kill("SIGKILL");
	if (current !== undefined) endGroup(current);
}

/** Ends a run with every process that it started. */
function endGroup(pid: number): void {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// It has ended.
	}
}

process.on("exit", stop);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

let green = 0;
for (let run = 1; run <= runs; run += 1) {
	const startedAt = performance.now();
	const child = Bun.spawn([process.execPath, "run", "test"], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
		detached: true,
	});
	current = child.pid;
	const limit = setTimeout(endGroup, longestRunMs, child.pid);
	const [code, out, err] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()]);
	clearTimeout(limit);
	current = undefined;
	const wall = (performance.now() - startedAt) / 1000;
	const cpu = Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6;
	if (code === 0) green += 1;
	say(`run ${run}: ${code === 0 ? "green" : `failed with ${code}`}, ${wall.toFixed(1)} s, ${cpu.toFixed(1)} CPU s`);
	if (code !== 0)
		say(
			`${out}\n${err}`
				.split("\n")
				.filter((line) => /^\(fail\)|^error/.test(line))
				.join("\n"),
		);
}
say(`${green} of ${runs} runs were green while ${loops} loops kept the processors busy`);
process.exit(green === runs ? 0 : 1);

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

export {};
