// What the page is told, and what it asks for. Both sides import it: it holds types only.

import type { FormJson, FormValues } from "./look/form-json.ts";
import type { Names } from "./look/names.ts";

export type PersonSeen = { readonly id: string; readonly name: string };

/** A message in Discord's own JSON, and whose command it answers. */
export type MessageSeen = {
	readonly id: string;
	readonly content: string;
	readonly embeds: readonly unknown[];
	readonly components: readonly unknown[];
	readonly flags: number;
	readonly timestamp: string;
	readonly edited_timestamp: string | null;
	readonly author: { readonly id: string; readonly username: string; readonly bot: boolean };
	readonly attachments: readonly {
		readonly id: string;
		readonly filename: string;
		readonly size: number;
		readonly url: string;
	}[];
	/** The command that it answers, without the slash; null for none. */
	readonly command: string | null;
	readonly isPersonal: boolean;
};

export type ChannelSeen = {
	readonly id: string;
	readonly name: string;
	readonly kind: "voice" | "text" | "category" | "stage";
	readonly status: string | null;
	/** Not everybody may enter it. */
	readonly isLocked: boolean;
	readonly canEnter: boolean;
	readonly inside: readonly PersonSeen[];
	readonly messages: readonly MessageSeen[];
	readonly children: readonly ChannelSeen[];
};

export type CommandSeen = {
	readonly name: string;
	readonly description: string;
	/** It is chosen from a member's menu. */
	readonly isOfMember: boolean;
	/** In Discord's own JSON. */
	readonly options: readonly unknown[];
};

export type FaceitMatch = { readonly id: string; readonly name: string; readonly status: string };

export type State = {
	readonly guild: string;
	readonly memberId: string;
	readonly botId: string;
	readonly people: readonly (PersonSeen & { readonly isBot: boolean })[];
	/** The voice channel that the member is in. */
	readonly voiceId: string | null;
	readonly channels: readonly ChannelSeen[];
	readonly names: Names;
	readonly commands: readonly CommandSeen[];
	/** What the member has used, in which channel, and is waiting for. */
	readonly waiting: readonly { readonly channelId: string; readonly command: string }[];
	readonly form: FormJson | null;
	readonly faceit: { readonly matches: readonly FaceitMatch[]; readonly events: readonly string[] };
};

/** What the member does; `as` is who they are. */
export type Deed = { readonly as: string } & (
	| { readonly do: "join"; readonly channelId: string }
	| { readonly do: "leave" | "closeForm" }
	| {
			readonly do: "use";
			readonly channelId: string;
			/** With its subcommand: "staff log". */
			readonly command: string;
			readonly options: Readonly<Record<string, string | number | boolean>>;
	  }
	| { readonly do: "menu"; readonly channelId: string; readonly command: string; readonly targetId: string }
	| { readonly do: "press"; readonly messageId: string; readonly customId: string }
	| { readonly do: "choose"; readonly messageId: string; readonly customId: string; readonly values: readonly string[] }
	| { readonly do: "submit"; readonly values: FormValues }
	| { readonly do: "dismiss"; readonly messageId: string }
	| { readonly do: "faceit"; readonly event: string; readonly matchId: string | null }
);

/** Values for an option that somebody is typing. */
export type Typing = {
	readonly as: string;
	readonly command: string;
	readonly option: string;
	readonly options: Readonly<Record<string, string | number | boolean>>;
};

/** What came of it: nothing to say, or why it was refused, as Discord's client would show it. */
export type Outcome = { readonly problem: string | null };
