// Which competitions a guild follows, chosen on the /setup panel: found by name, link or id, or seen lately.

import { beforeEach, describe, expect, test } from "bun:test";
import { type FollowedCompetition, mostFollowed } from "../../src/guild.ts";
import { relative } from "../../src/markdown.ts";
import { textsIn } from "../../src/texts/texts.ts";
import { idsIn, textOf } from "./bot.ts";
import { openPanel, type Panel } from "./setup-panel.ts";

const words = textsIn("en").setup;
let panel: Panel;
beforeEach(() => {
	panel = openPanel();
});

const find = (typed: string, who = panel.ann) => panel.press(who, "setup:found", [], { value: typed });
const follows = () => panel.settings().follows;

test("the form asks for one line, and nothing is required of it but to be there", () => {
	expect(panel.form(panel.ann, "setup:find")).toMatchObject({ id: "setup:found", fields: [{ isRequired: true }] });
});

describe("found", () => {
	test("by its link: it is followed at once, and the page says that all matches get rooms still", async () => {
		const { id } = panel.faceit.addInstitution({ kind: "championship", name: "Vale **Cup**" });
		const reply = await find(`https://www.faceit.com/en/championship/${id}/x`);
		expect(reply.content).toContain(words.followed("Vale \\*\\*Cup\\*\\*"));
		expect(reply.content).toContain(words.followedAll);
		expect(follows()).toEqual([{ kind: "championship", id, name: "Vale **Cup**" }]);
		expect(panel.settled).toEqual([panel.guildId]);
		expect((await find(id)).content).toContain(words.followedAlready("Vale \\*\\*Cup\\*\\*"));
		expect(follows()).toHaveLength(1);
	});

	test("several by their name: one is chosen from a menu, and the others are offered no more", async () => {
		const hub = panel.faceit.addInstitution({ kind: "hub", name: "Vale" });
		const organizer = panel.faceit.addInstitution({ kind: "organizer", name: "Vale" });
		const reply = await find("Vale");
		expect(reply.content).toContain(words.foundSeveral);
		expect(follows()).toEqual([]);
		expect(textOf(reply)).toContain(`"value":"hub:${hub.id}"`);
		const chosen = await panel.press(panel.ann, "setup:follow:found", [`organizer:${organizer.id}`]);
		expect(chosen.content).toContain(words.followed("Vale"));
		expect(follows()).toEqual([{ kind: "organizer", id: organizer.id, name: "Vale" }]);
		expect(idsIn(chosen)).not.toContain("setup:follow:found");
	});

	test("nothing: it says so, and escapes what was typed", async () => {
		expect((await find("**x**")).content).toContain(words.foundNothing("\\*\\*x\\*\\*"));
		expect((await find("")).content).toContain("FACEIT knows no hub");
		expect(follows()).toEqual([]);
	});

	test("nobody knows what: FACEIT does not answer, which it says, and when to try again", async () => {
		const broken = openPanel({ faceitKey: "wrong" });
		const reply = await broken.press(broken.ann, "setup:found", [], { value: "Vale" });
		expect(reply.content).toContain("❌ Nothing changed. FACEIT does not accept this bot's key");
		const chosen = await broken.press(broken.ann, "setup:follow:found", ["hub:x"]);
		expect(chosen.content).toContain("❌ Nothing changed. ");
	});

	test("made up: an id that FACEIT does not know is refused", async () => {
		for (const value of ["hub:00000000-0000-4000-8000-000000000000", "hub", "", "team:x", "hub:__proto__"]) {
			const reply = await panel.press(panel.ann, "setup:follow:found", [value]);
			expect(reply.content).toContain(words.refused(words.notOffered));
		}
		expect(follows()).toEqual([]);
	});
});

test("seen lately: offered in a menu but for those that are followed, and followed without asking FACEIT", async () => {
	const [cup, hub] = [known("championship", "cup"), known("hub", "hub")];
	panel.competitions.lately.push(cup, hub);
	expect(textOf(await panel.page("matches"))).toContain('"value":"championship:cup"');
	const reply = await panel.press(panel.ann, "setup:follow:lately", ["championship:cup"]);
	expect(follows()).toEqual([cup]);
	expect(panel.faceit.calls).toEqual([]);
	const menu = menuIn(textOf(reply), "setup:follow:lately");
	expect(menu).toContain("hub:hub");
	expect(menu).not.toContain("championship:cup");
});

describe("followed", () => {
	test("no longer: those that are chosen, once; the others stay", async () => {
		const some = ["a", "b", "c"].map((id) => known("hub", id));
		panel.guilds.change(panel.guildId, { follows: some });
		const reply = await panel.press(panel.ann, "setup:unfollow", ["hub:a", "hub:c", "hub:x"]);
		expect(reply.content).toContain(words.unfollowed("name of a, name of c"));
		expect(follows().map(({ id }) => id)).toEqual(["b"]);
		expect((await panel.press(panel.ann, "setup:unfollow", ["hub:a"])).content).toContain(words.alreadySo);
		expect(panel.settled).toHaveLength(1);
	});

	test("by two admins at once: both are followed, and the other's panel shows it", async () => {
		const [cup, hub] = [known("championship", "cup"), known("hub", "hub")];
		panel.competitions.lately.push(cup, hub);
		await panel.page("matches", panel.bob);
		await panel.press(panel.ann, "setup:follow:lately", ["championship:cup"]);
		await panel.press(panel.bob, "setup:follow:lately", ["hub:hub"]);
		expect(follows()).toEqual([cup, hub]);
		await panel.clock.advance(1_000);
		expect(textOf(panel.accepted(panel.laterOf.get(panel.ann)?.[0] ?? { content: "" }))).toContain("name of hub");
	});

	test("25: no more can be", async () => {
		const full = Array.from({ length: mostFollowed }, (_, index) => known("hub", `h${index}`));
		panel.guilds.change(panel.guildId, { follows: full });
		panel.competitions.lately.push(known("hub", "another"));
		await panel.page("matches");
		const reply = await panel.press(panel.ann, "setup:follow:lately", ["hub:another"]);
		expect(reply.content).toContain(words.refused(words.followsFull(25)));
		expect(follows()).toEqual(full);
		expect(textOf(reply)).toContain('"disabled":true');
	});

	test("each is told with what FACEIT says of it", async () => {
		const kinds = ["hub", "hub", "hub", "championship", "organizer"] as const;
		panel.guilds.change(panel.guildId, { follows: kinds.map((kind, index) => known(kind, `${index}`)) });
		const at = panel.clock.now();
		panel.competitions.listed.set("1", { answeredAt: at, failing: null });
		panel.competitions.listed.set("2", { answeredAt: at, failing: { since: at, why: "slow" } });
		panel.competitions.listed.set("3", { answeredAt: null, failing: { since: at, why: "missing" } });
		const page = textOf(await panel.page("matches"));
		const name = (index: number, kind: string) => words.followedName(`name of ${index}`, kind);
		for (const line of [
			`• ${name(0, "hub")} · ${words.notListedYet}`,
			`• ${name(1, "hub")} · ${words.listedAt(relative(at))}`,
			`• ⚠️ ${name(2, "hub")} · ${words.noList(relative(at))}`,
			`• ⚠️ ${name(3, "championship")} · ${words.unknownToFaceit}`,
			`• ${name(4, "organizer")} · ${words.organizersAreNotListed}`,
		])
			expect(page).toContain(line);
		expect(page).toContain("every 15 seconds");
	});
});

function known(kind: FollowedCompetition["kind"], id: string): FollowedCompetition {
	return { kind, id, name: `name of ${id}` };
}

function menuIn(text: string, id: string): string {
	const begin = text.indexOf(`"custom_id":"${id}"`);
	return begin < 0 ? "" : text.slice(begin, text.indexOf("]", begin));
}
