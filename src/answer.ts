// What became of one call to Discord.

/** `later`: not sent, or sent back, because of a limit; `at` in epoch ms. `lost`: it may or may not have happened. */
export type Answer<Value = undefined> =
	| { readonly is: "done"; readonly value: Value }
	| { readonly is: "refused"; readonly status: number; readonly code: number; readonly why: string }
	| { readonly is: "later"; readonly at: number }
	| { readonly is: "lost"; readonly why: string };
