// A file that a message brings: its name, its size, and how it begins if it is a text.

import { Icon } from "./icon.tsx";

type Props = { name: string; size: number | undefined; preview?: string | undefined };

const mostLines = 8;

/** `size` in bytes. */
export function FileCard({ name, size, preview }: Props) {
	return (
		<div class="look-file">
			{preview !== undefined && (
				<pre>
					<code>{preview.split("\n").slice(0, mostLines).join("\n")}</code>
				</pre>
			)}
			<div class="look-file-line">
				<Icon name="file" />
				<span class="look-file-text">
					<span class="look-file-name">{name}</span>
					{size !== undefined && <small>{fileSize(size)}</small>}
				</span>
			</div>
		</div>
	);
}

/** "1.21 KB". */
function fileSize(bytes: number): string {
	const units = ["bytes", "KB", "MB", "GB"];
	const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
	const amount = bytes / 1024 ** step;
	return `${step === 0 ? amount : amount.toFixed(2)} ${units[step]}`;
}
