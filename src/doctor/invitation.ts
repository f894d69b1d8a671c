// The link that brings the bot into a server.

import type { ScopePermissions } from "../permission.ts";

/** It asks for the permissions that the scopes need or want, and for no others. */
export function invitation(applicationId: string, scopes: readonly ScopePermissions[]): string {
	const query = new URLSearchParams({
		client_id: applicationId,
		scope: "bot applications.commands",
		permissions: String(scopes.reduce((bits, { needs, wants }) => bits | needs | wants, 0n)),
	});
	return `https://discord.com/oauth2/authorize?${query}`;
}
