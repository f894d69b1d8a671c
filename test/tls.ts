// A certificate for 127.0.0.1 that only tests trust, good until 2126. It was made once, so that they need no openssl:
//   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=127.0.0.1 \
//     -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout key.pem -out cert.pem

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Send } from "../src/http.ts";

const folder = join(import.meta.dir, "fixtures/tls");

/** For NODE_EXTRA_CA_CERTS. */
export const certFile = join(folder, "cert.pem");

export const certificate = {
	cert: readFileSync(certFile, "utf8"),
	key: readFileSync(join(folder, "key.pem"), "utf8"),
};

/** Requests on a pool of their own that trusts the certificate. */
export function trusting(): Send {
	const pool = new Bun.FetchSession({ tls: { ca: certificate.cert } });
	return (request, protocol) => pool.fetch(request, { protocol });
}
