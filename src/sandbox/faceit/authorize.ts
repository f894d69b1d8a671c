// What FACEIT demands before it shows its login page, and where it sends the browser afterwards.

export type Registered = {
	/** The address of the authorize page. */
	readonly accountsUrl: string;
	readonly clientId: string;
	/** The redirects registered for the app; while there are none, any is accepted. */
	readonly redirects: ReadonlySet<string>;
};

/** Everything that is wrong with the link to the login page; nothing if FACEIT would show it. */
export function problemsOf({ accountsUrl, clientId, redirects }: Registered, url: URL): string[] {
	const asked = url.searchParams;
	const page = new URL(accountsUrl);
	const redirectUri = asked.get("redirect_uri") ?? "";
	const checks: readonly (readonly [boolean, string])[] = [
		[url.origin === page.origin && url.pathname.replace(/\/$/, "") === page.pathname, "not the authorize page"],
		[asked.get("response_type") === "code", "response_type is not code"],
		[asked.get("client_id") === clientId, "client_id is unknown"],
		[asked.get("redirect_popup") === "true", "redirect_popup is not true"],
		[URL.canParse(redirectUri), "redirect_uri is no URL"],
		[redirects.size === 0 || redirects.has(redirectUri), "redirect_uri is not a registered one"],
		[asked.get("scope")?.split(" ").includes("openid") ?? false, "scope lacks openid"],
		[(asked.get("state") ?? "") !== "", "state is missing"],
		[asked.get("code_challenge_method") === "S256", "code_challenge_method is not S256"],
		[/^[A-Za-z0-9_-]{43}$/.test(asked.get("code_challenge") ?? ""), "code_challenge is no S256 hash"],
	];
	return checks.filter(([isFine]) => !isFine).map(([, problem]) => problem);
}

/** The redirect with the answer and the state. */
export function backTo(asked: URLSearchParams, answer: Record<string, string>): string {
	const url = new URL(asked.get("redirect_uri") ?? "");
	for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
	url.searchParams.set("state", asked.get("state") ?? "");
	return url.href;
}
