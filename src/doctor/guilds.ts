// Each guild: what the bot may do there, where its rooms go, and how many channels are left.

import type { Connection } from "../discord/connect.ts";
import { needed } from "../discord/permissions.ts";
import type { GuildSettings } from "../store/guilds.ts";
import { type Finding, failing, warning, well } from "./finding.ts";

type Guild = NonNullable<ReturnType<Connection["client"]["guilds"]["cache"]["get"]>>;
type Channel = NonNullable<ReturnType<Guild["channels"]["cache"]["get"]>>;

const perGuild = 500;
const perCategory = 50;
/** Two rooms for each of ten matches. */
const littleRoom = 20;

/** Needed to move somebody into a channel. */
const entryNames = ["View Channels", "Connect", "Move Members"];

/** `settings` is what an admin chose; undefined where there is no database yet. */
export function checkGuild(guild: Guild, settings: GuildSettings | undefined): Finding[] {
	const about = `server ${nameOf(guild)}`;
	if (!guild.available) return [warning(about, "Discord does not show it now", "wait: it is an outage of Discord's")];
	const categoryId = settings?.categoryId ?? null;
	const category = categoryId === null ? undefined : guild.channels.cache.get(categoryId);
	const problems = [
		...missing(guild, about),
		...(categoryId === null ? [] : categoryProblems(guild, category, about)),
		...lobbyProblems(guild, settings?.lobbyId ?? null, about),
	];
	const permissions = problems.length > 0 ? problems : [well(about, "every permission is there")];
	return [...permissions, channelsLeft(guild, category, about)];
}

/** Of a guild that Discord does not show, only the id is known, whatever its type says. */
export function nameOf({ available, name, id }: Guild): string {
	return available ? name : id;
}

function missing(guild: Guild, about: string): Finding[] {
	const { me } = guild.members;
	if (me === null) return [];
	return needed
		.filter(([flag]) => !me.permissions.has(flag))
		.map(([, name]) =>
			failing(
				about,
				`the bot lacks ${name}`,
				`Server Settings → Roles → ${roleOf(guild)} → Permissions: turn ${name} on`,
			),
		);
}

function categoryProblems(guild: Guild, category: Channel | undefined, about: string): Finding[] {
	if (category === undefined) {
		return [failing(about, "the category for rooms is gone", "choose another with /setup in that server")];
	}
	return lackingIn(guild, category, () => true).map((name) =>
		failing(
			about,
			`the bot lacks ${name} in the category ${category.name}`,
			`right-click the category → Edit Category → Permissions → ${roleOf(guild)}: allow ${name}`,
		),
	);
}

function lobbyProblems(guild: Guild, lobbyId: string | null, about: string): Finding[] {
	if (lobbyId === null) return [];
	const lobby = guild.channels.cache.get(lobbyId);
	if (lobby === undefined) {
		return [warning(about, "the lobby is gone: players may have nowhere to return to", "choose another with /setup")];
	}
	return lackingIn(guild, lobby, (name) => entryNames.includes(name)).map((name) =>
		warning(
			about,
			`the bot lacks ${name} in the lobby ${lobby.name}: it cannot return players there`,
			`Edit Channel → Permissions → ${roleOf(guild)}: allow ${name}`,
		),
	);
}

/** What is held in the guild and taken away in the channel. */
function lackingIn({ members }: Guild, channel: Channel, concerns: (name: string) => boolean): string[] {
	const { me } = members;
	if (me === null || channel.isThread()) return [];
	const held = channel.permissionsFor(me);
	return needed
		.filter(([flag, name]) => concerns(name) && me.permissions.has(flag) && !held.has(flag))
		.map(([, name]) => name);
}

function channelsLeft({ channels }: Guild, category: Channel | undefined, about: string): Finding {
	const all = channels.cache.filter((channel) => !channel.isThread());
	const inside = category === undefined ? [] : [...all.values()].filter(({ parentId }) => parentId === category.id);
	const overflow = category === undefined ? "" : `, ${inside.length}/${perCategory} in ${category.name}`;
	const what = `${all.size}/${perGuild} channels${overflow}`;
	if (all.size >= perGuild) return failing(about, `${what}: no room can be opened`, "delete channels nobody needs");
	if (all.size > perGuild - littleRoom) return warning(about, `${what}: few rooms fit`, "delete channels nobody needs");
	return well(about, inside.length >= perCategory ? `${what}; more rooms go into another category beside it` : what);
}

/** The role that Discord made for the bot. */
function roleOf({ members }: Guild): string {
	return members.me?.roles.botRole?.name ?? "the bot's role";
}
