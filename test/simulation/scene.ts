// Short words for one match in the simulation: who is where, which room is whose, and what the program called.

import { expect } from "bun:test";
import type { Fact } from "../../src/fact.ts";
import { readable } from "../../src/sandbox/discord/reply.ts";
import type { WaitReason } from "../../src/wait.ts";
import type { Person, Side } from "../world.ts";
import { type Simulation, type SimulationOptions, simulate } from "./world.ts";

/** All permissions that the invitation asks for. */
export const invited = 281475265138192n;

export type FactOf<K extends Fact["kind"]> = Extract<Fact, { readonly kind: K }>;

export class Scene {
	readonly world: Simulation;
	readonly matchId: string;

	constructor(world: Simulation) {
		this.world = world;
		this.matchId = world.newMatchId();
	}

	/** The match is ready, and everyone is in their room. */
	async placed(teams: readonly Side[] = this.world.teams): Promise<void> {
		await this.world.report("ready", this.matchId, { teams });
		await this.world.eventually(() => this.world.arePlaced(teams), "everyone in their room");
	}

	/** The match is over and its rooms are gone, without a call that no careful bot makes. */
	async ended(): Promise<void> {
		await this.world.report("finished", this.matchId, { teams: null });
		await this.world.eventually(() => this.world.roomChannels().length === 0, "no room left");
		expect(this.world.discord.violations).toEqual([]);
	}

	/** Both ways to end a process, and the next start. */
	async restart(how: "stop" | "kill" = "stop"): Promise<void> {
		if (how === "kill") this.world.kill();
		else await this.world.stopProgram();
		await this.world.start();
		await this.world.calm();
	}

	/** Resolves once `holds` does; fails when it does not within so many ms of the simulated time. */
	async within(ms: number, holds: () => boolean | undefined, what: string): Promise<void> {
		await this.world.clock
			.runUntil(() => holds() === true, ms)
			.catch(() => {
				throw new Error(`not within ${ms} ms: ${what}`);
			});
	}

	person(team: 0 | 1, index: number): Person {
		const found = this.world.teams[team].people[index];
		if (found === undefined) throw new Error("no such person");
		return found;
	}

	/** The room of a team, by the team's name. */
	roomOf({ name }: Side, guildId: string = this.world.guildId): string {
		return this.world.roomChannels(guildId).find((room) => room.name.startsWith(`${name} · `))?.id ?? "no room";
	}

	isIn(who: Person, channelId: string): () => boolean {
		return () => this.world.whereIs(who) === channelId;
	}

	join({ discordId }: Person, channelId: string): void {
		this.world.discord.joinVoice(this.world.guildId, discordId, channelId);
	}

	leave({ discordId }: Person): void {
		this.world.discord.leaveVoice(this.world.guildId, discordId);
	}

	addVoice(name: string): string {
		return this.world.discord.addChannel(this.world.guildId, { name, type: "voice" });
	}

	callsOf(method: string, route: string) {
		return this.world.discord.calls.filter((call) => call.method === method && call.route === route);
	}

	creates() {
		return this.callsOf("POST", "/guilds/:guild/channels");
	}

	moves(who?: Person) {
		const all = this.callsOf("PATCH", "/guilds/:guild/members/:user");
		return who === undefined ? all : all.filter(({ path }) => path.endsWith(`/${who.discordId}`));
	}

	/** What was published of this kind, oldest first. */
	facts<K extends Fact["kind"]>(kind: K): readonly FactOf<K>[] {
		return this.world.facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
	}

	/** What stands in the chat of the channels with this name, oldest first; nobody was ever pinged. */
	chat(name: string): string[] {
		const { discord, guildId } = this.world;
		const { channels } = discord.snapshot(guildId);
		const messages = channels.filter((one) => one.name === name).flatMap(({ id }) => discord.messagesIn(id));
		for (const { pings } of messages) expect(pings).toEqual({ everyone: false, users: [], roles: [] });
		return messages.filter(({ deleted }) => !deleted).map(readable);
	}

	/** Why things are not done for the match, about whom: the subject without its kind of id, and the reason. */
	reasons(matchId: string = this.matchId): Record<string, WaitReason> {
		const { program, guildId } = this.world;
		return Object.fromEntries(program.keeper.waits(guildId, matchId).map(({ subject, reason }) => [subject, reason]));
	}
}

/** A match of three a side, everyone linked and in "General" unless told otherwise, whose rooms stay 100 ms. */
export async function given(options: SimulationOptions = {}): Promise<Scene> {
	return new Scene(await simulate({ playersPerTeam: 3, lingerMs: 100, ...options }));
}
