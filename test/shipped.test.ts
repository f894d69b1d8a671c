import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { kept } from "../src/retention.ts";

const top = join(import.meta.dir, "..");

function text(file: string): Promise<string> {
	return Bun.file(join(top, file)).text();
}

const composeFile = z.object({
	services: z.object({
		"faceit-comms": z.looseObject({
			environment: z.record(z.string(), z.string()),
			ports: z.array(z.string()),
			mem_limit: z.string(),
		}),
		caddy: z.looseObject({ environment: z.record(z.string(), z.string()), volumes: z.array(z.string()) }),
	}),
});

const flyFile = z.looseObject({
	env: z.record(z.string(), z.string()),
	http_service: z.looseObject({ internal_port: z.number() }),
	metrics: z.object({ port: z.number(), path: z.string() }),
	vm: z.array(z.looseObject({ memory: z.string() })).length(1),
});

const alertsFile = z.object({
	groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string(), expr: z.string() })) })),
});

const { services } = composeFile.parse(Bun.YAML.parse(await text("compose.yaml")));
const { "faceit-comms": program, caddy } = services;
const fly = flyFile.parse(Bun.TOML.parse(await text("fly.toml")));
const dockerfile = await text("Dockerfile");

describe("metrics", () => {
	const port = /^ENV .*\bMETRICS_PORT=(\d+)/m.exec(dockerfile)?.[1];

	test("given the image, however it is run, then they have a port of their own, which it does not announce", () => {
		expect(port).toBe("9091");
		expect(dockerfile.match(/^EXPOSE .*/gm)).toEqual(["EXPOSE 8000"]);
	});

	test("given compose, then an empty setting in .env changes nothing, and only webhooks are published, on this machine", () => {
		expect(program.environment).toMatchObject({ METRICS_PORT: port, PORT: "8000" });
		expect(program.ports).toEqual(["127.0.0.1:8000:8000"]);
	});

	test("given Fly, then it reads them from inside, and the public service is another port", () => {
		expect(fly.env.METRICS_PORT).toBe(String(fly.metrics.port));
		expect(fly.http_service.internal_port).not.toBe(fly.metrics.port);
		expect(fly).not.toHaveProperty("services");
	});

	test("given the example of settings, which systemd runs with, then they are apart", async () => {
		expect(await text(".env.example")).toMatch(/^METRICS_PORT=9091$/m);
	});

	test("given Caddy, then it passes on what has to be public, and nothing else", async () => {
		const caddyfile = await text("ops/Caddyfile");
		expect(caddyfile.match(/^\s*@public path (.*)/m)?.[1]?.split(" ")).toEqual([
			...["/faceit-webhook", "/auth/faceit/*", "/healthz", "/readyz"],
		]);
		expect(caddyfile.match(/reverse_proxy/g)).toHaveLength(1);
		expect(caddyfile).toMatch(/handle @public \{\s+reverse_proxy [^\n]+\s+\}\s+respond 404\s+\}\s*$/);
		expect(caddy.volumes).toContain("./ops/Caddyfile:/etc/caddy/Caddyfile:ro");
		expect(caddy.environment.UPSTREAM).toBe("faceit-comms:8000");
	});
});

describe("memory", () => {
	test("given what we allow the program, when it needs too much, then the alert comes before the end, and not too soon", async () => {
		const unit = await text("ops/faceit-comms.service");
		const allowed = [program.mem_limit, /^MemoryMax=(.*)$/m.exec(unit)?.[1] ?? "", fly.vm[0]?.memory ?? ""];
		const { groups } = alertsFile.parse(Bun.YAML.parse(await text("ops/alerts.yaml")));
		const alert = groups.flatMap(({ rules }) => rules).find((rule) => rule.alert === "FaceitCommsMemory");
		const threshold = Number(/> (\d+) \* 1024 \* 1024$/.exec(alert?.expr ?? "")?.[1]);
		for (const cap of allowed) {
			const megabytes = Number(/^(\d+)mb?$/i.exec(cap)?.[1]);
			expect(threshold / megabytes).toBeLessThan(0.85);
			expect(threshold / megabytes).toBeGreaterThan(0.6);
		}
	});
});

describe("the commit", () => {
	test("given any build of the image, then it sees what names the commit, and nothing else of the repository", async () => {
		const ignored = await text(".dockerignore");
		expect(ignored.match(/^!\.git.*$/gm)).toEqual(["!.git/HEAD", "!.git/packed-refs", "!.git/refs/heads"]);
		expect(ignored).toMatch(/^\*$/m);
		const build = dockerfile.slice(0, dockerfile.indexOf("bun scripts/build.ts"));
		expect(build).toContain("COPY package.json .gi[t] .git/\n");
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
		expect(build).toContain("FACEIT_COMMS_COMMIT=${COMMIT:-$RAILWAY_GIT_COMMIT_SHA}");
		expect(build).toMatch(/^ARG RAILWAY_GIT_COMMIT_SHA$/m);
	});
});

describe("secrets", () => {
	const pages = ["README.md", "docs/deploy.md", "docs/privacy.md", ".env.example"];

	test.each(pages)("given %s, then none goes in as an argument, where a shell would remember it", async (page) => {
		const commands = (await text(page))
			.split("\n")
			.filter((line) => /^\s*(?:fly|docker|railway|export|sudo) /.test(line));
		expect(commands.filter((line) => /(?:TOKEN|KEY|SECRET|PASSWORD)\w*=/.test(line))).toEqual([]);
	});
});

test("given a proxy that we configure, then the program knows in which header it names the caller", () => {
	expect(fly.env.TRUSTED_PROXY_HEADER).toBe("Fly-Client-IP");
	expect(program.environment.TRUSTED_PROXY_HEADER).toContain(":-X-Forwarded-For");
});

describe("what is kept", () => {
	const day = 24 * 3_600_000;
	const rows: readonly (readonly [of: string, days: number])[] = [
		["FACEIT's webhooks as they came", kept.done],
		["could not be read", kept.failed],
		["The match itself", kept.matches],
		["A server's settings", kept.guilds],
		["The trail", kept.trail],
	];

	test.each(rows)("given %s, then the page says for how long, as the program has it", async (of, ms) => {
		const row = (await text("docs/privacy.md")).split("\n").find((line) => line.startsWith("|") && line.includes(of));
		expect(row).toContain(`${ms / day} days`);
	});
});

describe("the pages", () => {
	const pages = ["README.md", "CONTRIBUTING.md", "docs/deploy.md", "docs/capacity.md", "docs/privacy.md"];

	test.each(pages)(
		"given %s, when a link into another file or chapter is followed, then that is there",
		async (page) => {
			const links = [...(await text(page)).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
			for (const [, path = "", chapter] of links) {
				const target = path === "" ? page : join(dirname(page), path);
				expect({ link: `${path}#${chapter}`, isThere: existsSync(join(top, target)) }).toMatchObject({ isThere: true });
				if (chapter !== undefined) expect(chapters(await text(target))).toContain(chapter);
			}
		},
	);
});

/** The names under which GitHub makes the headings of a page reachable. */
function chapters(page: string): string[] {
	return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
		heading
			.toLowerCase()
			.replace(/[^\w -]/g, "")
			.replaceAll(" ", "-"),
	);
}
