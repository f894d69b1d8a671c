// How an app proves to the token endpoint that it is itself: by Basic, with its id and secret exactly as they are.
// FACEIT does not undo the percent-encoding that the standard (RFC 6749, 2.3.1) has strict clients apply.

/** What is wrong with the app's credentials; undefined if nothing is. */
export function wrongCredentials(
	authorization: string | null,
	form: URLSearchParams,
	app: { readonly clientId: string; readonly clientSecret: string },
): string | undefined {
	const sent = basicOf(authorization);
	const { clientId, clientSecret } = app;
	if (sent === `${clientId}:${clientSecret}`) return undefined;
	if (sent === undefined) {
		return form.has("client_secret") ? "the secret came in the form, not as Basic" : "no Basic credentials";
	}
	return unescaped(sent) === `${clientId}:${clientSecret}`
		? "the Basic credentials were percent-encoded: FACEIT takes the id and the secret as they are"
		: "wrong Basic credentials";
}

function basicOf(authorization: string | null): string | undefined {
	const encoded = authorization?.match(/^Basic ([A-Za-z0-9+/]+={0,2})$/)?.[1];
	return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
