// The sandbox's FACEIT without a socket, on a clock that the test moves.
import { expect, test } from "bun:test";
import { openFaceitSandbox, type SandboxOptions } from "../../src/sandbox/faceit.ts";
import { settled, virtualClock } from "../clock.ts";

function open(options: SandboxOptions = {}) {
	const clock = virtualClock();
	const faceit = openFaceitSandbox({ clock, ...options });
	faceit.addPlayer({ nickname: "one" });
	const ask = (signal?: AbortSignal) => {
		const headers = { authorization: `Bearer ${faceit.apiKey}` };
		const url = `${faceit.apiUrl}/players?nickname=one`;
		return faceit.answer(new Request(url, { headers, ...(signal && { signal }) }));
	};
	return { clock, faceit, ask };
}

test("the Data API answers, and its limit begins anew with the next second", async () => {
	const { clock, faceit, ask } = open({ limits: { perSecond: 1 } });
	expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
	await clock.advance(1_000);
	expect(await (await ask()).json()).toMatchObject({ nickname: "one" });
	expect(faceit.calls.map(({ status }) => status)).toEqual([200, 429, 200]);
});

test("faults take the clock's time, and one that hangs takes none", async () => {
	const { clock, faceit, ask } = open({ latencyMs: 100 });
	faceit.fault({ times: 1 }, { delayMs: 50 });
	const slow = ask();
	await clock.advance(149);
	expect(faceit.calls[0]?.status).toBeNull();
	await clock.advance(1);
	expect((await slow).status).toBe(200);
	faceit.fault({ times: 1 }, { hang: true });
	const patience = new AbortController();
	const hanging = ask(patience.signal).catch((error: unknown) => error);
	await clock.advance(100);
	expect(clock.pending).toBe(0);
	patience.abort(new Error("too late"));
	expect(await hanging).toMatchObject({ message: "too late" });
	faceit.fault({ times: 1 }, { reset: true });
	const cut = ask().catch((error: unknown) => error);
	await clock.advance(100);
	expect(await cut).toMatchObject({ code: "ECONNRESET" });
});

test("a webhook goes where it is told to, again after a while when it was not taken", async () => {
	const bodies: unknown[] = [];
	const fetch = async (request: Request) => {
		bodies.push(await request.json());
		return new Response(null, { status: bodies.length < 3 ? 503 : 204 });
	};
	const { clock, faceit } = open({ fetch });
	const posted = faceit.post("http://program/faceit-webhook", { event: "x" }, { backoffMs: 1_000 });
	await clock.advance(2_999);
	expect(bodies).toHaveLength(2);
	await clock.advance(1);
	await settled();
	const [delivery] = await posted;
	expect(delivery?.attempts.map(({ status }) => status)).toEqual([503, 503, 204]);
	expect(bodies[2]).toEqual({ event: "x", retry_count: 2 });
	expect(clock.pending).toBe(0);
});
