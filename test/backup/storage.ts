// A storage on loopback that speaks as much of S3 as Bun's client uses: whole files, files in parts, and bad days.

type Options = { readonly accessKeyId: string };

/** What a signature of version 4 looks like; whether it is right only the storage and the client can know. */
const signed =
	/^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[^/]+\/s3\/aws4_request, SignedHeaders=host;[^,]+, ?Signature=[0-9a-f]{64}$/;

export class Storage {
	readonly files = new Map<string, Uint8Array>();
	/** Answers every call with this status until it is null again. */
	failing: number | null = null;
	/** Loses the end of what arrives. */
	isLossy = false;
	readonly #parts = new Map<string, Uint8Array>();
	readonly #server;
	readonly #accessKeyId: string;

	constructor({ accessKeyId }: Options) {
		this.#accessKeyId = accessKeyId;
		this.#server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => this.#answer(request) });
	}

	get url(): string {
		return `http://127.0.0.1:${this.#server.port}`;
	}

	async stop(): Promise<void> {
		await this.#server.stop(true);
	}

	async #answer(request: Request): Promise<Response> {
		const body = new Uint8Array(await request.arrayBuffer());
		if (this.failing !== null) return refusal(this.failing, "InternalError");
		if (signed.exec(request.headers.get("authorization") ?? "")?.[1] !== this.#accessKeyId) {
			return refusal(403, "InvalidAccessKeyId");
		}
		const { pathname, searchParams } = new URL(request.url);
		const upload = searchParams.get("uploadId");
		if (request.method === "HEAD") return this.#head(pathname);
		if (searchParams.has("uploads")) return begun(pathname);
		if (request.method === "POST") return this.#finish(pathname, upload ?? "");
		if (request.method !== "PUT") return refusal(405, "MethodNotAllowed");
		if (upload === null) this.files.set(pathname, this.isLossy ? body.slice(0, -1) : body);
		else this.#parts.set(`${upload}/${searchParams.get("partNumber")?.padStart(5, "0")}`, body);
		return new Response(null, { headers: { etag: '"an-etag"' } });
	}

	#head(path: string): Response {
		const file = this.files.get(path);
		if (file === undefined) return new Response(null, { status: 404 });
		return new Response(null, { headers: { "content-length": String(file.byteLength), etag: '"an-etag"' } });
	}

	#finish(path: string, upload: string): Response {
		const parts = [...this.#parts].filter(([key]) => key.startsWith(`${upload}/`)).sort(([a], [b]) => (a < b ? -1 : 1));
		this.files.set(path, Buffer.concat(parts.map(([, part]) => part)));
		return new Response("<CompleteMultipartUploadResult/>");
	}
}

function begun(path: string): Response {
	return new Response(
		`<InitiateMultipartUploadResult><Key>${path}</Key><UploadId>upload1</UploadId></InitiateMultipartUploadResult>`,
	);
}

function refusal(status: number, code: string): Response {
	return new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`, { status });
}
