declare const markupBrand: unique symbol;

/** Text that is HTML already. Made only by {@link html}, {@link raw} and {@link join}. */
export type Markup = { readonly text: string; readonly [markupBrand]: true };

/** What may stand in a template: text and numbers are escaped, markup is taken as it is, null and false leave nothing. */
export type Part = string | number | Markup | readonly Markup[] | null | false;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns text that means itself in HTML, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}

/** Returns markup from a template; every value is escaped unless it is markup. For tags: ``html`<p>${text}</p>` ``. */
export function html(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return raw(template.reduce((text, piece, i) => text + textOf(parts[i - 1] ?? null) + piece));
}

/** Returns text as markup, unescaped: for constants of this program alone. */
export function raw(text: string): Markup {
  return { text } as Markup;
}

/** Returns pieces one after the other. */
export function join(pieces: readonly Markup[]): Markup {
  return raw(pieces.map(({ text }) => text).join(''));
}

function textOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'text' in part ? part.text : join(part).text;
}
