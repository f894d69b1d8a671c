// What is known of the guilds after which dispatches, and who is told of it.

import { describe, expect, test } from "bun:test";
import { botId, channel, guild, guildId, newCache, ready, shownCache, voiceState } from "./given.ts";

describe("signing in", () => {
	test("a guild is not shown before its GUILD_CREATE, and everything is looked at once all have come", () => {
		const { cache, heard } = newCache();
		ready(cache, guildId, "200");
		expect(cache.see(guildId)).toBeUndefined();
		expect([...cache.guildIds()]).toEqual([guildId, "200"]);
		cache.apply("GUILD_CREATE", guild({ channels: [channel("5", { name: "General" })] }));
		expect(cache.see(guildId)).toMatchObject({ guildId, name: "Vale", botId });
		expect(heard).toEqual(["channel 5 General", `shown ${guildId}`]);
		cache.apply("GUILD_CREATE", guild({ id: "200" }));
		expect(heard.slice(2)).toEqual(["shown 200", `refreshed ready ${guildId},200`]);
	});

	test("a READY whose list of guilds cannot be read says nothing: no guild is taken to have been left", () => {
		const { cache, heard } = shownCache();
		for (const guilds of [undefined, null, {}, [{}], [{ id: guildId }, null]]) {
			cache.apply("READY", { user: { id: botId }, guilds });
		}
		expect(heard).toEqual([]);
		expect(cache.see(guildId)).toBeDefined();
	});

	test("guilds that are listed and shown without the field `unavailable` are shown", () => {
		const { cache, heard } = newCache();
		cache.apply("READY", { user: { id: botId }, guilds: [{ id: guildId }, { id: "200" }] });
		expect([cache.guildIds().size, cache.shownGuilds()]).toEqual([2, 0]);
		cache.apply("GUILD_CREATE", guild());
		cache.apply("GUILD_CREATE", guild({ id: "200", unavailable: undefined }));
		expect(heard.at(-1)).toBe(`refreshed ready ${guildId},200`);
		expect([cache.guildIds().size, cache.shownGuilds()]).toEqual([2, 2]);
		cache.apply("GUILD_DELETE", { id: "200", unavailable: true });
		expect([cache.guildIds().size, cache.shownGuilds()]).toEqual([2, 1]);
		cache.apply("GUILD_DELETE", { id: guildId });
		expect([cache.guildIds().size, cache.shownGuilds()]).toEqual([1, 0]);
	});

	test("to no guild at all", () => {
		const { cache, heard } = newCache();
		ready(cache);
		expect(heard).toEqual(["refreshed ready"]);
	});

	test("a guild in an outage is waited for no longer than 15 s after the last one", async () => {
		const { cache, clock, heard } = newCache();
		ready(cache, guildId, "200");
		await clock.advance(10_000);
		cache.apply("GUILD_CREATE", guild());
		heard.length = 0;
		await clock.advance(14_999);
		expect(heard).toEqual([]);
		await clock.advance(1);
		expect(heard).toEqual([`refreshed ready ${guildId},200`]);
		expect(cache.see("200")).toBeUndefined();
		cache.apply("GUILD_CREATE", guild({ id: "200" }));
		expect(heard.slice(1)).toEqual(["shown 200"]);
		expect(clock.pending).toBe(0);
	});

	test("a guild that Discord says is in an outage is not waited for", () => {
		const { cache, heard } = newCache();
		ready(cache, guildId);
		cache.apply("GUILD_DELETE", { id: guildId, unavailable: true });
		expect(heard).toEqual([`refreshed ready ${guildId}`]);
	});

	test("a session that goes on is a reason to look; one that does so while guilds are still to come is not yet", () => {
		const { cache, heard } = newCache();
		ready(cache, guildId);
		cache.apply("RESUMED", {});
		expect(heard).toEqual([]);
		cache.apply("GUILD_CREATE", guild());
		cache.apply("RESUMED", {});
		expect(heard).toEqual([`shown ${guildId}`, `refreshed ready ${guildId}`, `refreshed resumed ${guildId}`]);
	});

	test("once stopped, nothing is waited for", async () => {
		const { cache, clock, heard } = newCache();
		ready(cache, guildId);
		cache.stop();
		await clock.advance(60_000);
		expect(heard).toEqual([]);
	});

	test("without the bot's own roles a guild is not shown: what it may do there is unknown", () => {
		const { cache } = newCache();
		ready(cache, guildId);
		cache.apply("GUILD_CREATE", guild({ members: [{ user: { id: "2" }, roles: [] }] }));
		expect(cache.see(guildId)).toBeUndefined();
		cache.apply("GUILD_MEMBER_UPDATE", { guild_id: guildId, user: { id: botId }, roles: [] });
		expect(cache.see(guildId)?.guildId).toBe(guildId);
	});
});

describe("signing in again", () => {
	test("what changed meanwhile is seen, and nobody is said to have walked from one place to another", () => {
		const { cache, heard } = shownCache({
			channels: [channel("5"), channel("6"), channel("7")],
			voice_states: [voiceState("21", "5"), voiceState("22", "5"), voiceState("23", "5")],
		});
		const stay = cache.voices.stay(guildId, "21");
		ready(cache, guildId);
		expect(cache.see(guildId)).toBeUndefined();
		cache.apply(
			"GUILD_CREATE",
			guild({
				channels: [channel("5"), channel("6", { name: "renamed" }), channel("8")],
				voice_states: [voiceState("21", "5"), voiceState("22", "6"), voiceState("24", "6")],
			}),
		);
		const seen = cache.see(guildId);
		expect([...(seen?.channels.keys() ?? [])]).toEqual(["5", "6", "8"]);
		expect(seen?.channels.get("6")?.name).toBe("renamed");
		expect(["21", "22", "23", "24"].map((id) => seen?.position(id))).toEqual(["5", "6", undefined, "6"]);
		expect(cache.voices.stay(guildId, "21")).toBe(stay);
		expect(heard).toEqual([
			...["channel 5 channel 5", "channel 6 renamed", "channel 8 channel 8", `shown ${guildId}`],
			...["found 23 none none", "found 22 none 6", "found 24 none 6", `refreshed ready ${guildId}`],
		]);
	});

	test("a guild that is not listed any more was left", () => {
		const { cache, heard } = shownCache({ voice_states: [voiceState("21", "5")] });
		ready(cache, "200");
		expect(heard).toEqual([`left ${guildId}`]);
		expect(cache.guild(guildId)).toBeUndefined();
		expect(cache.voices.guilds("21")).toEqual([]);
	});
});

describe("outages and leaving", () => {
	test("in an outage the guild is kept and not shown, and what was known is back at once with its GUILD_CREATE", () => {
		const voice_states = [voiceState("21", "5")];
		const { cache, heard } = shownCache({ channels: [channel("5")], voice_states });
		cache.apply("GUILD_DELETE", { id: guildId, unavailable: true });
		expect(cache.see(guildId)).toBeUndefined();
		expect([...cache.guildIds()]).toEqual([guildId]);
		cache.apply("GUILD_CREATE", { id: guildId, unavailable: true });
		expect(cache.see(guildId)).toBeUndefined();
		cache.apply("GUILD_CREATE", guild({ channels: [channel("5")], voice_states }));
		expect(cache.see(guildId)?.position("21")).toBe("5");
		expect(heard).toEqual(["channel 5 channel 5", `shown ${guildId}`]);
	});

	test("left, and joined again", () => {
		const { cache, heard } = shownCache();
		cache.apply("GUILD_DELETE", { id: guildId });
		cache.apply("GUILD_DELETE", { id: guildId });
		expect(cache.see(guildId)).toBeUndefined();
		cache.apply("GUILD_CREATE", guild({ voice_states: [voiceState("21", "5")] }));
		expect(cache.see(guildId)?.position("21")).toBe("5");
		expect(heard).toEqual([`left ${guildId}`, `shown ${guildId}`, "found 21 none 5"]);
	});

	test("of a guild that the bot is not in, nothing is kept", () => {
		const { cache, heard } = shownCache();
		cache.apply("VOICE_STATE_UPDATE", { ...voiceState("21", "5"), guild_id: "200" });
		cache.apply("CHANNEL_CREATE", { ...channel("5"), guild_id: "200" });
		expect(heard).toEqual([]);
		expect(cache.voices.guilds("21")).toEqual([]);
	});
});

describe("channels", () => {
	test("are shown, changed and gone; the cache is up to date before anyone is told", () => {
		const { cache, heard } = newCache((cache) => `(${[...(cache.see(guildId)?.channels.keys() ?? [])].join()})`);
		ready(cache, guildId);
		cache.apply("GUILD_CREATE", guild());
		heard.length = 0;
		cache.apply("CHANNEL_CREATE", channel("5", { name: "room" }));
		cache.apply("CHANNEL_UPDATE", channel("5", { name: "renamed" }));
		cache.apply("CHANNEL_DELETE", channel("5"));
		expect(heard).toEqual(["channel 5 room (5)", "channel 5 renamed (5)", "gone 5 ()"]);
	});

	for (const [type, name] of [
		[4, "Matches"],
		[2, "Team Vale · 4F2A"],
	] as const)
		test(`what the bot may do in one may be another once it is changed: in ${name}`, () => {
			const { cache, heard } = shownCache();
			cache.apply("CHANNEL_UPDATE", channel("5", { type, name }));
			expect(heard).toEqual([`channel 5 ${name}`]);
		});

	test("threads are none, and every other kind is told apart", () => {
		const types = [0, 2, 4, 5, 10, 11, 12, 13, 15];
		const { cache } = shownCache({ channels: types.map((type) => channel(`c${type}`, { type })) });
		const kinds = [...(cache.see(guildId)?.channels.values() ?? [])].map((one) => `${one.channelId} ${one.kind}`);
		expect(kinds).toEqual(["c0 text", "c2 voice", "c4 category", "c5 other", "c13 stage", "c15 other"]);
	});
});

describe("a channel that is known to be gone", () => {
	const world = () =>
		shownCache({
			channels: [channel("5"), channel("6")],
			voice_states: [voiceState("21", "5"), voiceState("22", "5"), voiceState("23", "6")],
		});

	test("has thrown everyone in it out of voice, and so it is said, once, before it is said to be gone", () => {
		const { cache, heard } = world();
		cache.apply("CHANNEL_DELETE", channel("5"));
		expect(heard).toEqual(["moved 21 5 none", "moved 22 5 none", "gone 5"]);
		expect(["21", "22", "23"].map((id) => cache.see(guildId)?.position(id))).toEqual([undefined, undefined, "6"]);
		for (const id of ["21", "22"]) cache.apply("VOICE_STATE_UPDATE", voiceState(id, null));
		expect(heard).toHaveLength(3);
	});

	test("to us by an answer, before the gateway says so: the same, and what the gateway says then is no news", () => {
		const { cache, heard } = world();
		cache.channelGone(guildId, "5");
		expect(heard).toEqual(["moved 21 5 none", "moved 22 5 none", "gone 5"]);
		cache.apply("VOICE_STATE_UPDATE", voiceState("21", null));
		expect(heard).toHaveLength(3);
	});

	test("and voice states that come later count: whoever is back is back", () => {
		const { cache, heard } = world();
		cache.apply("CHANNEL_DELETE", channel("5"));
		heard.length = 0;
		cache.apply("VOICE_STATE_UPDATE", voiceState("21", "6"));
		expect(heard).toEqual(["moved 21 none 6"]);
	});

	test("is deleted, which one that was only not shown is not", () => {
		const { cache } = world();
		cache.apply("CHANNEL_DELETE", channel("5"));
		expect(["5", "6", "7"].map((id) => cache.see(guildId)?.isDeleted(id))).toEqual([true, false, false]);
		ready(cache, guildId);
		cache.apply("GUILD_CREATE", guild());
		expect(["5", "6"].map((id) => cache.see(guildId)?.isDeleted(id))).toEqual([true, false]);
	});

	test("leaves those whose answered move into it was never confirmed where the gateway says that they are", async () => {
		const { cache, clock, heard } = world();
		cache.movedByUs(guildId, "23", "5");
		cache.apply("CHANNEL_DELETE", channel("5"));
		expect(cache.see(guildId)?.position("23")).toBe("6");
		heard.length = 0;
		await clock.advance(60_000);
		expect(heard).toEqual([]);
	});
});

describe("an answered move", () => {
	const world = () => shownCache({ channels: [channel("5"), channel("6")], voice_states: [voiceState("21", "5")] });
	const seen = ({ cache }: ReturnType<typeof world>) => [
		cache.see(guildId)?.position("21"),
		cache.see(guildId)?.isUnconfirmed("21"),
	];

	test("of several, confirmed one after the other, as by a resumed session, nobody is said to have moved by themselves", () => {
		const { cache, heard } = world();
		cache.movedByUs(guildId, "21", "6");
		cache.movedByUs(guildId, "21", "5");
		cache.movedByUs(guildId, "21", "6");
		heard.length = 0;
		for (const place of ["6", "5", "6"]) cache.apply("VOICE_STATE_UPDATE", voiceState("21", place));
		expect(heard.map((one) => one.split(" ")[0])).toEqual(["confirmed", "confirmed", "confirmed"]);
		expect(cache.see(guildId)?.isUnconfirmed("21")).toBe(false);
	});

	test("while the gateway is away is not withdrawn: a resumed session confirms it late", async () => {
		const { cache, clock, heard } = world();
		cache.movedByUs(guildId, "21", "6");
		cache.disconnected();
		await clock.advance(60_000);
		heard.length = 0;
		cache.apply("VOICE_STATE_UPDATE", voiceState("21", "6"));
		expect(heard).toEqual(["confirmed 21 5 6"]);
	});

	test("counts at once, unconfirmed; until then they are in both channels", () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		expect(seen(given)).toEqual(["6", true]);
		expect(["5", "6"].map((id) => given.cache.see(guildId)?.occupants(id))).toEqual([["21"], ["21"]]);
		expect(given.heard).toEqual([]);
	});

	test("is confirmed by the gateway, and so it is said", async () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		given.cache.apply("VOICE_STATE_UPDATE", voiceState("21", "6"));
		expect(seen(given)).toEqual(["6", false]);
		expect(given.heard).toEqual(["confirmed 21 5 6"]);
		await given.clock.advance(60_000);
		expect(given.heard).toHaveLength(1);
		expect(seen(given)).toEqual(["6", false]);
	});

	test("that the gateway does not confirm within five seconds is withdrawn: they are found where they were", async () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		await given.clock.advance(4_999);
		expect([seen(given), given.heard]).toEqual([["6", true], []]);
		await given.clock.advance(1);
		expect([seen(given), given.heard]).toEqual([["5", false], ["found 21 none 5"]]);
	});

	test("that is not confirmed before the cache is stopped is nobody's business any more", async () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		given.cache.stop();
		await given.clock.advance(60_000);
		expect(given.heard).toEqual([]);
	});

	test("is not undone by a repeated state of where they were, as for muting", () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		given.cache.apply("VOICE_STATE_UPDATE", voiceState("21", "5"));
		expect([seen(given), given.heard]).toEqual([["6", true], []]);
	});

	test("gives way to the gateway's word of any other place", async () => {
		for (const [place, word] of [
			["7", "moved 21 5 7"],
			[null, "moved 21 5 none"],
		] as const) {
			const given = world();
			given.cache.movedByUs(guildId, "21", "6");
			given.cache.apply("VOICE_STATE_UPDATE", voiceState("21", place));
			expect(seen(given)).toEqual([place ?? undefined, false]);
			await given.clock.advance(60_000);
			expect(given.heard).toEqual([word]);
		}
	});

	test("that another one follows is withdrawn with that one, five seconds after it", async () => {
		const given = world();
		given.cache.movedByUs(guildId, "21", "6");
		await given.clock.advance(3_000);
		given.cache.movedByUs(guildId, "21", "6");
		await given.clock.advance(4_999);
		expect(seen(given)).toEqual(["6", true]);
		await given.clock.advance(1);
		expect([seen(given), given.heard]).toEqual([["5", false], ["found 21 none 5"]]);
	});

	test("of whom the gateway does not know to be in voice: withdrawn, they are nowhere", async () => {
		const given = world();
		given.cache.apply("VOICE_STATE_UPDATE", voiceState("21", null));
		given.cache.movedByUs(guildId, "21", "6");
		given.heard.length = 0;
		await given.clock.advance(5_000);
		expect([seen(given), given.heard]).toEqual([[undefined, false], ["found 21 none none"]]);
	});

	test("is over with the guild, or with a fresh view of it", async () => {
		const left = world();
		left.cache.movedByUs(guildId, "21", "6");
		left.cache.apply("GUILD_DELETE", { id: guildId });
		await left.clock.advance(60_000);
		expect(left.heard).toEqual([`left ${guildId}`]);
		const again = world();
		again.cache.movedByUs(guildId, "21", "6");
		ready(again.cache, guildId);
		again.cache.apply("GUILD_CREATE", guild({ voice_states: [voiceState("21", "6")] }));
		expect(seen(again)).toEqual(["6", false]);
	});
});

describe("voice", () => {
	test("repeated states, and those that only mute, move nobody", () => {
		const { cache, heard } = shownCache({ channels: [channel("5"), channel("6")] });
		for (const channelId of ["5", "5", "6", "6", null, null])
			cache.apply("VOICE_STATE_UPDATE", voiceState("21", channelId));
		expect(heard).toEqual(["moved 21 none 5", "moved 21 5 6", "moved 21 6 none"]);
	});

	test("who is where, and in which guilds", () => {
		const { cache } = shownCache();
		cache.apply("GUILD_CREATE", guild({ id: "200", voice_states: [voiceState("21", "8")] }));
		cache.apply("VOICE_STATE_UPDATE", voiceState("21", "5"));
		cache.apply("VOICE_STATE_UPDATE", voiceState("22", "5"));
		expect(cache.see(guildId)?.occupants("5")).toEqual(["21", "22"]);
		expect([...cache.voices.guilds("21")].sort()).toEqual([guildId, "200"]);
	});
});

describe("what cannot be read is ignored", () => {
	const rows: readonly [name: string, data: unknown][] = [
		["READY", null],
		["READY", { guilds: [] }],
		["GUILD_CREATE", "guild"],
		["GUILD_CREATE", { id: guildId }],
		["GUILD_UPDATE", { id: guildId, name: 5 }],
		["GUILD_DELETE", {}],
		["GUILD_ROLE_UPDATE", { guild_id: guildId, role: { id: "101", permissions: "many" } }],
		["GUILD_MEMBER_UPDATE", { guild_id: guildId, roles: [] }],
		["CHANNEL_UPDATE", { id: "5" }],
		["CHANNEL_DELETE", undefined],
		["VOICE_STATE_UPDATE", { guild_id: guildId }],
		["PRESENCE_UPDATE", { user: { id: "21" }, guild_id: guildId, status: "online" }],
		["SOMETHING_NEW", {}],
	];
	for (const [name, data] of rows) {
		test(`${name} ${JSON.stringify(data)}`, () => {
			const { cache, heard } = shownCache({ channels: [channel("5")] });
			cache.apply(name, data);
			expect(heard).toEqual([]);
			expect(cache.see(guildId)?.channels.size).toBe(1);
		});
	}

	test("one unreadable part does not take the rest of the guild with it", () => {
		const { cache } = shownCache({
			channels: [channel("5"), { id: 6 }, null],
			voice_states: [{}, voiceState("21", "5")],
		});
		expect([...(cache.see(guildId)?.channels.keys() ?? [])]).toEqual(["5"]);
		expect(cache.see(guildId)?.position("21")).toBe("5");
	});
});
