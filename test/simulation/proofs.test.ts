// Whole evenings of claims, proofs, vouching and wishes, drawn from seeds, with faults and restarts in between. Whenever calm
// returns, exactly those whose link counts may enter their team's room, those who may be moved are in it, and nobody else is.

import { expect, test } from "bun:test";
import { type ClaimRule, counts } from "../../src/link.ts";
import type { Person } from "../world.ts";
import { below, pick, seeded } from "./chance.ts";
import { given, type Scene } from "./scene.ts";

const steps = 40;
const rules = ["count", "prove", null] as const;
const faults = [
	{ status: 500 },
	{ loseAnswer: true },
	{ status: 403, code: 50013, message: "Missing Permissions" },
	{ retryAfter: 2 },
] as const;

/** Plays one evening; returns what is not as it should be, in words. */
async function evening(seed: number): Promise<readonly string[]> {
	const chance = seeded(seed);
	const canProve = chance() < 0.7;
	const extras: Person[] = [];
	const scene = await given({
		canProve,
		matchMaxMs: 72 * 3_600_000,
		prepare(made) {
			for (const name of ["Eve", "Mallory", "Trudy"]) {
				const person = made.person(name);
				extras.push(person);
				made.discord.joinVoice(made.guildId, person.discordId, made.generalId);
			}
			if (chance() < 0.5) made.change("UPDATE links SET verified_at = 1");
		},
	});
	const { world } = scene;
	const everybody = [...world.people, ...extras];
	const someone = () => pick(chance, everybody);
	const member = ({ discordId }: Person) => ({ discordId, guildId: world.guildId });
	const staff = () => ({ discordId: "staff", guildId: world.guildId, right: "staff" as const });
	await world.report("ready", scene.matchId);
	for (let step = 0; step < steps; step += 1) {
		const { players } = world.program;
		const who = someone();
		const player = pick(chance, world.people);
		switch (below(chance, 10)) {
			case 0:
				void players.register(member(who), player.nickname);
				break;
			case 1:
				void players.prove(member(who), player, chance() < 0.5);
				break;
			case 2:
				players.staffVerify(staff(), who.discordId);
				break;
			case 3:
				void players.staffLink(staff(), who.discordId, player.nickname);
				break;
			case 4:
				players.staffUnlink(staff(), who.discordId);
				break;
			case 5:
				players.optOut(who.discordId, chance() < 0.5);
				break;
			case 6:
				world.choose({ claims: pick(chance, rules) });
				world.program.keeper.settingsChanged(world.guildId);
				break;
			case 7:
				if (world.discord.voiceOf(world.guildId, who.discordId) === undefined) scene.join(who, world.generalId);
				else scene.leave(who);
				break;
			case 8:
				world.discord.fault({ times: 1 + below(chance, 3) }, pick(chance, faults));
				break;
			default:
				if (chance() < 0.3) await scene.restart(pick(chance, ["stop", "kill"]));
		}
		await world.clock.advance(pick(chance, [0, 1, 50, 1_000, 20_000]));
	}
	world.discord.heal();
	await world.clock.advance(12 * 60_000);
	const broken = judge(scene, canProve ? "grace" : "count", everybody);
	await world.report("finished", scene.matchId, { teams: null });
	await world.clock.advance(15 * 60_000);
	if (world.roomChannels().length > 0) broken.push("a room is left");
	await world.stop();
	return broken.map((what) => `seed ${seed}: ${what}`);
}

type Row = { faceit_id: string; discord_id: string; verified_at: number | null; linked_at: number; opted_out: number };

/** Compares what Discord shows with what the database says. */
function judge({ world }: Scene, fallback: ClaimRule, everybody: readonly Person[]): string[] {
	const links = world.stored<Row>("SELECT * FROM links");
	const [chosen] = world.stored<{ claims: ClaimRule | null }>(
		`SELECT claims FROM guilds WHERE guild_id = '${world.guildId}'`,
	);
	const vouched = new Set(
		world
			.stored<{ discord_id: string }>("SELECT discord_id FROM members WHERE vouched_at IS NOT NULL")
			.map(({ discord_id }) => discord_id),
	);
	const rule = chosen?.claims ?? fallback;
	const counting = links.filter(({ discord_id, verified_at, linked_at }) => {
		// The links of the beginning are as old as time.
		const proof = verified_at !== null ? "verified" : linked_at === 0 && fallback === "grace" ? "graced" : "claimed";
		const link = { guildId: world.guildId, proof, isVouched: vouched.has(discord_id) } as const;
		return counts(link, world.guildId, rule);
	});
	const nameOf = (discordId: string) => world.nameOf(discordId);
	return world.teams.flatMap((team) => {
		const room = world.roomChannels().find(({ name }) => name.startsWith(`${team.name} · `));
		const own = counting.filter(({ faceit_id }) => team.people.some(({ faceitId }) => faceitId === faceit_id));
		const may = own.map(({ discord_id }) => discord_id);
		if (room === undefined) return may.length === 0 ? [] : [`${team.name} has no room`];
		const admitted = room.admitted.map(({ userId }) => userId).filter((id) => id !== world.discord.botId);
		const inside = everybody.filter((one) => world.whereIs(one) === room.id).map(({ discordId }) => discordId);
		const inVoice = (id: string) => world.discord.voiceOf(world.guildId, id) !== undefined;
		const due = own.filter(({ discord_id, opted_out }) => opted_out === 0 && inVoice(discord_id));
		return [
			...may.filter((id) => !admitted.includes(id)).map((id) => `${nameOf(id)} may not enter ${team.name}`),
			...admitted.filter((id) => !may.includes(id)).map((id) => `${nameOf(id)} may enter ${team.name}`),
			...inside.filter((id) => !may.includes(id)).map((id) => `${nameOf(id)} sits in ${team.name}`),
			...due
				.filter(({ discord_id }) => !inside.includes(discord_id))
				.map(({ discord_id }) => `${nameOf(discord_id)} is not in ${team.name}`),
		];
	});
}

for (let first = 0; first < 60; first += 20) {
	test(`the evenings of the seeds ${first} to ${first + 19}`, async () => {
		const broken: string[] = [];
		for (let seed = first; seed < first + 20; seed += 1) broken.push(...(await evening(seed)));
		expect(broken).toEqual([]);
	});
}
