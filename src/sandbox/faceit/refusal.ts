// How FACEIT refuses a call: one body for all errors, whatever its documentation says.

export function refusal(status: number, code: string, message: string): Response {
	return Response.json({ errors: [{ message, code, http_status: status, parameters: [] }] }, { status });
}

export function notFound(): Response {
	return refusal(404, "err_nf0", "The resource was not found.");
}

export function badRequest(message: string): Response {
	return refusal(400, "err_bp0", message);
}
