// The least that a server does: reads the webhook and answers it. No check, no disk: the ceiling, and for startup the floor.

const server = Bun.serve({
	port: Number(process.env.PORT),
	hostname: "127.0.0.1",
	routes: {
		"/faceit-webhook": async (request) => {
			await request.text();
			return new Response(null, { status: 204 });
		},
	},
});
process.on("SIGTERM", () => void server.stop(true));
