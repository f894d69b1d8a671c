// What the image would do, where there is no Docker engine: the executable in a root of its own that holds what
// distroless base holds of use to it (glibc, certificates, a list of users), read-only but for /data, as process 1.
// It shows that nothing else is needed, and what a volume of root's takes. It does not show that the Dockerfile builds.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "../../scripts/build.ts";
import { environmentOf } from "../cli/program.ts";
import { type ProgramWorld, startWorld, webhookSecret } from "../program/world.ts";

/** The user of distroless images that is not root. */
const nonroot = 65532;

const canUnshare = Bun.spawnSync(["unshare", "--mount", "--pid", "--fork", "true"], { stderr: "ignore" }).success;

let world: ProgramWorld;
let root: string;

beforeAll(async () => {
	if (!canUnshare) return;
	root = mkdtempSync(join(tmpdir(), "faceit-comms-root-"));
	chmodSync(root, 0o755);
	await build({ entry: join(import.meta.dir, "../../src/main.ts"), outfile: join(root, "faceit-comms") });
	for (const file of [...librariesOf(join(root, "faceit-comms")), "/etc/ssl/certs/ca-certificates.crt"]) {
		mkdirSync(join(root, dirname(file)), { recursive: true });
		copyFileSync(file, join(root, file));
		chmodSync(join(root, file), statSync(file).mode);
	}
	for (const folder of ["data", "proc"]) mkdirSync(join(root, folder));
	await Bun.write(join(root, "etc/passwd"), `nonroot:x:${nonroot}:${nonroot}:nonroot:/home/nonroot:/sbin/nologin\n`);
	world = await startWorld();
}, 120_000);

afterAll(async () => {
	if (!canUnshare) return;
	await world.stop();
	rmSync(root, { recursive: true, force: true });
});

/** As the dynamic linker names them; all of glibc, or the image's base would not do. */
function librariesOf(executable: string): string[] {
	const listed = Bun.spawnSync(["ldd", executable]).stdout.toString();
	const libraries = [...listed.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1] ?? "");
	expect(libraries.every((path) => /\/(ld-linux[\w-]*|lib(c|m|dl|pthread|rt))\.so/.test(path))).toBe(true);
	return libraries;
}

/** Runs the executable there as process 1, as root or not, on the folder `data` of this machine. */
function run(args: readonly string[], data: string, user: number, env: Record<string, string> = {}) {
	const enter = [
		'mount --bind "$ROOT" "$ROOT"',
		'mount -o remount,bind,ro "$ROOT"',
		'mount --bind "$DATA" "$ROOT/data"',
		'mount -t proc proc "$ROOT/proc"',
		'ids=$USER_ID root=$ROOT; unset ROOT DATA USER_ID OLDPWD; exec chroot --userspec="$ids:$ids" "$root" /faceit-comms "$@"',
	].join(" && ");
	return Bun.spawn(["unshare", "--mount", "--pid", "--fork", "sh", "-c", enter, "sh", ...args], {
		cwd: root,
		env: {
			...environmentOf(world.config),
			DATABASE_PATH: "/data/faceit-comms.db",
			...env,
			ROOT: root,
			DATA: data,
			USER_ID: String(user),
			PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
		},
		stdout: "pipe",
		stderr: "pipe",
	});
}

async function ended(child: ReturnType<typeof run>) {
	const [code, out, err] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()]);
	return { code, out, err };
}

/** A folder as a platform mounts it. */
function volume(owner: number): string {
	const folder = mkdtempSync(join(tmpdir(), "faceit-comms-data-"));
	chmodSync(folder, 0o755);
	chownSync(folder, owner, owner);
	return folder;
}

/** Resolves with the address and with the number that process 1 has outside. */
async function started(child: ReturnType<typeof run>): Promise<{ url: string; pid: number }> {
	for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
		const url = /"url":"([^"]+)"/.exec(text)?.[1];
		const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim());
		if (url !== undefined) return { url, pid };
	}
	throw new Error(`it never started: ${await child.stderr.text()}`);
}

function statusOf(pid: number, field: string): string | undefined {
	return new RegExp(`^${field}:[ \\t]*(.*)$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
}

describe.skipIf(!canUnshare)("the image's contents", () => {
	test("given a user without rights and a read-only root, then it serves, and every verb works beside it", async () => {
		const data = volume(nonroot);
		const child = run([], data, nonroot);
		const { url, pid } = await started(child);
		expect(statusOf(pid, "NSpid")).toEndWith("\t1");
		expect(statusOf(pid, "Uid")).toStartWith(String(nonroot));
		expect(statusOf(pid, "CapEff")).toBe("0000000000000000");
		await world.faceit.post(
			`${url}/faceit-webhook`,
			{ event: "hub_user_added", payload: {} },
			{ secret: webhookSecret },
		);

		const doctor = await ended(run(["doctor"], data, nonroot, { PUBLIC_URL: url }));
		expect(doctor.out).toContain("way in: a test delivery");
		expect(doctor.out).toContain("1 warning, 0 errors.");
		const inbox = await ended(run(["inbox", "list", "--all", "--json"], data, nonroot));
		expect(JSON.parse(inbox.out).deliveries).toHaveLength(2);
		const [person] = world.people;
		await Bun.write(join(data, "links.csv"), `discord_id,nickname\n${person?.discordId},${person?.nickname}\n`);
		const links = await ended(run(["links", "import", "/data/links.csv"], data, nonroot));
		expect(links.out).toStartWith("1 link imported; 0 known already.");
		const backup = await ended(run(["backup", "/data/a-backup.db"], data, nonroot));
		expect(backup).toMatchObject({ code: 0, err: "" });
		const outside = await ended(run(["backup", "/a-backup.db"], data, nonroot));
		expect(outside).toMatchObject({ code: 1, err: expect.stringContaining("cannot be used (EROFS") });

		process.kill(pid, "SIGTERM");
		expect(await child.exited).toBe(0);
		expect(await ended(run(["restore", "/data/a-backup.db"], data, nonroot))).toMatchObject({ code: 0, err: "" });
		rmSync(data, { recursive: true });
	}, 60_000);

	test("given a volume that belongs to root, then it cannot be used without root, and with --user root is given up", async () => {
		const data = volume(0);
		const refused = await ended(run([], data, nonroot));
		expect(refused.code).toBe(3);
		expect(refused.err).toContain("cannot be written");
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			const child = run(["serve", "--user", String(nonroot)], data, 0);
			const { pid } = await started(child);
			for (const field of ["Uid", "Gid"]) expect(statusOf(pid, field)).toBe(Array(4).fill(nonroot).join("\t"));
			expect(statusOf(pid, "Groups")?.trim()).toBe("");
			for (const field of ["CapPrm", "CapEff"]) expect(statusOf(pid, field)).toBe("0000000000000000");
			expect(statSync(data).uid).toBe(nonroot);
			process.kill(pid, signal);
			expect(await child.exited).toBe(0);
		}
		rmSync(data, { recursive: true });
	}, 60_000);
});

test.skipIf(canUnshare)("the image's contents are not tried: that takes root and Linux' unshare", () => {});
