// A page with everything that the sandbox's page can draw; what is done with it is noted in the body's data.
import { render } from "preact";
import { useState } from "preact/hooks";
import { FormView } from "../../../src/sandbox/page/look/form-view.tsx";
import type { On } from "../../../src/sandbox/page/look/message-json.ts";
import { MessageView } from "../../../src/sandbox/page/look/message-view.tsx";
import { form } from "./form.ts";
import { messages } from "./messages.ts";
import { names } from "./names.ts";

const calls: unknown[] = [];

function note(...call: unknown[]): void {
	calls.push(call);
	document.body.dataset.calls = JSON.stringify(calls);
}

const on: On = {
	press: (customId) => note("press", customId),
	choose: (customId, values) => note("choose", customId, values),
	dismiss: () => note("dismiss"),
	open: (channelId) => note("open", channelId),
};

function Gallery() {
	const [isOpen, setOpen] = useState(false);
	return (
		<main>
			<h1>Gallery</h1>
			<button type="button" class="look-button look-button-primary" onClick={() => setOpen(true)}>
				Open the form
			</button>
			{messages.map(({ what, message, command }) => (
				<section key={what} aria-label={what}>
					<h2>{what}</h2>
					<MessageView message={message} names={names} on={on} {...(command && { command })} />
				</section>
			))}
			{isOpen && (
				<FormView
					form={form}
					names={names}
					onSubmit={(values) => {
						note("submit", values);
						setOpen(false);
					}}
					onClose={() => {
						note("close");
						setOpen(false);
					}}
				/>
			)}
		</main>
	);
}

render(<Gallery />, document.body);
