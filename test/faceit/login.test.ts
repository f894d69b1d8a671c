// FACEIT's login as our client sees it: what it sends, what it makes of each answer, and that nothing of it is told.

import { expect, test } from "bun:test";
import { faceitLogin } from "../../src/faceit/login.ts";
import type { Fact } from "../../src/fact.ts";
import type { Fault } from "../../src/sandbox/faceit/faults.ts";
import { openFaceitSandbox } from "../../src/sandbox/faceit.ts";
import { virtualClock } from "../clock.ts";

const redirectUrl = "https://comms.example.com/auth/faceit/callback";
const playerId = "0f6b1f9e-3c58-4a0e-9d3e-2f6f1f0b8a11";
const verifier = "v".repeat(43);
const challenge = new Bun.CryptoHasher("sha256").update(verifier).digest("base64url");

function given(words: { clientSecret?: string } = {}) {
	const clock = virtualClock();
	const faceit = openFaceitSandbox({ clock, redirectUris: [redirectUrl] });
	const vale = faceit.addPlayer({ nickname: "vale" });
	const facts: Fact[] = [];
	const { clientId, clientSecret, accountsUrl, authUrl } = faceit;
	const client = faceitLogin({
		...{ clientId, clientSecret: words.clientSecret ?? clientSecret, accountsUrl, authUrl, redirectUrl, clock },
		...{
			publish: (fact) => void facts.push(fact),
			fetch: faceit.answer,
			nicknameOf: async () => "as the Data API has it",
		},
	});
	/** The code with which FACEIT sends the player back. */
	const codeOf = () => {
		const back = new URL(faceit.approve(client.authorizeUrl("the state", challenge), vale.faceitId));
		expect(back.searchParams.get("state")).toBe("the state");
		return back.searchParams.get("code") ?? "";
	};
	async function redeem(code: string, with_ = verifier) {
		let answer: Awaited<ReturnType<typeof client.redeem>> | undefined;
		void client.redeem(code, with_).then((one) => (answer = one));
		await clock.runUntil(() => answer !== undefined, 60_000);
		return answer;
	}
	return { clock, faceit, vale, facts, client, codeOf, redeem };
}

test("given somebody logs in, then their account is known by its id, and FACEIT has nothing to complain about", async () => {
	const { faceit, vale, facts, codeOf, redeem } = given();
	const code = codeOf();
	expect(await redeem(code)).toEqual({ is: "account", account: { faceitId: vale.faceitId, nickname: "vale" } });
	expect(faceit.violations).toEqual([]);
	expect(facts).toMatchObject([
		{ kind: "faceitCalled", route: "oauth/token", status: 200 },
		{ kind: "faceitCalled", route: "resources/userinfo", status: 200 },
	]);
	expect(JSON.stringify(facts)).not.toContain(code);
});

test.each([
	["a guid without a nickname", { guid: playerId }, { faceitId: playerId, nickname: "as the Data API has it" }],
	["a sub in place of the guid", { sub: playerId, nickname: "vale" }, { faceitId: playerId, nickname: "vale" }],
	["both", { guid: playerId, sub: "something else", nickname: "vale" }, { faceitId: playerId, nickname: "vale" }],
	["neither", { nickname: "vale" }, undefined],
	["a guid that is none", { guid: "1", nickname: "vale" }, undefined],
])("given FACEIT names the account by %s, then it is read with care", async (_, json, account) => {
	const { faceit, codeOf, redeem } = given();
	faceit.fault({ path: "/userinfo" }, { status: 200, json });
	const expected = account === undefined ? { is: "unavailable", why: "unreadable" } : { is: "account", account };
	expect(await redeem(codeOf())).toMatchObject(expected);
});

test("given a code that was used, is made up, is old, or belongs to another verifier, then it is refused", async () => {
	const { clock, codeOf, redeem } = given();
	const used = codeOf();
	await redeem(used);
	const old = codeOf();
	await clock.advance(61_000);
	for (const code of [used, "made up", old]) expect(await redeem(code)).toEqual({ is: "codeRefused" });
	expect(await redeem(codeOf(), "w".repeat(43))).toEqual({ is: "codeRefused" });
});

test("given our secret is wrong, then the host is to blame", async () => {
	const { codeOf, redeem } = given({ clientSecret: "wrong" });
	expect(await redeem(codeOf())).toEqual({ is: "misconfigured" });
});

const failures: readonly (readonly [title: string, fault: Fault, why: string])[] = [
	["a page of HTML with 502", { status: 502, html: "<html>Bad gateway</html>" }, "down"],
	["Cloudflare's 403", { status: 403, html: "<html>Just a moment...</html>" }, "unreadable"],
	["HTML with 200", { status: 200, html: "<html>Maintenance</html>" }, "unreadable"],
	["a connection cut off", { reset: true }, "down"],
	["broken JSON", { truncatedJson: true }, "unreadable"],
	["too many calls", { retryAfter: 30 }, "limited"],
	["no answer at all", { hang: true }, "slow"],
];

test.each(failures.flatMap((row) => [["/oauth/token", ...row] as const, ["/userinfo", ...row] as const]))(
	"given %s answers with %s, then it is %p, and nothing is thrown",
	async (path, _, fault, why) => {
		const { faceit, codeOf, redeem } = given();
		const code = codeOf();
		faceit.fault({ path: new RegExp(path) }, fault);
		expect(await redeem(code)).toMatchObject({ is: "unavailable", why });
	},
);
