// The ways of choosing on the /setup panel: a channel, a role, one of several entries or something typed, on or off.

import type { GuildSettings } from "../../guild.ts";
import { type Entry, type Form, type Menu, text } from "../../message.ts";
import { roleProblem } from "./guild-problems.ts";
import type { Setting } from "./panels.ts";
import type { Control, Page, Scene } from "./setup-control.ts";

type ChannelSetting = Extract<Setting, "categoryId" | "lobbyId" | `${string}ChannelId`>;
type RoleSetting = Extract<Setting, `${string}RoleId`>;

type ProblemOf = (id: string, scene: Scene) => string | undefined;

/** One channel, or none. */
export function channel(
	page: Page,
	setting: ChannelSetting,
	kind: "category" | "voice" | "text",
	problemOf: ProblemOf,
): Control {
	const hint = (scene: Scene) => scene.texts.setup.chooseChannel[kind];
	const menu = (scene: Scene): Menu => ({
		...{ of: "channels", kinds: [kind], id: scene.idOf(setting), hint: hint(scene), least: 0, most: 1 },
		chosen: present(scene.settings[setting], (id) => scene.guild.channels.has(id)),
	});
	return picked(page, setting, menu, problemOf, (id) => `<#${id}>`);
}

/** One role, or none. */
export function role(page: Page, setting: RoleSetting): Control {
	const menu = (scene: Scene): Menu => ({
		...{ of: "roles", id: scene.idOf(setting), hint: scene.texts.setup.chooseRole, least: 0, most: 1 },
		chosen: present(scene.settings[setting], (id) => scene.guild.role(id) !== undefined),
	});
	return picked(
		page,
		setting,
		menu,
		(id, { guild, texts }) => roleProblem(guild, id, texts),
		(id) => `<@&${id}>`,
	);
}

/** Discord refuses a menu in which something is chosen that is gone. */
function present(id: string | null, isThere: (id: string) => boolean): readonly string[] {
	return id !== null && isThere(id) ? [id] : [];
}

function picked(
	page: Page,
	setting: ChannelSetting | RoleSetting,
	menu: (scene: Scene) => Menu,
	problemOf: ProblemOf,
	mention: (id: string) => string,
): Control {
	const problem = (scene: Scene) => {
		const id = scene.settings[setting];
		return id === null ? undefined : problemOf(id, scene);
	};
	return {
		...{ page, problem },
		blocks(scene) {
			const { title, about, none } = scene.texts.setup.picked[setting];
			const remark = scene.settings[setting] === null ? none : about;
			return [text(`**${title}**`, `-# ${remark}`, warned(problem(scene))), { is: "menu", menu: menu(scene) }];
		},
		reads({ settings, texts }) {
			const { title } = texts.setup.picked[setting];
			const id = settings[setting];
			return `${title}: ${id === null ? texts.setup.nothing : mention(id)}`;
		},
		read({ values }, scene) {
			const [id] = values;
			if (id === undefined) return { change: { [setting]: null } };
			const wrong = problemOf(id, scene);
			return wrong === undefined ? { change: { [setting]: id } } : { problem: wrong };
		},
	};
}

/** How a value that is not among the entries is typed. */
export type Typed<T> = {
	readonly asks: (scene: Scene) => { readonly title: string; readonly label: string; readonly description: string };
	readonly shows: (scene: Scene) => string;
	readonly read: (typed: string) => T | undefined;
	/** Why it could not be read. */
	readonly refused: (scene: Scene) => string;
};

type Several<K extends Setting> = {
	readonly entries: (scene: Scene) => readonly Entry[];
	readonly read: (value: string) => GuildSettings[K] | undefined;
	readonly typed?: Typed<GuildSettings[K]>;
	/** What is to be read above it. */
	readonly remark?: (scene: Scene) => string;
	readonly problem?: (scene: Scene) => string | undefined;
	readonly isTold?: (scene: Scene) => boolean;
};

const other = "other";

/** One of several entries; the present one reads as a sentence. */
export function several<K extends Setting>(page: Page, setting: K, offered: Several<K>): Control {
	const { entries, typed, remark = () => "", problem = () => undefined, isTold = () => false } = offered;
	const presentValue = ({ settings }: Scene) => String(settings[setting]);
	return {
		...{ page, problem, isTold },
		blocks(scene) {
			const more =
				typed === undefined
					? []
					: [{ label: scene.texts.setup.other[setting === "lingerMs" ? "time" : "number"], value: other }];
			const menu: Menu = {
				...{ of: "entries", id: scene.idOf(setting), hint: scene.texts.setup.chooseOne },
				...{ entries: [...entries(scene), ...more], chosen: [presentValue(scene)], least: 1, most: 1 },
			};
			return [text(remark(scene), warned(problem(scene))), { is: "menu", menu }];
		},
		reads: (scene) => entries(scene).find(({ value }) => value === presentValue(scene))?.label ?? presentValue(scene),
		read({ values, fields }, scene) {
			const text = typed === undefined ? undefined : fields.value;
			const value = text === undefined ? offered.read(values[0] ?? "") : typed?.read(text.trim());
			if (value !== undefined) return { change: { [setting]: value } };
			const isTyped = typed !== undefined && text !== undefined;
			return { problem: isTyped ? typed.refused(scene) : scene.texts.setup.notOffered };
		},
		form({ values }, scene) {
			if (typed === undefined || values[0] !== other) return undefined;
			return formOf(scene.idOf(setting), typed.asks(scene), typed.shows(scene), 10);
		},
	};
}

/** A form with one field, called "value". */
export function formOf(
	id: string,
	{ title, ...asked }: { readonly title: string; readonly label: string; readonly description: string },
	value: string,
	longest: number,
	isRequired = true,
): Form {
	return { id, title, fields: [{ ...asked, id: "value", value, longest, isRequired }] };
}

type Switch = Extract<Setting, "castersOnlyListen" | "hasRoomChat" | "hasVoiceStatus">;

/** On or off. Its button says which it chooses, so that a double click does no harm. */
export function onOff(
	page: Page,
	setting: Switch,
	problem: (scene: Scene) => string | undefined = () => undefined,
): Control {
	return {
		...{ page, problem },
		blocks(scene) {
			const { settings, texts, idOf } = scene;
			const isOn = settings[setting];
			const { title, about } = texts.setup.switches[setting];
			const button = {
				...{ id: idOf(setting, isOn ? "off" : "on"), label: isOn ? texts.setup.turnOff : texts.setup.turnOn },
				kind: isOn ? "calm" : "good",
			} as const;
			const head = `${isOn ? "🟢" : "⚪"} **${title}**`;
			return [{ is: "beside", text: [head, `-# ${about}`, warned(problem(scene))].filter(Boolean).join("\n"), button }];
		},
		reads({ settings, texts }) {
			return texts.setup.switched(texts.setup.switches[setting].title, settings[setting]);
		},
		read({ words }, { texts }) {
			const word = words[3];
			if (word !== "on" && word !== "off") return { problem: texts.setup.notOffered };
			return { change: { [setting]: word === "on" } };
		},
	};
}

export function warned(problem: string | undefined): string {
	return problem === undefined ? "" : `⚠️ ${problem}`;
}

/** A whole number within these bounds. */
export function whole(value: string, least: number, most: number): number | undefined {
	const number = Number(value);
	return /^\d{1,9}$/.test(value) && number >= least && number <= most ? number : undefined;
}

/** These numbers with the present one among them, the least first. */
export function withPresent(numbers: readonly number[], value: number): readonly number[] {
	return [...new Set([...numbers, value])].toSorted((a, b) => a - b);
}
