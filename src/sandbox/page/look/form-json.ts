// What is drawn of a form, a part of Discord's own JSON, and what comes of it.

import type { APIModalInteractionResponseCallbackData } from "discord-api-types/v10";

export type FormJson = Pick<APIModalInteractionResponseCallbackData, "custom_id" | "title" | "components">;

/** Of a text: what was written; of a menu: its values or ids, as of several boxes; of a single box: whether it is ticked. */
export type FormValue = string | string[] | boolean | null;

/** By the custom ids of the fields. */
export type FormValues = Record<string, FormValue>;
