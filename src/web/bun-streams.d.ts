// preact's types load the DOM's, and with them Bun's own types leave out what its streams can do beyond the DOM's.

interface ReadableStream<R> {
	text(): Promise<string>;
	json(): Promise<unknown>;
	bytes(): Promise<Uint8Array<ArrayBuffer>>;
	blob(): Promise<Blob>;
}
