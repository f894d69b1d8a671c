// What is drawn of a form, a part of Discord's own JSON, and what comes of it.

import type { APIModalInteractionResponseCallbackData } from "discord-api-types/v10";

export type FormJson = Pick<APIModalInteractionResponseCallbackData, "custom_id" | "title" | "components">;

/**
 * What was written; the values, or ids, that are chosen, of which there are none where nothing is; whether a box is
 * ticked.
 */
export type FormValue = string | string[] | boolean;

/** By the custom ids of the fields. */
export type FormValues = Record<string, FormValue>;
