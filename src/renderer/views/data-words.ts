/** What the store's own words mean, in plain sentences, and what to do about each. */

/** A word with what it means and what can be done about it. */
export type Explained = { readonly label: string; readonly meaning: string; readonly advice: string };

const ABSENCES: Readonly<Record<string, Explained>> = {
  not_listed: {
    label: 'not listed yet',
    meaning: 'The exchange did not trade it then: it was listed later, or taken off before.',
    advice: 'Nothing is missing; there never was a price.',
  },
  no_trades: {
    label: 'no trades',
    meaning: 'It was listed, but nobody traded it in that time, so there was no price to note.',
    advice: 'Nothing is missing. Many such stretches mean that it can hardly be traded.',
  },
  rate_limited: {
    label: 'told to wait',
    meaning: 'The source asked us to slow down before it had sent everything.',
    advice: 'Fetch again from that day; what is there already is not asked for twice.',
  },
  provider_error: {
    label: 'source failed',
    meaning: 'The source answered with an error or with nothing that could be read.',
    advice: 'Fetch again later from that day.',
  },
  stale: {
    label: 'went silent',
    meaning: 'The source still lists it, but sends no prices any more.',
    advice: 'It may have died or moved to another name. Its last price is not carried on.',
  },
  not_applicable: {
    label: 'never had any',
    meaning: 'The source has no candles of this kind at all.',
    advice: 'Take it from another source.',
  },
};

/** Returns what a kind of absence means; one that is not known keeps its name. */
export function explainAbsence(kind: string): Explained {
  return (
    ABSENCES[kind] ?? {
      label: kind.replaceAll('_', ' '),
      meaning: 'The source gave this as its reason.',
      advice: 'Fetch again from that day to see whether it still holds.',
    }
  );
}

const REFUSALS: readonly (readonly [beginning: string, meaning: string])[] = [
  ['wrong number of columns', 'The row has more or fewer cells than the header.'],
  ['malformed quotes', 'A quotation mark is opened and not closed.'],
  ['not a date', 'What stands where the date belongs cannot be read as one.'],
  [
    'opening time not on the grid',
    'A daily candle begins at midnight UTC, an hourly one at the full hour; this one does not.',
  ],
  ['date in the future', 'The day had not begun when the file was read.'],
  ['candle not finished', 'Its day was not over yet. It is taken once it is; this is normal for the newest row.'],
  ['series without a name', 'Nothing says which token the row is of.'],
  [
    'price not counted in dollars',
    'The market is quoted in another currency; prices in US dollars or a stablecoin of it are needed.',
  ],
  ['text where a number belongs', 'A price or volume cannot be read as a number.'],
  ['number not finite', 'A price or volume is infinite.'],
  ['price missing', 'The closing price is empty.'],
  ['price not above zero', 'A price of nothing or less was never paid.'],
  ['negative volume', 'Less than nothing cannot be traded.'],
  ['negative market cap', 'A token cannot be worth less than nothing.'],
  ['high below low', 'The highest price of the day is below its lowest.'],
  ['high below open or close', 'The highest price of the day is below another price of the same day.'],
  ['low above open or close', 'The lowest price of the day is above another price of the same day.'],
  ['second row of the same series and time', 'The same token has two rows for the same time; the first was taken.'],
  ['neither title nor text', 'An article without any words says nothing.'],
  ['second row of the same key', 'The list names the same token twice; the first was taken.'],
];

/** Returns what a reason of refusal means, or undefined for one that speaks for itself. */
export function explainRefusal(reason: string): string | undefined {
  return REFUSALS.find(([beginning]) => reason.startsWith(beginning))?.[1];
}

/** What became of a file, and what to do about it. */
export const FILE_STATES = {
  imported: { label: 'imported', kind: 'done', advice: '' },
  resumed: { label: 'finished', kind: 'done', advice: 'An earlier import had begun this file; it is whole now.' },
  'already-imported': {
    label: 'known already',
    kind: 'plain',
    advice: 'The same bytes were imported before. Nothing was to be done.',
  },
  refused: {
    label: 'refused',
    kind: 'failed',
    advice: 'Nothing of it was stored. Mend the file or export it anew, then import it again.',
  },
  'not-recognised': {
    label: 'not recognised',
    kind: 'warning',
    advice: 'It holds something else, or its columns or its name are others than “Which files are understood” says.',
  },
} as const;

/** Returns why a file was not taken in, without what stands beside it: its state, and the list of layouts. */
export const reasonOf = (message: string | null): string =>
  message?.replace(/^not recognised yet: /, '').split('; known layouts are ')[0] ?? 'no reason told';

/**
 * Returns what a file is called in a report: the path below the folder of an upload, else its name and the folder it lies in,
 * so that two files of one name can be told apart.
 */
export function fileLabel(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  const upload = parts.lastIndexOf('uploads');
  // uploads/<batch>/<what was dropped>
  const below = upload >= 0 && upload < parts.length - 2 ? parts.slice(upload + 2) : parts.slice(-2);
  return below.join('/');
}

const TIMEFRAMES: Readonly<Record<string, string>> = { '1d': 'days', '1h': 'hours', '1m': 'minutes' };

/** Returns what a timeframe's candles are of, such as `days`. */
export const timeframeWord = (timeframe: string): string => TIMEFRAMES[timeframe] ?? timeframe;

const BATCH_KINDS: Readonly<Record<string, string>> = {
  candles: 'prices',
  assets: 'list of tokens',
  listings: 'markets of the exchange',
  crosswalk: 'which name is which token',
  refusals: 'refused rows',
  simulation: 'simulated market',
  articles: 'articles',
  incidents: 'events',
  measures: 'measures',
};

/** Returns what a batch brought, in words. */
export const batchWord = (kind: string): string => BATCH_KINDS[kind] ?? kind;
