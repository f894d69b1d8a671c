// A number with its noun in the form that the language gives it.

/** Forms as CLDR names them; `other` is always there, and stands in for those that the language does without. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** "1 player", "1,200 players": `{n}` in a form is replaced by the number. Made when first used: it takes 5 ms. */
export function counted(language: string): (count: number, forms: Forms) => string {
	let rules: Intl.PluralRules | undefined;
	return (count, forms) => {
		rules ??= new Intl.PluralRules(language);
		return (forms[rules.select(count)] ?? forms.other).replace("{n}", count.toLocaleString(language));
	};
}
