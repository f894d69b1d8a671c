// The login page as a person meets it in a browser, in the demo and in tests: one link for each player, and one to deny.

import type { Account } from "./player-json.ts";

const style = `
:root { color-scheme: light dark; --back: light-dark(#f4f4f5, #161618); --card: light-dark(#fff, #222226);
  --text: light-dark(#1c1c1f, #ececf0); --quiet: light-dark(#5c5c66, #a6a6b2); --line: light-dark(#d6d6db, #3d3d44);
  --accent: light-dark(#b23a00, #ff8a4c); }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; margin: 0 auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line);
  border-radius: 0.75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 0.5rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0 0 1rem; color: var(--quiet); }
ul { margin: 0 0 1rem; padding: 0; list-style: none; }
li { margin: 0 0 0.5rem; }
a { display: block; padding: 0.625rem 0.875rem; border: 1px solid var(--line); border-radius: 0.5rem; color: var(--text);
  text-decoration: none; }
a:hover { border-color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a.deny { text-align: center; color: var(--accent); }
`;

const hash = new Bun.CryptoHasher("sha256").update(style).digest("base64");
const headers = {
	"content-type": "text/html; charset=utf-8",
	"cache-control": "no-store",
	"content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
};

/** Asks who logs in. `accountsUrl` is where its links lead; `asked` is what the app asked for. */
export function loginPage(accountsUrl: string, asked: URLSearchParams, accounts: readonly Account[]): Response {
	const link = (path: string, query: string, className: string, text: string) =>
		`<a class="${className}" href="${Bun.escapeHTML(`${accountsUrl}/${path}?${query}`)}">${Bun.escapeHTML(text)}</a>`;
	const players = accounts.map(({ faceitId, nickname }) => {
		const query = new URLSearchParams([...asked, ["player", faceitId]]);
		return `<li>${link("approve", String(query), "player", nickname)}</li>`;
	});
	const choice = players.length === 0 ? "<p>There are no players.</p>" : `<ul>${players.join("")}</ul>`;
	const deny = link("deny", String(asked), "deny", "Deny");
	const intro = "<p>This stands in for FACEIT’s login page: no real account is involved. Who are you?</p>";
	return page(200, "Log in to the FACEIT sandbox", `${intro}${choice}${deny}`);
}

/** A page that says why there is no login. */
export function refusalPage(status: number, title: string, reasons: readonly string[] = []): Response {
	return page(status, title, reasons.map((reason) => `<p>${Bun.escapeHTML(reason)}</p>`).join(""));
}

function page(status: number, title: string, content: string): Response {
	const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>`;
	const html = `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head>`;
	return new Response(`${html}<body><main><h1>${title}</h1>${content}</main></body></html>`, { status, headers });
}
