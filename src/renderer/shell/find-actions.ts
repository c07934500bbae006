/** Something that the palette can find. */
export type Findable = {
  readonly title: string;
  readonly note?: string | undefined;
  /** Other words that it is found by. */
  readonly keywords?: string | undefined;
};

/**
 * Returns the entries that contain every word of the query, those whose title or note it is first, then those that begin with
 * it, then those with a word that does, at most `limit`; equals stay in their order. An empty query finds the first entries.
 */
export function findEntries<Entry extends Findable>(entries: readonly Entry[], query: string, limit = 50): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.slice(0, limit);
  const ranked: { entry: Entry; rank: number; place: number }[] = [];
  for (const [place, entry] of entries.entries()) {
    const title = entry.title.toLowerCase();
    const text = `${title} ${entry.note ?? ''} ${entry.keywords ?? ''}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const phrase = words.join(' ');
    const isWordStart = words.every((word) => text.startsWith(word) || text.includes(` ${word}`));
    const isExact = title === phrase || entry.note?.toLowerCase() === phrase;
    const rank = isExact ? 0 : title.startsWith(phrase) ? 1 : isWordStart ? 2 : 3;
    ranked.push({ entry, rank, place });
  }
  ranked.sort((left, right) => left.rank - right.rank || left.place - right.place);
  return ranked.slice(0, limit).map(({ entry }) => entry);
}
