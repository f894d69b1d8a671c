// Where the browser is that the pages are tested in.
import { existsSync } from "node:fs";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of an installed Chromium; throws with what to do if there is none. */
export function chromiumPath(named = process.env.CHROMIUM, exists: (path: string) => boolean = existsSync): string {
	const places = named === undefined || named === "" ? usual : [named];
	const found = places.find(exists);
	if (found !== undefined) return found;
	throw new Error(
		`The pages are tested in Chromium, and there is none at ${places.join(", ")}. Install it, on Debian or Ubuntu with ` +
			"`sudo apt-get install chromium`, or set CHROMIUM to the path of a Chromium or Chrome that you have.",
	);
}
