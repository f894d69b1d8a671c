// What the process that posts at a steady pace and the one that reads its report agree on.

/** FACEIT's pace at its busiest, as far as one organizer hears of it. */
export const perSecond = 25;

/** One webhook: when it was due, epoch ms, how long its answer took since then, ms, and what it was; 0 is none. */
export type Posted = { readonly dueAt: number; readonly tookMs: number; readonly status: number };
