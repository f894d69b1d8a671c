// Reads what strace saw a program write, and builds the files a power cut would have left: of each file only what was
// written before its last completed fsync. That is the worst that a disk may do which keeps its word about fsync.

/** One system call in the order it was made; a call that another thread interrupted stands where it was complete. */
export type Syscall = { readonly name: string; readonly path: string; readonly args: string; readonly result: number };

const whole = /^(?<pid>\d+) +(?<name>\w+)\((?<args>.*)\) += (?<result>-?\d+)/;
const unfinished = /^(?<pid>\d+) +(?<text>.*) <unfinished \.\.\.>$/;
const resumed = /^(?<pid>\d+) +<\.\.\. \w+ resumed>(?<text>.*)$/;

export function* readTrace(text: string): Generator<Syscall> {
	const halves = new Map<string, string>();
	for (const line of text.split("\n")) {
		const begun = unfinished.exec(line)?.groups;
		if (begun !== undefined) halves.set(begun.pid ?? "", begun.text ?? "");
		const ended = resumed.exec(line)?.groups;
		const complete = ended === undefined ? line : `${ended.pid} ${halves.get(ended.pid ?? "")}${ended.text}`;
		const call = begun === undefined ? whole.exec(complete)?.groups : undefined;
		if (call?.name === undefined || call.args === undefined) continue;
		const path = /^\d+<([^>]*)>/.exec(call.args)?.[1] ?? "";
		yield { name: call.name, path: unescaped(path).toString(), args: call.args, result: Number(call.result) };
	}
}

/** Files as a power cut would leave them. */
export class Disk {
	/** As the running program sees them. */
	readonly #cached = new Map<string, Buffer>();
	/** As they are once the power is back. */
	readonly #durable = new Map<string, Buffer>();
	readonly #keepsItsWord: boolean;

	/** A disk that does not keep its word takes no fsync for one: to see that the test would notice. */
	constructor(keepsItsWord = true) {
		this.#keepsItsWord = keepsItsWord;
	}

	apply({ name, path, args, result }: Syscall): void {
		if (result < 0) return;
		if (name === "pwrite64") this.#write(path, args, result);
		if (name === "ftruncate") this.#truncate(path, Number(/, (\d+)$/.exec(args)?.[1]));
		if ((name === "fsync" || name === "fdatasync") && this.#keepsItsWord) this.sync(path);
	}

	/** A file that was there before, and safe. */
	put(path: string, content: Buffer): void {
		this.#cached.set(path, content);
		this.#durable.set(path, content);
	}

	/** What is in the file now is safe. */
	sync(path: string): void {
		const content = this.#cached.get(path);
		if (content !== undefined) this.#durable.set(path, Buffer.from(content));
	}

	durable(path: string): Buffer {
		return this.#durable.get(path) ?? Buffer.alloc(0);
	}

	#write(path: string, args: string, count: number): void {
		const parts = /^\d+<[^>]*>, "(?<data>[^"]*)", \d+, (?<offset>\d+)$/.exec(args)?.groups;
		if (parts?.data === undefined) throw new Error(`not a whole write: ${args.slice(-80)}`);
		const offset = Number(parts.offset);
		const former = this.#cached.get(path) ?? Buffer.alloc(0);
		const content = Buffer.alloc(Math.max(former.length, offset + count));
		former.copy(content);
		unescaped(parts.data).copy(content, offset, 0, count);
		this.#cached.set(path, content);
	}

	#truncate(path: string, size: number): void {
		const content = Buffer.alloc(size);
		this.#cached.get(path)?.copy(content);
		this.#cached.set(path, content);
	}
}

/** strace -xx writes every byte of a text as \xHH. */
export function unescaped(text: string): Buffer {
	return text.startsWith("\\x") ? Buffer.from(text.replaceAll("\\x", ""), "hex") : Buffer.from(text);
}
