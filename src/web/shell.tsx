// The frame of every page: one column, nothing from outside, in the reader's own colours.

import type { ComponentChildren } from "preact";
import { render } from "preact-render-to-string";

const style = `
:root { color-scheme: light dark; --back: #f2f3f5; --card: #fff; --text: #1e1f22; --quiet: #4e5058; --line: #d7d9dc;
	--act: #4752c4; --act-text: #fff; --good: #18794e; --bad: #b42318; --ask: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --back: #1a1b1e; --card: #2b2d31; --text: #f2f3f5; --quiet: #b5bac1;
	--line: #3f4147; --act: #949cf7; --act-text: #14151a; --good: #57d392; --bad: #ff8f85; --ask: #f0b232; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1.25rem;
	background: var(--back); color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 29rem; padding: 2rem; background: var(--card); border: 1px solid var(--line);
	border-radius: 1rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.45rem; line-height: 1.25; text-wrap: balance; }
h1::before { content: ""; display: block; width: 2.5rem; height: .3rem; margin-bottom: 1.1rem; border-radius: 1rem;
	background: var(--tone); }
main.good { --tone: var(--good); } main.bad { --tone: var(--bad); } main.ask { --tone: var(--ask); }
p { margin: .75rem 0; } .quiet { color: var(--quiet); font-size: .925rem; }
dl { margin: 1.25rem 0; display: grid; grid-template-columns: auto 1fr; gap: .35rem 1rem; padding: .9rem 1rem;
	border: 1px solid var(--line); border-radius: .6rem; }
dt { color: var(--quiet); } dd { margin: 0; font-weight: 600; }
.actions { margin: 1.5rem 0 0; }
a.button, button { display: inline-block; padding: .65rem 1.1rem; border: 1px solid transparent; border-radius: .5rem;
	background: var(--act); color: var(--act-text); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
form.aside { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); }
form.aside p { margin-top: 0; }
form.aside button { background: transparent; border-color: currentColor; color: var(--text); }
:is(a, button):focus-visible { outline: 3px solid var(--act); outline-offset: 3px; }
:is(a.button, button):hover { filter: brightness(1.08); }
@media (max-width: 30rem) { main { padding: 1.5rem 1.25rem; } a.button, button { width: 100%; text-align: center; } }
`;

/** The address has what FACEIT sent back in it: it is good for nothing any more, and nobody's business. */
const script = 'history.replaceState(null, "", location.pathname);';

const hash = (text: string) => `'sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}'`;

/** Nothing is loaded, nothing is framed, and forms go nowhere but here. */
const policy = [
	"default-src 'none'",
	`style-src ${hash(style)}`,
	`script-src ${hash(script)}`,
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
].join("; ");

const headers = {
	"content-type": "text/html; charset=utf-8",
	"content-security-policy": policy,
	"cache-control": "no-store",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"permissions-policy": "camera=(), geolocation=(), microphone=()",
	"x-robots-tag": "noindex",
};

export type Page = {
	readonly status: number;
	/** `good`: it is done. `ask`: something is to be decided. `bad`: nothing was changed. */
	readonly tone: "good" | "ask" | "bad";
	readonly title: string;
	readonly body: ComponentChildren;
	/** In how many seconds to try again. */
	readonly retryAfter?: number | undefined;
};

export function pageResponse({ status, tone, title, body, retryAfter }: Page): Response {
	const html = render(
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<title>{`${title} · faceit-comms`}</title>
				<style dangerouslySetInnerHTML={{ __html: style }} />
			</head>
			<body>
				<main class={tone}>
					<h1>{title}</h1>
					{body}
				</main>
				<script dangerouslySetInnerHTML={{ __html: script }} />
			</body>
		</html>,
	);
	const again = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
	return new Response(`<!doctype html>${html}`, { status, headers: { ...headers, ...again } });
}
