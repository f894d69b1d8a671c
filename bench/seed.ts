// Databases as years, or a busy evening, would have left them: made by the product's own store, filled by SQL.

import { roomName } from "../src/room.ts";
import { anyCompetition } from "../src/sandbox/faceit/webhook-body.ts";
import { openStore, type Store, transaction } from "../src/store/open.ts";
import { type Pair, type Person, peopleOf, type Stage, type Team } from "./stage.ts";

const day = 86_400_000;
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Opens the database, creating it at the product's schema, lets it be filled in one transaction, and closes it. */
export function fill(path: string, act: (store: Store) => void): void {
	const store = openStore(path);
	try {
		transaction(store, () => act(store));
	} finally {
		store.close();
	}
}

/** Links these people of each pair, everyone by default, as known in their guild. */
export function link(
	{ sqlite }: Store,
	pairs: readonly Pair[],
	people: (pair: Pair) => readonly Person[] = peopleOf,
): void {
	const putLink = sqlite.prepare(
		"INSERT INTO links (faceit_id, discord_id, nickname, linked_at, verified_at) VALUES (?, ?, ?, 0, NULL)",
	);
	const putMember = sqlite.prepare("INSERT INTO members (guild_id, discord_id) VALUES (?, ?)");
	for (const pair of pairs) {
		for (const { faceitId, discordId, nickname } of people(pair)) {
			putLink.run(faceitId, discordId, nickname);
			putMember.run(pair.guildId, discordId);
		}
	}
}

/** Links so many people who are never seen. */
export function linkStrangers({ sqlite }: Store, count: number): void {
	const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
	sqlite.run(`${rows} INSERT INTO links SELECT printf('00000000-0000-4000-8000-%012x', i), 900000000000000000 + i,
		printf('stranger%d', i), 0, NULL FROM n`);
	sqlite.run(`${rows} INSERT INTO members SELECT '800000000000000001', 900000000000000000 + i FROM n`);
}

/** So many matches that were over within the last 29 days, each with its line-ups, as long as those of this pair. */
export function addPast({ sqlite }: Store, count: number, like: Pair): void {
	const now = Date.now();
	const rows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
	const id = "printf('1-00000000-0000-4000-8000-%012x', i)";
	const at = `${now - day} - (i * ${28 * day} / ${count})`;
	sqlite
		.query(`${rows} INSERT INTO matches (match_id, phase, version, competition, teams, scheduled_at, openings, opened_at,
			over_at, heard_at, settled_at)
			SELECT ${id}, 'over', 12, NULL, ?, NULL, 1, ${at}, ${at}, ${at}, ${at} FROM n`)
		.run(JSON.stringify(like.teams.map(asKept)));
}

/**
 * A match of this pair that is on, with everything in the database and in Discord as the program leaves it: two rooms,
 * everyone placed in theirs. Nothing is left to do for it.
 */
export function addOpen(store: Store, stage: Stage, pair: Pair, number: number): void {
	const { sqlite } = store;
	const { guildId, lobbyId, teams } = pair;
	const now = Date.now();
	const matchId = `1-${crypto.randomUUID()}`;
	stage.faceit.setMatch(matchId, { status: "ONGOING", teams });
	sqlite
		.query(`INSERT INTO matches (match_id, phase, version, competition, teams, openings, opened_at, heard_at)
			VALUES (?, 'open', 5, ?, ?, 1, ?, ?)`)
		.run(matchId, JSON.stringify(anyCompetition), JSON.stringify(teams.map(asKept)), now, now);
	const putRoom = sqlite.query(`INSERT INTO rooms (code, match_id, guild_id, team_id, state, channel_id, admitted,
		created_at) VALUES (?, ?, ?, ?, 'open', ?, ?, ?)`);
	const putPlacement =
		sqlite.query(`INSERT INTO placements (match_id, guild_id, discord_id, state, origin_id, opening, at)
		VALUES (?, ?, ?, 'placed', ?, 1, ?)`);
	for (const [side, team] of teams.entries()) {
		const code = codeOf(2 * number + side);
		const channelId = openRoom(stage, pair, team, code);
		const admitted = team.roster.map(({ discordId: id }) => ({ kind: "member", id }));
		putRoom.run(code, matchId, guildId, team.teamId, channelId, JSON.stringify(admitted), now);
		for (const { discordId } of team.roster) {
			putPlacement.run(matchId, guildId, discordId, lobbyId, now);
			stage.discord.joinVoice(guildId, discordId, channelId);
		}
	}
}

const canEnter = (1n << 10n) | (1n << 20n);

function openRoom({ discord }: Stage, { guildId }: Pair, { name, roster }: Team, code: string): string {
	const everyone = { id: guildId, type: "role" as const, deny: canEnter };
	const allowed = [discord.botId, ...roster.map(({ discordId }) => discordId)];
	const overwrites = [everyone, ...allowed.map((id) => ({ id, type: "member" as const, allow: canEnter }))];
	return discord.addChannel(guildId, { name: roomName(name, code), type: "voice", overwrites });
}

/** A different code for each number. */
function codeOf(number: number): string {
	const base = letters.length;
	return [3, 2, 1, 0].map((place) => letters[Math.floor(number / base ** place) % base]).join("");
}

function asKept({ teamId, name, roster }: Team) {
	const players = roster.map(({ faceitId, nickname }) => ({ faceitId, nickname }));
	return { teamId, name, roster: players, substitutes: [] };
}

/** Processed webhooks that were received so long ago, each with a body of this many characters. */
export function addBodies({ sqlite }: Store, count: number, characters: number, ageMs: number): void {
	const at = Date.now() - ageMs;
	sqlite.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
		INSERT INTO inbox (event_key, event, match_id, body, state, received_at, done_at)
		SELECT printf('past:%d', i), 'match_status_ready', printf('1-00000000-0000-4000-8000-%012x', i),
			hex(randomblob(${characters / 2})), 'done', ${at}, ${at} FROM n`);
}
