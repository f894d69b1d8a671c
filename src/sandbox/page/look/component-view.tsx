// A message's components, one within another, each drawn by its kind.

import {
	type APIActionRowComponent,
	type APIComponentInMessageActionRow,
	type APIContainerComponent,
	type APIMessageTopLevelComponent,
	type APISectionComponent,
	type APISelectMenuComponent,
	type APISeparatorComponent,
	ComponentType,
	SeparatorSpacingSize,
} from "discord-api-types/v10";
import { ButtonView } from "./button-view.tsx";
import { choicesOf, chosenIn } from "./choices.ts";
import { hexColour } from "./colour.ts";
import { FileCard } from "./file-card.tsx";
import { Markdown } from "./markdown.tsx";
import type { Drawing } from "./message-json.ts";
import { Gallery, Picture } from "./picture.tsx";
import { Select } from "./select.tsx";
import { Spoiler } from "./spoiler.tsx";

export function ComponentView({ part, drawing }: { part: APIMessageTopLevelComponent; drawing: Drawing }) {
	switch (part.type) {
		case ComponentType.ActionRow:
			return <ActionRow row={part} drawing={drawing} />;
		case ComponentType.Section:
			return <Section section={part} drawing={drawing} />;
		case ComponentType.TextDisplay:
			return <Text text={part.content} drawing={drawing} />;
		case ComponentType.MediaGallery:
			return <Gallery items={part.items} />;
		case ComponentType.File:
			return <FileCard name={part.name ?? fileName(part.file.url)} size={part.size} />;
		case ComponentType.Separator:
			return <Separator separator={part} />;
		case ComponentType.Container:
			return <Container container={part} drawing={drawing} />;
		default:
			throw new Error(`no such component: ${part satisfies never}`);
	}
}

function Container({ container, drawing }: { container: APIContainerComponent; drawing: Drawing }) {
	const { accent_color: accent, components, spoiler } = container;
	const hasAccent = accent !== null && accent !== undefined;
	const inner = components.map((part, index) => <ComponentView key={index} part={part} drawing={drawing} />);
	return (
		<div
			class={hasAccent ? "look-container look-accent" : "look-container"}
			style={hasAccent ? { "--look-accent": hexColour(accent) } : {}}
		>
			{spoiler === true ? <Spoiler>{inner}</Spoiler> : inner}
		</div>
	);
}

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

function ActionRow({ row, drawing }: { row: Row; drawing: Drawing }) {
	return (
		<div class="look-row">
			{row.components.map((part, index) =>
				part.type === ComponentType.Button ? (
					<ButtonView key={index} button={part} drawing={drawing} />
				) : (
					<Menu key={index} menu={part} drawing={drawing} />
				),
			)}
		</div>
	);
}

function Menu({ menu, drawing }: { menu: APISelectMenuComponent; drawing: Drawing }) {
	const placeholder = menu.placeholder ?? "Make a selection";
	return (
		<Select
			name={placeholder}
			placeholder={placeholder}
			choices={choicesOf(menu, drawing.names)}
			chosen={chosenIn(menu)}
			least={menu.min_values ?? 1}
			most={menu.max_values ?? 1}
			isSearched={menu.type !== ComponentType.StringSelect}
			isDisabled={menu.disabled === true}
			revision={drawing.revision}
			onChoose={(values) => drawing.on.choose(menu.custom_id, values)}
		/>
	);
}

function Section({ section, drawing }: { section: APISectionComponent; drawing: Drawing }) {
	const { components, accessory } = section;
	return (
		<div class="look-section">
			<div class="look-section-text">
				{components.map(({ content }, index) => (
					<Text key={index} text={content} drawing={drawing} />
				))}
			</div>
			{accessory.type === ComponentType.Button ? (
				<ButtonView button={accessory} drawing={drawing} />
			) : (
				<Picture item={accessory} />
			)}
		</div>
	);
}

function Text({ text, drawing }: { text: string; drawing: Drawing }) {
	return <Markdown text={text} names={drawing.names} open={drawing.on.open} />;
}

function Separator({ separator: { divider, spacing } }: { separator: APISeparatorComponent }) {
	const size = spacing === SeparatorSpacingSize.Large ? "look-gap-large" : "look-gap-small";
	return divider === false ? <div class={size} /> : <hr class={size} />;
}

/** "report.txt" of "attachment://report.txt". */
function fileName(url: string): string {
	return url.split(/[/?#]/).findLast((part) => part !== "") ?? url;
}
