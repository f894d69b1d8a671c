import { expect, setDefaultTimeout, test } from "bun:test";
import { PassThrough } from "node:stream";
import { wantsColour } from "../src/demo/paint.ts";
import { type DemoOptions, runDemo } from "../src/demo.ts";

// Each takes about four seconds, side by side; a busy machine takes longer.
setDefaultTimeout(20_000);

/** Runs the demo as fast as it can be and gives its exit code and all it wrote. */
async function shown(options: Partial<DemoOptions> = {}): Promise<{ code: number; text: string }> {
	let text = "";
	const signal = new AbortController().signal;
	const plain = { isFast: true, isColoured: false, keep: null, signal };
	const write = (more: string) => {
		text += more;
	};
	return { code: await runDemo({ ...plain, write, ...options }), text };
}

const colourCode = "\u001b[";
const summary = /^✓ 10 players in their rooms, each within \d+ ms; everyone back; no room left$/m;

test.concurrent("tells the whole match within 80 columns, without colours if none are wanted", async () => {
	const { code, text } = await shown();
	expect(text).toMatch(summary);
	expect(code).toBe(0);
	expect(text).toContain("2 rooms created at once");
	expect(text).toContain("9 players moved at once");
	expect(text).toContain("10 players brought back at once");
	expect(text).toMatch(/🔒 Team Delta · \w{4} +juno koda lumen moss wren/);
	expect(text).not.toContain(colourCode);
	expect(text.split("\n").filter((line) => Bun.stringWidth(line) > 80)).toEqual([]);
});

test.concurrent("uses colours where they are wanted, and says the same", async () => {
	const { text } = await shown({ isColoured: true });
	expect(text).toContain(colourCode);
	expect(Bun.stripANSI(text)).toMatch(summary);
});

test.concurrent("says which promise was not kept: a player who cannot be moved", async () => {
	const forbidden = { status: 403, code: 50013, message: "Missing Permissions" };
	const { code, text } = await shown({
		patienceMs: 400,
		prepare: ({ discord }) => discord.fault({ path: "/guilds/:guild/members/:user", times: 99 }, forbidden),
	});
	expect(text).toContain("✗ Not kept: all who are in voice are in their team's room");
	expect(text).not.toContain("A substitution");
	expect(text).not.toMatch(summary);
	expect(code).toBe(1);
});

test.concurrent("says which promise was not kept: a room that stays", async () => {
	const { code, text } = await shown({
		patienceMs: 3_000,
		prepare: ({ discord }) => discord.fault({ method: "DELETE", times: 99 }, { status: 500 }),
	});
	expect(text).toContain("✗ Not kept: no room is left");
	expect(code).toBe(1);
});

test.concurrent("can be interrupted, and says so", async () => {
	const ending = new AbortController();
	let text = "";
	const write = (more: string) => {
		text += more;
		if (more.includes("A match is announced")) ending.abort();
	};
	const { code } = await shown({ signal: ending.signal, write });
	expect(text).toEndWith("Interrupted.\n");
	expect(code).toBe(1);
});

test.concurrent("can be played on with when it is kept", async () => {
	const typed = new PassThrough();
	const ending = new AbortController();
	let text = "";
	const write = (more: string) => {
		text += more;
		if (more.includes("Ctrl-C")) typed.write("match\n");
		else if (/players moved/.test(text.split("Ctrl-C")[1] ?? "")) ending.abort();
	};
	const { code } = await shown({ keep: typed, signal: ending.signal, write });
	expect(text).toContain("10 players moved at once");
	expect(code).toBe(0);
});

test.concurrent("stays when it is kept, whatever the environment holds, and ends cleanly when it is told to", async () => {
	const env = { ...process.env, DISCORD_TOKEN: "not a token", PORT: "a wrong port", FACEIT_API_URL: "nonsense" };
	const main = new URL("../src/main.ts", import.meta.url).pathname;
	await using demo = Bun.spawn([process.execPath, main, "demo", "--fast", "--keep"], {
		env,
		stdout: "pipe",
		stdin: "ignore",
	});
	let text = "";
	for await (const chunk of demo.stdout.pipeThrough(new TextDecoderStream())) {
		text += chunk;
		if (chunk.includes("Ctrl-C")) {
			await Bun.sleep(100);
			expect(demo.exitCode).toBeNull();
			demo.kill("SIGTERM");
		}
	}
	expect(text).toMatch(summary);
	expect(await demo.exited).toBe(0);
});

test("colours are for terminals, unless the environment says otherwise", () => {
	expect(wantsColour({}, true)).toBe(true);
	expect(wantsColour({}, false)).toBe(false);
	expect(wantsColour({ NO_COLOR: "1" }, true)).toBe(false);
	expect(wantsColour({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
	expect(wantsColour({ FORCE_COLOR: "1" }, false)).toBe(true);
	expect(wantsColour({ TERM: "dumb" }, true)).toBe(false);
});
