// Whether something answers at an address, and with what.

/** The status of the answer; 0 when there is none. */
export async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
	try {
		const response = await fetch(url, init);
		await response.arrayBuffer();
		return response.status;
	} catch {
		return 0;
	}
}
