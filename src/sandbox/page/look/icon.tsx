// Small drawings of one colour, which say nothing that is not written beside them.

const paths = {
	text: "M9 3 7.5 21M16.5 3 15 21M4 8.5h17M3 15.5h17",
	voice: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6a8 8 0 0 1 0 12",
	stage: "M12 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7 21v-1a5 5 0 0 1 10 0v1M6.5 14.5a7.5 7.5 0 1 1 11 0",
	category: "M3 6.5h6l2 2.5h10v10H3z",
	role: "M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6z",
	chevron: "M6 9l6 6 6-6",
	away: "M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9",
	close: "M6 6l12 12M18 6L6 18",
	check: "M5 12.5l4.5 4.5L19 7.5",
	search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20.5 20.5",
	file: "M6 3h8l4 4v14H6zM14 3v4h4",
	picture: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 6M16 9.5h.01",
	eye: "M2.5 12s3.5-6.5 9.5-6.5 9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
	reply: "M4 20v-7a6 6 0 0 1 6-6h10M16 3l4 4-4 4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
	return (
		<svg class="look-icon" viewBox="0 0 24 24" aria-hidden="true">
			<path d={paths[name]} />
		</svg>
	);
}
