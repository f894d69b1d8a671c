// What ids are called, as far as the reader can see.

export type ChannelKind = "text" | "voice" | "category" | "stage";

export type Names = {
	readonly users: Readonly<Record<string, string>>;
	readonly roles: Readonly<Record<string, { readonly name: string; readonly color?: number }>>;
	readonly channels: Readonly<Record<string, { readonly name: string; readonly kind: ChannelKind }>>;
};
