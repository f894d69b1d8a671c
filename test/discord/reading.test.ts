// How much of what the gateway sends is read in one turn of the event loop.

import { expect, test } from "bun:test";
import { type Message, readInTurns } from "../../src/discord/reading.ts";
import { virtualClock } from "../clock.ts";

const large = 20_000;

function given() {
	const clock = virtualClock();
	const read: string[] = [];
	const connection = { isCurrent: true };
	const take = readInTurns(clock, ({ data }: Message) => void read.push(String(data).trim()));
	const come = (name: string, size = 1) => take({ data: name.padEnd(size), isCurrent: () => connection.isCurrent });
	/** One turn of the event loop. */
	const turn = () => clock.runUntil(() => true, 0).then(() => clock.advance(0));
	return { read, come, connection, turn };
}

test("what is little is read at once", () => {
	const { read, come } = given();
	for (const name of ["a", "b", "c"]) come(name);
	expect(read).toEqual(["a", "b", "c"]);
});

test("where much has come, the rest is read in later turns, all of it and in order", async () => {
	const { read, come, turn } = given();
	for (const name of ["a", "b", "c", "d", "e"]) come(name, large);
	come("small");
	expect(read).toEqual(["a", "b"]);
	await turn();
	expect(read).toEqual(["a", "b", "c", "d", "e", "small"]);
	come("later");
	expect(read.at(-1)).toBe("later");
});

test("a message that is longer than what a turn reads is read all the same", async () => {
	const { read, come, turn } = given();
	come("huge", 1_000_000);
	come("after it");
	expect(read).toEqual(["huge"]);
	await turn();
	expect(read).toEqual(["huge", "after it"]);
});

test("what waits when its connection ends is dropped; what the next one brings is read", async () => {
	const { read, come, connection, turn } = given();
	for (const name of ["a", "b", "lost"]) come(name, large);
	connection.isCurrent = false;
	await turn();
	expect(read).toEqual(["a", "b"]);
	connection.isCurrent = true;
	come("next");
	expect(read).toEqual(["a", "b", "next"]);
});
