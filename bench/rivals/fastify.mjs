// The same receiver as most people would write it on Node: Fastify and better-sqlite3, one durable insert for each webhook.
// `node fastify.mjs PORT DATABASE`

import Database from "better-sqlite3";
import fastify from "fastify";

const [port, path] = process.argv.slice(2);
const database = new Database(path);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(
	"CREATE TABLE inbox (id INTEGER PRIMARY KEY, event_id TEXT UNIQUE, body TEXT NOT NULL, at INTEGER NOT NULL)",
);
const insert = database.prepare("INSERT OR IGNORE INTO inbox (event_id, body, at) VALUES (?, ?, ?)");

const app = fastify({ bodyLimit: 256 * 1024 });
app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
app.post("/faceit-webhook", (request, reply) => {
	const { event_id } = JSON.parse(request.body);
	insert.run(event_id, request.body, Date.now());
	reply.code(204).send();
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
