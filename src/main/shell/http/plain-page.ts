/** Pages that say one thing, without a script and without anything to load. */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Returns an HTML page of a heading and a sentence, both taken as plain text. */
export function renderPlainPage(heading: string, sentence: string): string {
  const [title, text] = [heading, sentence].map((words) => words.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? ''));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Indexsmith</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`;
}
