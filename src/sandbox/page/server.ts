// Serves the page on loopback: what a member sees is pushed to it, what they do comes back.

import { NoResponse, type Reply } from "../discord/reply.ts";
import type { DiscordSandbox } from "../discord.ts";
import type { FormValues } from "./look/form-json.ts";
import page from "./page.html";
import { type Answered, stateFor } from "./state.ts";
import type { Deed, Outcome, State, Typing } from "./state-json.ts";

/** What can be made to happen at FACEIT. */
export type FaceitPanel = {
	/** What can happen to a match, in words. */
	readonly events: readonly string[];
	readonly matches: () => State["faceit"]["matches"];
	/** Throws an Error that says why it cannot happen. `matchId` null: a new match. */
	readonly fire: (event: string, matchId: string | null) => Promise<void>;
};

export type PageOptions = {
	readonly discord: DiscordSandbox;
	readonly guildId: string;
	readonly faceit: FaceitPanel;
	/** 0 takes a free one. */
	readonly port?: number;
};

/** Changes in quick succession are shown together, ms. */
const gatherMs = 100;
const keptReplies = 50;

type Watcher = { readonly as: string; readonly send: (state: string) => void };

export function servePage({ discord, guildId, faceit, port = 0 }: PageOptions) {
	const replies = new Map<string, Answered[]>();
	const waiting = new Map<string, State["waiting"]>();
	const forms = new Map<string, Reply>();
	const watchers = new Set<Watcher>();
	let timer: ReturnType<typeof setTimeout> | undefined;

	const push = () => {
		timer ??= setTimeout(() => {
			timer = undefined;
			for (const watcher of watchers) watcher.send(JSON.stringify(stateOf(watcher.as)));
		}, gatherMs);
	};
	const forget = discord.onEvent(push);

	function stateOf(as: string): State {
		const form = forms.get(as)?.modal ?? null;
		return stateFor(as, {
			guild: discord.guild(guildId),
			botId: discord.botId,
			messagesIn: discord.messagesIn,
			commands: discord.definitions(guildId),
			replies: replies.get(as) ?? [],
			waiting: waiting.get(as) ?? [],
			form: form === null ? null : asForm(form),
			faceit: { events: faceit.events, matches: faceit.matches() },
		});
	}

	/** Waits for the bot's answer, and keeps it for the member. */
	async function answered(as: string, channelId: string, command: string | null, asked: Promise<Reply>): Promise<void> {
		const entry = { channelId, command: command ?? "" };
		if (command !== null) waiting.set(as, [...(waiting.get(as) ?? []), entry]);
		push();
		try {
			const reply = await asked;
			if (reply.modal !== null) forms.set(as, reply);
			replies.set(as, [...(replies.get(as) ?? []), { reply, command }].slice(-keptReplies));
		} finally {
			waiting.set(
				as,
				(waiting.get(as) ?? []).filter((one) => one !== entry),
			);
			push();
		}
	}

	function messageOf(as: string, messageId: string) {
		const own = (replies.get(as) ?? []).flatMap(({ reply }) => [reply.message, ...reply.followUps]);
		const open = discord.channelsOf(guildId).flatMap(({ id }) => discord.messagesIn(id));
		const found = [...open, ...own].find((one) => one?.id === messageId);
		if (found == null) throw new Error("That message is gone");
		return found;
	}

	async function act(deed: Deed): Promise<void> {
		const { as } = deed;
		switch (deed.do) {
			case "join":
				return discord.joinVoice(guildId, as, deed.channelId);
			case "leave":
				return discord.leaveVoice(guildId, as);
			case "use": {
				const { command, options, channelId } = deed;
				const asked = discord.command(guildId, as, command, options, channelId);
				return answered(as, channelId, command, asked);
			}
			case "menu": {
				const { command, targetId, channelId } = deed;
				return answered(as, channelId, command, discord.context(guildId, as, command, targetId, channelId));
			}
			case "press": {
				const message = messageOf(as, deed.messageId);
				return answered(as, message.channelId, null, discord.press(message, deed.customId, as));
			}
			case "choose": {
				const message = messageOf(as, deed.messageId);
				return answered(as, message.channelId, null, discord.choose(message, deed.customId, [...deed.values], as));
			}
			case "submit": {
				const form = forms.get(as);
				if (form === undefined) throw new Error("The form is closed");
				await answered(as, form.channelId, null, discord.submit(form, filledIn(deed.values)));
				forms.delete(as);
				return push();
			}
			case "closeForm":
				forms.delete(as);
				return push();
			case "dismiss": {
				const rest = (replies.get(as) ?? []).filter(({ reply }) => reply.message?.id !== deed.messageId);
				replies.set(as, rest);
				return push();
			}
			case "faceit":
				await faceit.fire(deed.event, deed.matchId);
				return push();
			default:
				throw new Error(`no such deed: ${deed satisfies never}`);
		}
	}

	async function outcome(work: () => Promise<void>): Promise<Outcome> {
		try {
			await work();
			return { problem: null };
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			return { problem: error instanceof NoResponse ? "The application did not respond" : why };
		}
	}

	const server = Bun.serve({
		hostname: "127.0.0.1",
		port,
		development: false,
		// Someone who looks stays connected.
		idleTimeout: 0,
		routes: {
			"/": page,
			"/state": { GET: (request) => watch(request) },
			"/act": {
				POST: async (request) => guarded(request, async () => Response.json(await outcome(() => bodyOf(request, act)))),
			},
			"/suggest": {
				POST: async (request) => guarded(request, async () => Response.json(await bodyOf(request, suggest))),
			},
		},
		fetch: () => new Response("There is nothing here.", { status: 404 }),
	});

	/** Only this page, by its own address: no other site may act in its name, nor a name that leads here. */
	function guarded(request: Request, answer: () => Promise<Response>): Response | Promise<Response> {
		const isOwn = request.headers.get("host") === server.url.host;
		const origin = request.headers.get("origin");
		const isSame = origin === null || origin === server.url.origin;
		return isOwn && isSame ? answer() : new Response("This page is for this machine only.", { status: 403 });
	}

	function watch(request: Request): Response | Promise<Response> {
		return guarded(request, async () => {
			const as = new URL(request.url).searchParams.get("as") ?? "";
			let watcher: Watcher | undefined;
			const encoder = new TextEncoder();
			const stream = new ReadableStream<Uint8Array>({
				start(controller) {
					watcher = { as, send: (state) => controller.enqueue(encoder.encode(`data: ${state}\n\n`)) };
					watchers.add(watcher);
					watcher.send(JSON.stringify(stateOf(as)));
				},
				cancel() {
					if (watcher !== undefined) watchers.delete(watcher);
				},
			});
			return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
		});
	}

	async function suggest({ as, command, option, options }: Typing) {
		return discord.autocomplete(guildId, as, command, options, option).catch(() => []);
	}

	return {
		url: server.url.href,
		/** Shows what has changed outside Discord. */
		push,
		async stop() {
			clearTimeout(timer);
			forget();
			await server.stop(true);
		},
	};
}

/** The page is ours: what it sends is what its types say. */
async function bodyOf<Body, Result>(request: Request, work: (body: Body) => Promise<Result>): Promise<Result> {
	const body: Body = await request.json();
	return work(body);
}

/** A field that was left empty is not sent. */
function filledIn(values: FormValues): Record<string, Exclude<FormValues[string], null>> {
	return Object.fromEntries(
		Object.entries(values).flatMap(([id, value]) => (value === null ? [] : [[id, value] as const])),
	);
}

function asForm(modal: NonNullable<Reply["modal"]>): State["form"] {
	const form: State["form"] = JSON.parse(JSON.stringify(modal));
	return form;
}
