import { expect, test } from "bun:test";
import { journeys } from "../../src/metrics/journeys.ts";

const second = 1_000;

function given() {
	const opened: number[] = [];
	const placed: number[] = [];
	const trips = journeys({ roomOpened: (s) => opened.push(s), allPlaced: (s) => placed.push(s) });
	return { trips, opened, placed };
}

test("given an event, when rooms open and players move, then each room and the last player count from the event", () => {
	const { trips, opened, placed } = given();
	trips.begin("m", 0);
	trips.opened("m", "guild/a", 0.4 * second);
	trips.opened("m", "guild/b", 0.5 * second);
	trips.moved("m", "ann", 0.7 * second);
	trips.moved("m", "bob", 11 * second);
	trips.settle(12 * second);
	expect(placed).toEqual([]);
	trips.settle(40 * second);
	expect(opened).toEqual([0.4, 0.5]);
	expect(placed).toEqual([11]);
});

test("given a player who comes into voice after the event, when they are moved, then nobody was slow", () => {
	const { trips, placed } = given();
	trips.begin("m", 0);
	trips.opened("m", "guild/a", 0.4 * second);
	trips.moved("m", "ann", 1 * second);
	trips.joined("bob", 9 * second);
	trips.moved("m", "bob", 10 * second);
	trips.settle(60 * second);
	expect(placed).toEqual([1]);
});

test("given a room that was deleted by hand, when it is opened again, then it counts once", () => {
	const { trips, opened } = given();
	trips.begin("m", 0);
	trips.opened("m", "guild/a", 1 * second);
	trips.opened("m", "guild/a", 5 * second);
	expect(opened).toEqual([1]);
});

test("given a second event while moves are in flight, when they end, then they count from the first", () => {
	const { trips, placed } = given();
	trips.begin("m", 0);
	trips.opened("m", "guild/a", 1 * second);
	trips.begin("m", 2 * second);
	trips.moved("m", "ann", 3 * second);
	trips.settle(60 * second);
	expect(placed).toEqual([3]);
});

test("given a later event that brings a newcomer, when they are moved, then it counts from the later event", () => {
	const { trips, placed } = given();
	trips.begin("m", 0);
	trips.opened("m", "guild/a", 1 * second);
	trips.moved("m", "ann", 2 * second);
	trips.begin("m", 100 * second);
	trips.moved("m", "bob", 101 * second);
	trips.settle(200 * second);
	expect(placed).toEqual([2, 1]);
});

test("given a match that is over before anything was done, when a room opens, then nothing counts", () => {
	const { trips, opened, placed } = given();
	trips.begin("m", 0);
	trips.end("m");
	trips.opened("m", "guild/a", 2 * second);
	trips.settle(3_600 * second);
	expect([opened, placed]).toEqual([[], []]);
});
