// Discord: the token, the sign-ins left, and signing in as the program does. That takes one of a thousand sign-ins a
// day and leaves the connection of a running program alone.

import { z } from "zod";
import type { Answer } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { type Connection, connect } from "../discord/connect.ts";
import { Sender } from "../discord/sender.ts";
import { type Finding, failing, warning, well } from "../finding.ts";
import type { ScopePermissions } from "../permission.ts";
import { signInTurns } from "../sign-in.ts";
import { invitation } from "./invitation.ts";

const about = "Discord";
const timeoutMs = 10_000;
/** Discord waits up to 15 s for its servers to be shown. */
const signInMs = 20_000;
/** How long each further shard may have to wait for the one before it. */
const shardMs = 6_000;
/** Unless these are left besides its own, the doctor leaves them all to the program. */
const fewStarts = 20;

const badToken = "copy a new token from the page Bot of your application into DISCORD_TOKEN";

const userSchema = z.object({ username: z.string() });
const applicationSchema = z.object({ id: z.string() });
const gatewaySchema = z.object({
	shards: z.number().int().positive().catch(1),
	session_start_limit: z.object({ total: z.number(), remaining: z.number(), reset_after: z.number() }),
});

export type SignedIn = { readonly findings: readonly Finding[]; readonly connection: Connection | null };

type Needs = { readonly clock: Clock; readonly scopes: readonly ScopePermissions[] };

/** Signs in as well, unless something is in the way. The caller closes the connection. */
export async function checkDiscord(
	{ discord }: Config,
	{ clock, scopes }: Needs,
	doing: (what: string) => void,
): Promise<SignedIn> {
	const { apiUrl, token } = discord;
	const sender = new Sender({ clock, apiUrl, token, timeoutMs, publish: () => {}, onUnauthorized: () => {} });
	const get = (path: string) => sender.send({ guildId: null, method: "GET", path, route: `GET ${path}` });

	const user = read(await get("/users/@me"), userSchema);
	if (user.is !== "done") return { findings: [unreachable(user, apiUrl, clock.now())], connection: null };
	const application = read(await get("/applications/@me"), applicationSchema);
	const findings = [
		well(about, `the token is ${user.value.username}'s`),
		...(application.is === "done" ? [well(about, `invite it with ${invitation(application.value.id, scopes)}`)] : []),
	];
	const gateway = read(await get("/gateway/bot"), gatewaySchema);
	const starts = startsLeft(gateway, apiUrl, clock.now());
	if (starts.level === "error") return { findings: [...findings, starts], connection: null };
	doing("Signing in to Discord");
	const shards = gateway.is === "done" ? gateway.value.shards : 1;
	const signedIn = await signIn(discord, clock, signInMs + (shards - 1) * shardMs);
	return { findings: [...findings, starts, ...signedIn.findings], connection: signedIn.connection };
}

function read<Value>(answer: Answer<unknown>, schema: z.ZodType<Value>): Answer<Value> {
	if (answer.is !== "done") return answer;
	const value = schema.safeParse(answer.value);
	return value.success ? { is: "done", value: value.data } : { is: "lost", why: "its answer is not Discord's" };
}

function unreachable(answer: Exclude<Answer<unknown>, { is: "done" }>, apiUrl: string, now: number): Finding {
	switch (answer.is) {
		case "refused":
			return answer.status === 401
				? failing(about, "the token is not accepted", badToken)
				: failing(about, `it refuses (${answer.status}: ${answer.why})`, "if it stays, ask Discord's support");
		case "later": {
			const seconds = Math.max(1, Math.ceil((answer.at - now) / 1000));
			return failing(about, "it allows no calls for now", `try again in ${seconds} s`);
		}
		case "lost":
			return failing(about, `${apiUrl} cannot be asked (${answer.why})`, "see whether this machine reaches it");
		default:
			throw new Error(`no such answer: ${answer satisfies never}`);
	}
}

function startsLeft(answer: Answer<z.infer<typeof gatewaySchema>>, apiUrl: string, now: number): Finding {
	if (answer.is !== "done") return unreachable(answer, apiUrl, now);
	const { shards, session_start_limit } = answer.value;
	const { remaining, total, reset_after } = session_start_limit;
	const what = `${remaining} of ${total} sign-ins are left today`;
	const hours = Math.ceil(reset_after / 3_600_000);
	if (remaining >= fewStarts + shards) return well(about, what);
	const fix = `find out what restarts so often; there are new ones in ${hours} h. Running out would reset the token`;
	return failing(about, what, fix);
}

async function signIn({ apiUrl, token }: Config["discord"], clock: Clock, patienceMs: number): Promise<SignedIn> {
	const fatal = Promise.withResolvers<string>();
	const nothing = () => {};
	const connection = connect({
		...{ clock, chance: Math.random, apiUrl, token, timeoutMs, publish: nothing },
		// Several shards have to wait for each other here as well.
		signInTurn: signInTurns({ clock, memos: { get: () => undefined, set: nothing }, publish: nothing }),
		on: {
			...{ refreshed: nothing, guildShown: nothing, guildLeft: nothing, memberMoved: nothing },
			...{ channelShown: nothing, channelGone: nothing, fatal: fatal.resolve },
		},
	});
	const decided = new AbortController();
	const why = await Promise.race([
		connection.signIn().then(
			() => undefined,
			(error: unknown) => connection.isFinal(error) ?? String(error),
		),
		fatal.promise,
		clock.sleep(patienceMs, decided.signal).then(
			() => `no answer within ${patienceMs / 1000} s`,
			() => undefined,
		),
	]);
	decided.abort();
	if (why === undefined) {
		const what = "signed in, with the intents Guilds and Voice States; neither has to be switched on";
		return { findings: [well(about, what)], connection };
	}
	await connection.close();
	const fix = "see whether this machine may open WebSockets to gateway.discord.gg, and https://discordstatus.com";
	return { findings: [failing(about, `signing in failed: ${why}`, fix)], connection: null };
}

/** For a bot that nobody has invited yet. */
export function noGuilds(): Finding {
	return warning(about, "the bot is in no server", "open the link above and choose a server");
}
