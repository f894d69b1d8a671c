import { expect, test } from "bun:test";
import { wantsColour } from "../src/demo/paint.ts";
import { type DemoOptions, runDemo } from "../src/demo.ts";

/** Runs the demo as fast as it can be and gives its exit code and all it wrote. */
async function shown(options: Partial<DemoOptions> = {}): Promise<{ code: number; text: string }> {
	let text = "";
	const signal = new AbortController().signal;
	// Patient, so that a busy machine does not break a promise.
	const plain = { isFast: true, isColoured: false, keep: null, signal, patienceMs: 120_000 };
	const write = (more: string) => {
		text += more;
	};
	return { code: await runDemo({ ...plain, write, ...options }), text };
}

const colourCode = "\u001b[";
const summary = /^✓ 10 players in their rooms, each within \d+ ms; everyone back; no room left$/m;

test.concurrent("tells the whole match within 80 columns, in colours where they are wanted", async () => {
	const { code, text } = await shown({ isColoured: true });
	expect(text).toContain(colourCode);
	const plain = Bun.stripANSI(text);
	expect(plain).toMatch(summary);
	expect(code).toBe(0);
	expect(plain).toContain("2 rooms created at once");
	expect(plain).toContain("9 players moved at once");
	expect(plain).toContain("10 players brought back at once");
	expect(plain).toMatch(/🔒 Team Delta · \w{4} +juno koda lumen moss wren/);
	expect(plain.split("\n").filter((line) => Bun.stringWidth(line) > 80)).toEqual([]);
});

test.concurrent("says which promise was not kept: a player who cannot be moved", async () => {
	const forbidden = { status: 403, code: 50013, message: "Missing Permissions" };
	const { code, text } = await shown({
		patienceMs: 3_000,
		prepare: ({ discord }) => discord.fault({ path: "/guilds/:guild/members/:user", times: 99 }, forbidden),
	});
	expect(text).toContain("✗ Not kept: all who are in voice are in their team's room");
	expect(text).not.toContain("A substitution");
	expect(text).not.toContain(colourCode);
	expect(text).not.toMatch(summary);
	expect(code).toBe(1);
});

test.concurrent("says which promise was not kept: a room that stays", async () => {
	const { code, text } = await shown({
		patienceMs: 3_000,
		prepare: ({ discord }) =>
			discord.fault({ method: "DELETE", path: "/channels/:channel", times: 99 }, { status: 500 }),
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

test.concurrent("given it is kept, whatever the environment holds, then it is played on with until it is told to end", async () => {
	const env = { ...process.env, DISCORD_TOKEN: "not a token", PORT: "a wrong port", FACEIT_API_URL: "nonsense" };
	const main = new URL("../src/main.ts", import.meta.url).pathname;
	await using demo = Bun.spawn([process.execPath, main, "demo", "--fast", "--keep"], {
		env,
		stdout: "pipe",
		stdin: "pipe",
	});
	let text = "";
	// What is done once the text after the story matches, each once.
	const todo: [RegExp, () => void][] = [
		[/Ctrl-C/, () => void demo.stdin.write("match\n")],
		[/Ctrl-C.*players? moved/s, () => demo.kill("SIGTERM")],
	];
	for await (const chunk of demo.stdout.pipeThrough(new TextDecoderStream())) {
		text += chunk;
		if (todo[0]?.[0].test(text) === true) todo.shift()?.[1]();
	}
	expect(text).toMatch(summary);
	// It says so only when it was told to end.
	expect(text).toContain("Ended; nothing is left behind.");
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
