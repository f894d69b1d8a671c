// The invite link: one and the same in the doctor, the README and the guide.

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { invitation } from "../../src/doctor/invitation.ts";
import { scopePermissions } from "../../src/keeper/actions/handlers.ts";
import { permissionNames } from "../../src/permission.ts";

const link = invitation("CLIENT_ID", scopePermissions);

test("asks for exactly what the program uses", () => {
	const { searchParams } = new URL(link);
	expect(Object.fromEntries(searchParams)).toEqual({
		client_id: "CLIENT_ID",
		scope: "bot applications.commands",
		permissions: "281475265138192",
	});
	expect(permissionNames(BigInt(searchParams.get("permissions") ?? 0))).toEqual([
		"View Channels",
		"Manage Channels",
		"Manage Roles",
		"Send Messages",
		"Read Message History",
		"Connect",
		"Speak",
		"Video",
		"Move Members",
		"Set Voice Channel Status",
	]);
});

test.each(["README.md", "docs/deploy.md"])("stands in %s", (file) => {
	const text = readFileSync(join(import.meta.dir, "../..", file), "utf8");
	expect(text.match(/https:\/\/discord\.com\/oauth2\S*/g)).toEqual([link]);
});
