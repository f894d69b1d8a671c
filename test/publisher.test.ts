import { expect, test } from "bun:test";
import type { Fact } from "../src/fact.ts";
import { publisher } from "../src/publisher.ts";

const left = (guildId: string): Fact => ({ kind: "guildLeft", guildId, name: undefined });

function listener() {
	const heard: string[] = [];
	return { heard, listen: (fact: Fact) => void heard.push("guildId" in fact ? String(fact.guildId) : fact.kind) };
}

test("given a listener that comes late, then it hears first what was published before it came", () => {
	const { publish, listen } = publisher();
	const [early, late] = [listener(), listener()];
	listen(early.listen);
	publish(left("1"));
	listen(late.listen);
	publish(left("2"));
	expect([early.heard, late.heard]).toEqual([
		["1", "2"],
		["1", "2"],
	]);
});

test("given that all listen, then nothing is kept for others", () => {
	const { publish, listen, allListen } = publisher();
	const late = listener();
	publish(left("1"));
	allListen();
	publish(left("2"));
	listen(late.listen);
	publish(left("3"));
	expect(late.heard).toEqual(["3"]);
});

test("given a listener that fails, then the others hear the fact all the same", () => {
	const { publish, listen } = publisher();
	const other = listener();
	listen(() => {
		throw new Error("no room for it");
	});
	listen(other.listen);
	publish(left("1"));
	expect(other.heard).toEqual(["1"]);
});
